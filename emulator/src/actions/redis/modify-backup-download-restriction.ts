/**
 * ModifyBackupDownloadRestriction
 * [D] documented: LimitType is required; addresses and networks belong to Customize alone.
 * [I] assumed: Customize without any is refused, as is anything beside another LimitType.
 */
import { list, text, type CrsAction } from "../crs-action";
import { restrictionKey } from "./describe-backup-download-restriction";
import { checkLimits } from "./describe-backup-url";

export const modifyBackupDownloadRestriction: CrsAction = {
  name: "ModifyBackupDownloadRestriction",
  params: {
    LimitType: "string",
    VpcComparisonSymbol: "string",
    IpComparisonSymbol: "string",
    LimitVpc: "objects",
    LimitIp: "strings",
  },
  required: ["LimitType"],
  permission: "*",
  run(call) {
    checkLimits(call);
    call.world.store.state.crs.restrictions[restrictionKey(call)] = {
      LimitType: text(call, "LimitType") ?? "",
      VpcComparisonSymbol: text(call, "VpcComparisonSymbol") ?? "In",
      IpComparisonSymbol: text(call, "IpComparisonSymbol") ?? "In",
      LimitVpc: list(call, "LimitVpc") ?? [],
      LimitIp: list(call, "LimitIp") ?? [],
    };
    call.world.store.onChange();
    return {};
  },
};

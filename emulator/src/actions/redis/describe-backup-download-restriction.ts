/**
 * DescribeBackupDownloadRestriction
 * [D] documented: the five fields; of an account in a region, no parameters.
 * [I] assumed: NoLimit until something else is set.
 */
import type { CrsRestriction } from "../../model/crs-instance";
import type { CrsAction, CrsCall } from "../crs-action";

export const describeBackupDownloadRestriction: CrsAction = {
  name: "DescribeBackupDownloadRestriction",
  params: {},
  required: [],
  permission: "*",
  run: (call) => call.world.store.state.crs.restrictions[restrictionKey(call)] ?? NO_LIMIT,
};

const NO_LIMIT: CrsRestriction = {
  LimitType: "NoLimit",
  VpcComparisonSymbol: "In",
  IpComparisonSymbol: "In",
  LimitVpc: [],
  LimitIp: [],
};

export function restrictionKey({ identity, regionId }: CrsCall): string {
  return `${identity.accountId} ${regionId}`;
}

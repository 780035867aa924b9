/**
 * DescribeBackupUrl
 * [D] documented: one link per shard, good for 6 hours; BackupInfos, and the deprecated parallel lists beside it;
 *     LimitType NoLimit, LimitOnlyIntranet or Customize, VpcComparisonSymbol In, IpComparisonSymbol In or NotIn;
 *     Filenames may be null.
 * [I] assumed: the names of the files; a running or expired backup is BackupStatusInvalid; the links of real keys
 *     (`redis`) are signed as COS signs and served by the emulator, nothing serves the others (`.invalid` never resolves),
 *     whose `q-signature=` is there so that a test can find a client that lets them out.
 */
import { CrsError } from "../../crs-error";
import { crsStatus, isListed, type CrsBackup, type CrsInstance } from "../../model/crs-instance";
import { cosLink, cosPath } from "../../redis/cos";
import { list, readCrsInstance, text, type CrsAction, type CrsCall } from "../crs-action";

const VALID_SECONDS = 6 * 3600;

export const describeBackupUrl: CrsAction = {
  name: "DescribeBackupUrl",
  params: {
    InstanceId: "string",
    BackupId: "string",
    LimitType: "string",
    VpcComparisonSymbol: "string",
    IpComparisonSymbol: "string",
    LimitVpc: "objects",
    LimitIp: "strings",
  },
  required: ["InstanceId", "BackupId"],
  permission: "instance",
  run(call) {
    checkLimits(call);
    const instance = readCrsInstance(call);
    const backup = usableBackup(call, instance, text(call, "BackupId"));
    const BackupInfos = Array.from({ length: instance.shards }, (_, shard) => ({
      FileName: fileName(instance, backup, shard),
      FileSize: Math.floor(backup.sizeBytes / instance.shards),
      DownloadUrl: link(call, instance, backup, shard, ""),
      InnerDownloadUrl: link(call, instance, backup, shard, "-internal"),
    }));
    return {
      DownloadUrl: BackupInfos.map(({ DownloadUrl }) => DownloadUrl),
      InnerDownloadUrl: BackupInfos.map(({ InnerDownloadUrl }) => InnerDownloadUrl),
      Filenames: null,
      BackupInfos,
    };
  },
};

/** Also of ModifyBackupDownloadRestriction. */
export function checkLimits(call: CrsCall): void {
  const allow = (name: string, values: readonly string[]) => {
    const given = text(call, name);
    if (given !== undefined && !values.includes(given)) throw CrsError.invalid(name);
  };
  allow("LimitType", ["NoLimit", "LimitOnlyIntranet", "Customize"]);
  allow("VpcComparisonSymbol", ["In"]);
  allow("IpComparisonSymbol", ["In", "NotIn"]);
  const isCustom = text(call, "LimitType") === "Customize";
  const limits = [...(list(call, "LimitVpc") ?? []), ...(list(call, "LimitIp") ?? [])];
  if (isCustom !== limits.length > 0) throw CrsError.invalid("LimitType");
}

export function usableBackup(
  call: CrsCall,
  instance: CrsInstance,
  backupId: string | undefined,
): CrsBackup {
  const backup = instance.backups.find((candidate) => candidate.backupId === backupId);
  if (backup === undefined || !isListed(backup, call.readAt)) {
    throw new CrsError("InvalidParameterValue.BackupNotExists");
  }
  if (crsStatus(backup, call.readAt) !== 2) {
    throw new CrsError("ResourceUnavailable.BackupStatusInvalid");
  }
  return backup;
}

const fileName = ({ redis }: CrsInstance, { backupId }: CrsBackup, shard: number) =>
  `${backupId}_${shard}.rdb${redis ? "" : ".zip"}`;

/** Also of the legacy GetBackupDownloadUrl, whose links are good for twice as long. */
export function link(
  { world, now }: CrsCall,
  instance: CrsInstance,
  backup: CrsBackup,
  shard: number,
  network: string,
  seconds = VALID_SECONDS,
): string {
  const begin = Math.floor(now / 1000);
  if (instance.redis) {
    return `${world.url()}${cosLink(cosPath(instance, backup), begin, begin + seconds)}`;
  }
  const query = `q-sign-algorithm=sha1&q-ak=EMULATOR_COS_KEY_ID&q-sign-time=${begin}%3B${begin + seconds}&q-signature=emulator-canary-${backup.backupId}`;
  return `https://redis-backup-emulator.cos${network}.${instance.regionId}.myqcloud.invalid/${instance.instanceId}/${fileName(instance, backup, shard)}?${query}`;
}

import { ossLink, ossPath } from "../redis/oss";
import type { World } from "../world";
import type { Backup } from "./backup";
import type { Instance } from "./instance";

const VALID_SECONDS = 86_400;

/**
 * Links as the object store signs them. Those of real data are served by the emulator; nothing serves the others
 * (`.invalid` never resolves). `Signature=` is there so that a test can find a client that lets them out into a log, an
 * error or a state.
 */
export function downloadUrls(
  world: World,
  instance: Instance,
  backup: Backup,
  now: number,
): object {
  if (backup.outcome === "Failed") return {};
  const expires = Math.floor(now / 1000) + VALID_SECONDS;
  if (instance.redis) {
    const url = `${world.url()}${ossLink(ossPath(backup), expires)}`;
    return { BackupDownloadURL: url, BackupIntranetDownloadURL: url };
  }
  const path = `custins${backup.jobId}/hins${backup.backupId}_data_${backup.startedAt}.rdb`;
  const query = `Expires=${expires}&OSSAccessKeyId=EMULATOR_OSS_KEY_ID&Signature=emulator-canary-${backup.backupId}`;
  const link = (network: string) =>
    `https://rdsbak-emulator.oss-${instance.regionId}${network}.aliyuncs.invalid/${path}?${query}`;
  return { BackupDownloadURL: link(""), BackupIntranetDownloadURL: link("-internal") };
}

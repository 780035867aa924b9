/**
 * GetBackupDownloadUrl (legacy API v2)
 * [D] documented: redisId and backupId; data.intranet and data.extranet, good for 12 hours.
 * [I] assumed: the link is that of the first shard.
 */
import { readCrsInstance, text, type CrsAction } from "../crs-action";
import { link, usableBackup } from "../redis/describe-backup-url";

const VALID_SECONDS = 12 * 3600;

export const getBackupDownloadUrl: CrsAction = {
  name: "GetBackupDownloadUrl",
  params: { redisId: "string", backupId: "string" },
  required: ["redisId", "backupId"],
  permission: "instance",
  run(call) {
    const instance = readCrsInstance(call, "redisId");
    const backup = usableBackup(call, instance, text(call, "backupId"));
    const of = (network: string) => link(call, instance, backup, 0, network, VALID_SECONDS);
    return { data: { intranet: of("-internal"), extranet: of("") } };
  },
};

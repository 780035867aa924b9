import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup-sdk";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");

/** Flashback records every write: without it there is no second to go back to. */
const policy = new tair.BackupPolicy("orders", {
  instanceId,
  preferredBackupPeriod: ["Monday", "Thursday"],
  preferredBackupTime: "18:00Z-19:00Z",
  enableBackupLog: true,
});

/** The last good second: set after an accident, removed once the data is back. */
const restoreTime = config.get("restoreTime");

const undo =
  restoreTime === undefined
    ? undefined
    : new tair.Restore(
        "undo",
        {
          instanceId,
          restoreTime,
          overwrite: config.require("overwrite"),
          runBefore: config.require("runBefore"),
        },
        { dependsOn: policy },
      );

export const restore = undo?.status ?? "none";
/** Jobs of the backup of the data as it was just before: the way back from the way back. */
export const backupBefore = undo?.backupBeforeJobIds ?? [];

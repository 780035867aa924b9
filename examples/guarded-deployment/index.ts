import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup-sdk";
import { Deployment } from "./deployment";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");
const release = config.require("release");

const policy = new tair.BackupPolicy("nightly", {
  instanceId,
  preferredBackupPeriod: ["Monday", "Wednesday", "Friday"],
  preferredBackupTime: "18:00Z-19:00Z",
  backupRetentionPeriod: 30,
});

/** Another release takes another backup. It stays until it expires, for whoever must go back. */
const backup = new tair.ManualBackup(
  "before-deployment",
  {
    instanceId,
    triggers: { release },
    backupRetentionPeriod: 14,
    onDelete: "retain",
  },
  { dependsOn: policy, customTimeouts: { create: "30m" } },
);

/** Starts when the backup is complete; a backup that fails or takes too long stops it. */
const service = new Deployment("service", { release }, { dependsOn: backup });

export const deployed = service.release;
export const goBackTo = backup.id;

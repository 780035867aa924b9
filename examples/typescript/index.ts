import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup-sdk";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");

/** Two nights a week; each backup is kept for a month. */
new tair.BackupPolicy("sessions", {
  instanceId,
  preferredBackupPeriod: ["Wednesday", "Saturday"],
  preferredBackupTime: "18:00Z-19:00Z",
  backupRetentionPeriod: 30,
});

/** Another release takes another backup; once it is there, the one before goes. */
const beforeRelease = new tair.ManualBackup("before-release", {
  instanceId,
  triggers: { release: config.require("release") },
  backupRetentionPeriod: config.requireNumber("keepBackupDays"),
});

/** What the cloud says now; a function is asked at every `pulumi up` and leaves nothing in state. */
const found = tair.getBackupsOutput({
  instanceId: beforeRelease.instanceId,
  backupJobId: beforeRelease.backupJobIds[0],
});

export const backupId = beforeRelease.id;
export const { status, expiresAt } = beforeRelease;
export const files = found.backups;

import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup";

const config = new pulumi.Config();

/** Two nights a week; each backup is kept for a month. */
const sessions = new tair.BackupPolicy("sessions", {
  instanceId: config.require("standardInstanceId"),
  preferredBackupPeriod: ["Wednesday", "Saturday"],
  preferredBackupTime: "18:00Z-19:00Z",
  backupRetentionPeriod: 30,
});

/** By the clock of Shanghai. The retention is not set, so it stays what it is. */
const orders = new tair.BackupPolicy("orders", {
  instanceId: config.require("clusterInstanceId"),
  timeZone: "Asia/Shanghai",
  preferredBackupPeriod: ["Monday", "Friday"],
  preferredBackupTime: "04:00-05:00",
});

/** Another release takes another backup; once it is there, the one before goes. */
const beforeRelease = new tair.ManualBackup("before-release", {
  instanceId: config.require("backupInstanceId"),
  triggers: { release: config.require("release") },
  backupRetentionPeriod: config.requireNumber("keepBackupDays"),
});

export const backup = {
  id: beforeRelease.id,
  status: beforeRelease.status,
  expiresAt: beforeRelease.expiresAt,
};

/** What the cloud says now; a function is asked at every `pulumi up` and leaves nothing in state. */
export const nextBackups = {
  sessions: tair.getBackupPolicyOutput({ instanceId: sessions.instanceId }).preferredNextBackupTime,
  orders: tair.getBackupPolicyOutput({ instanceId: orders.instanceId }).preferredNextBackupTime,
};

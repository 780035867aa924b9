import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup";

const config = new pulumi.Config();

const sessions = new tair.BackupPolicy("sessions", {
  instanceId: config.require("standardInstanceId"),
  preferredBackupPeriod: ["Wednesday", "Saturday"],
  preferredBackupTime: "18:00Z-19:00Z",
  backupRetentionPeriod: 30,
});

new tair.BackupPolicy("orders", {
  instanceId: config.require("clusterInstanceId"),
  timeZone: "Asia/Shanghai",
  preferredBackupPeriod: ["Monday", "Friday"],
  preferredBackupTime: "04:00-05:00",
});

const beforeMigration = new tair.ManualBackup(
  "before-migration",
  {
    instanceId: sessions.instanceId,
    triggers: { migration: 42 },
    backupRetentionPeriod: config.requireNumber("keepBackupDays"),
  },
  { dependsOn: sessions },
);

export const backupId = beforeMigration.id;
export const status = beforeMigration.status;
export const policy = tair.getBackupPolicyOutput({ instanceId: sessions.instanceId });

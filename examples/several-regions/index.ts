import * as pulumi from "@pulumi/pulumi";
import { Provider, tair } from "pulumi-redis-backup-sdk";

const config = new pulumi.Config();

/** The shop runs in Hangzhou. Its keys are configuration of the stack, encrypted in it and in state. */
const shop = new Provider("shop", {
  region: "cn-hangzhou",
  accessKeyId: config.requireSecret("shopAccessKeyId"),
  accessKeySecret: config.requireSecret("shopAccessKeySecret"),
});

/** The audit log is in Singapore and belongs to another account. */
const audit = new Provider("audit", {
  region: "ap-southeast-1",
  accessKeyId: config.requireSecret("auditAccessKeyId"),
  accessKeySecret: config.requireSecret("auditAccessKeySecret"),
});

const nightly = {
  preferredBackupPeriod: [
    "Monday",
    "Wednesday",
    "Friday",
  ] satisfies tair.BackupPolicyArgs["preferredBackupPeriod"],
  preferredBackupTime: "18:00Z-19:00Z",
};

new tair.BackupPolicy(
  "shop",
  { ...nightly, instanceId: config.require("shopInstanceId"), backupRetentionPeriod: 7 },
  { provider: shop },
);

const auditPolicy = new tair.BackupPolicy(
  "audit",
  { ...nightly, instanceId: config.require("auditInstanceId"), backupRetentionPeriod: 365 },
  { provider: audit },
);

const yearEnd = new tair.ManualBackup(
  "year-end",
  { instanceId: auditPolicy.instanceId, backupRetentionPeriod: 730 },
  { provider: audit },
);

export const yearEndId = yearEnd.id;
export const regions = [shop.region, audit.region];
/** Functions take the provider too. */
export const next = tair.getBackupPolicyOutput(
  { instanceId: auditPolicy.instanceId },
  { provider: audit },
).preferredNextBackupTime;

/** One declaration or question; every language's text is made from it. */
export interface Example {
  readonly title: string;
  /** Name of the resource, or of what the function answers; one word. */
  readonly name: string;
  readonly args: Readonly<Record<string, ExampleValue>>;
}

export type ExampleValue =
  string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

const instanceId = "r-bp1zxszhcgatnx0001";
const crsInstanceId = "crs-5a4py64p";
const crsBackupId = "154572601-1165734322-153731238";

/** By token. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  "crs:BackupPolicy": [
    {
      title: "Back up in the early morning and keep 7 days",
      name: "orders",
      args: {
        instanceId: crsInstanceId,
        timePeriod: "03:00-04:00",
        backupStorageDays: 7,
      },
    },
  ],
  "crs:ManualBackup": [
    {
      title: "Before each release",
      name: "release",
      args: {
        instanceId: crsInstanceId,
        remark: "before the release",
        storageDays: 7,
        triggers: { release: "42" },
      },
    },
  ],
  "crs:Restore": [
    {
      title: "Bring back a backup, once",
      name: "rescue",
      args: {
        instanceId: crsInstanceId,
        backupId: crsBackupId,
        overwrite: `${crsInstanceId}@${crsBackupId}`,
        runBefore: "2026-11-02T10:00:00Z",
      },
    },
  ],
  "crs:getBackupPolicy": [
    {
      title: "In which hour backups are taken",
      name: "policy",
      args: { instanceId: crsInstanceId },
    },
  ],
  "crs:getBackups": [
    {
      title: "Since a date",
      name: "backups",
      args: { instanceId: crsInstanceId, startTime: "2026-11-01T00:00:00Z" },
    },
  ],
  "crs:getBackupDownloadUrls": [
    {
      title: "For the vendor's own network",
      name: "urls",
      args: {
        instanceId: crsInstanceId,
        backupId: crsBackupId,
        limitType: "LimitOnlyIntranet",
      },
    },
  ],
  "crs:getTasks": [
    {
      title: "Manual backups",
      name: "tasks",
      args: { instanceId: crsInstanceId, taskTypes: ["012"] },
    },
  ],
  "tair:BackupPolicy": [
    {
      title: "Back up twice a week and keep 30 days",
      name: "orders",
      args: {
        instanceId,
        preferredBackupPeriod: ["Monday", "Thursday"],
        preferredBackupTime: "02:00Z-03:00Z",
        backupRetentionPeriod: 30,
        enableBackupLog: true,
      },
    },
    {
      title: "In local time",
      name: "sessions",
      args: {
        instanceId,
        preferredBackupPeriod: ["Sunday"],
        preferredBackupTime: "04:00-05:00",
        timeZone: "Asia/Shanghai",
        onDelete: "retain",
      },
    },
  ],
  "tair:ManualBackup": [
    {
      title: "Before each release",
      name: "release",
      args: { instanceId, backupRetentionPeriod: 30, triggers: { release: "42" } },
    },
    {
      title: "Until a date",
      name: "audit",
      args: { instanceId, expectExpireTime: "2030-01-31T00:00:00Z", onDelete: "retain" },
    },
  ],
  "tair:Restore": [
    {
      title: "All data, as it was before an accident",
      name: "undo",
      args: {
        instanceId,
        restoreTime: "2026-11-02T08:59:30Z",
        overwrite: `${instanceId}@2026-11-02T08:59:30Z`,
        runBefore: "2026-11-02T12:00:00Z",
      },
    },
    {
      title: "Some keys",
      name: "carts",
      args: {
        instanceId,
        restoreTime: "2026-11-02T08:59:30Z",
        filterKey: ["cart:.*", "basket:.*"],
        overwrite: `${instanceId}@2026-11-02T08:59:30Z`,
        runBefore: "2026-11-02T12:00:00Z",
        backupBeforeRetention: 30,
      },
    },
  ],
  "tair:CacheAnalysis": [
    {
      title: "The latest backup, each month",
      name: "bigKeys",
      args: { instanceId, triggers: { month: "2026-11" } },
    },
    {
      title: "One node, with prefixes that end at a slash",
      name: "sessions",
      args: { instanceId, nodeId: `${instanceId}-db-0`, separators: "/", takeBackup: true },
    },
  ],
  "tair:getInstances": [
    {
      title: "The running instances of a team",
      name: "instances",
      args: { instanceStatus: "Normal", tags: { team: "shop" } },
    },
  ],
  "tair:getBackupHealth": [
    { title: "How old the latest backup is", name: "health", args: { instanceId } },
  ],
  "tair:getRestoreArguments": [
    { title: "From a backup", name: "restored", args: { instanceId, backupId: "521774001" } },
  ],
  "tair:getCacheAnalysisReport": [
    {
      title: "Of an analysis by DAS",
      name: "report",
      args: { instanceId, jobId: "sf79-sd99-sa37-0001" },
    },
  ],
  "tair:getCacheAnalysisReportList": [
    { title: "Of the last month", name: "reports", args: { instanceId, days: 30 } },
  ],
  "tair:getBackupPolicy": [
    { title: "When the next backup is due", name: "policy", args: { instanceId } },
  ],
  "tair:getBackups": [
    {
      title: "Since a date",
      name: "backups",
      args: { instanceId, startTime: "2026-11-01T00:00:00Z" },
    },
  ],
  "tair:getBackupTasks": [
    { title: "Manual jobs under way", name: "tasks", args: { instanceId, jobMode: "Manual" } },
  ],
  "tair:getClusterBackups": [
    { title: "Without the shards", name: "backups", args: { instanceId, noShardBackup: true } },
  ],
};

/** How an existing one gets under Pulumi's control. */
export interface Import {
  /** A name for it in the program. */
  readonly name: string;
  /** Each form of id that is taken, with what it stands for. */
  readonly ids: readonly { readonly id: string; readonly what: string }[];
}

/** Of an action nothing is left that could be looked at. */
export const NEVER_IMPORTED = "never imported";

/** By the token of the resource. */
export const imports: Readonly<Record<string, Import | typeof NEVER_IMPORTED>> = {
  "crs:Restore": NEVER_IMPORTED,
  "crs:BackupPolicy": {
    name: "orders",
    ids: [{ id: crsInstanceId, what: "the policy of the instance" }],
  },
  "crs:ManualBackup": {
    name: "release",
    ids: [
      {
        id: `${crsInstanceId}:0123456789abcdef`,
        what: "the backup whose remark ends with the tag",
      },
      { id: `${crsInstanceId}:backup/${crsBackupId}`, what: "the backup with this id" },
    ],
  },
  "tair:Restore": NEVER_IMPORTED,
  "tair:CacheAnalysis": NEVER_IMPORTED,
  "tair:BackupPolicy": {
    name: "orders",
    ids: [{ id: instanceId, what: "the policy of the instance" }],
  },
  "tair:ManualBackup": {
    name: "release",
    ids: [
      { id: `${instanceId}:11620001`, what: "the backup of a job, or of several, comma separated" },
      { id: `${instanceId}:backup/521774001`, what: "the backup with this id" },
      { id: `${instanceId}:cluster/cb-hyxdof5x9kqb`, what: "a backup of a cloud-native cluster" },
    ],
  },
};

import { z } from "zod";
import { isBackupWindow } from "./model/backup-policy";
import { WEEKDAYS } from "./model/weekdays";

const instant = z.iso.datetime({ offset: true });
const hours = z.string().refine(isBackupWindow, 'expected a window such as "02:00Z-03:00Z"');

export const policySeed = z
  .strictObject({
    preferredBackupTime: hours,
    preferredBackupPeriod: z.array(z.enum(WEEKDAYS)).min(1),
    backupRetentionPeriod: z.int().min(1).max(730),
    enableBackupLog: z.boolean(),
  })
  .partial();

/** A backup that exists already; on a cluster it has one row per node. */
export const backupSeed = z
  .strictObject({
    mode: z.enum(["Automated", "Manual"]),
    status: z.enum(["Success", "Failed"]),
    /** Start of the backup: an instant, or so many hours before now (default one hour). */
    startTime: instant,
    hoursAgo: z.number().min(0),
    /** Default: `jobSeconds` of the instance after the start. */
    endTime: instant,
    /** Default: what the policy says; `null` never expires. */
    expectExpireTime: instant.nullable(),
    sizeBytes: z.int().min(0),
  })
  .partial();

/** A key that a cache analysis finds. */
export const keySeed = z.strictObject({
  key: z.string().min(1),
  /** Default `string`, `raw`. */
  type: z.string().optional(),
  encoding: z.string().optional(),
  bytes: z.int().min(0),
  /** Elements. */
  count: z.int().min(0),
  db: z.int().min(0).optional(),
  /** Number of its node, from 0. */
  node: z.int().min(0).optional(),
  /** Default: it never expires. */
  expireTime: instant.optional(),
});

/** A cache analysis of all nodes that is over. */
export const analysisSeed = z.strictObject({
  jobId: z.string().min(1),
  /** Default `das`. */
  api: z.enum(["das", "r-kvstore"]).optional(),
  /** Default 1. */
  hoursAgo: z.number().min(0).optional(),
});

const instanceFields = z
  .strictObject({
    /** Default: the region of the account. */
    regionId: z.string().min(1),
    /** Default: the first account. */
    accountId: z.string().min(1),
    name: z.string(),
    architecture: z.enum(["standard", "cluster", "rwsplit"]),
    shardCount: z.int().min(1).max(256),
    cloudNative: z.boolean(),
    /** A cluster created before 2023-12-05 gets one backup job per node. */
    createdAt: instant,
    singleNode: z.boolean(),
    engineVersion: z.string(),
    instanceType: z.enum(["Redis", "Tair"]),
    /** Where the data is; the class of the instance says it. Analyses of what is on disks are refused. */
    storage: z.enum(["memory", "essd", "localSsd"]),
    /** Default: Tair in memory has it, Tair on disks and Redis have not. */
    seriesWithFlashback: z.boolean(),
    appendonly: z.enum(["yes", "no"]),
    status: z.string().min(1),
    capacityMb: z.int().min(1),
    tags: z.record(z.string(), z.string()),
    policy: policySeed,
    /** Since when flashback, where it is on, can go back; default the moment the instance is added. */
    flashbackSince: instant,
    backups: z.array(backupSeed),

    /** `false`: none is taken, whatever the policy says, so that what is looked at does not depend on the hour. */
    automaticBackups: z.boolean(),
    /** How long a backup job takes. */
    jobSeconds: z.number().min(0),
    /** The row appears in DescribeBackups so long after the job left the task list. */
    rowDelaySeconds: z.number().min(0),
    /**
     * `after`: the row appears when the job is over. The others show it while the job runs, with its job id and no BackupId:
     * `rowFirstWithoutId` with BackupStatus Running, `rowFirstAsSuccess` already with Success.
     */
    rowShape: z.enum(["after", "rowFirstWithoutId", "rowFirstAsSuccess"]),
    /** The job stays so long in the task list as `Finished`; the real list never shows it. */
    finishedSeconds: z.number().min(0),
    nextJobFails: z.boolean(),
    /** Size of one whole backup, shared out among the nodes. */
    sizeBytes: z.int().min(0),
    /** `late` stays at 0 for most of the job; `stuckAt` stops counting there although the job goes on. */
    progressCurve: z.union([
      z.enum(["linear", "late"]),
      z.strictObject({ stuckAt: z.number().min(0).max(100) }),
    ]),
    /** After ModifyBackupPolicy the instance is `Changing` for so long. */
    changingSeconds: z.number().min(0),
    /** `silent`: ModifyBackupPolicy succeeds where flashback is impossible, and the flag stays 0. */
    flashbackRefusal: z.enum(["error", "silent"]),
    /** CreateBackup answers `"1022,2480"` with quotes inside the string, as in some vendor samples. */
    quotedJobIds: z.boolean(),
    /** A cloud-native cluster in DescribeBackups: a row per node, or refused as the newer documentation says. */
    clusterRows: z.enum(["perNode", "refused"]),
    /** A cluster in DescribeBackupTasks: an entry per node, one for all, or refused as the older documentation says. */
    clusterTasks: z.enum(["perNode", "single", "refused"]),
    /**
     * The keys live in a real Redis server, a child of the emulator: backups are RDB files behind the download URLs, a
     * restore brings keys back, a cache analysis reports them. Wants `redis-server` 7 on PATH, a clock in real time and
     * an instance of one node; nothing of it outlives the emulator.
     */
    redis: z.boolean(),
    keys: z.array(keySeed),
    analyses: z.array(analysisSeed),
    /** How long a cache analysis takes, after the backup where it takes one. */
    analysisSeconds: z.number().min(0),
    nextAnalysisFails: z.boolean(),
    /** CreateCacheAnalysisTask, which the vendor has retired, as if it were not there. */
    cacheAnalysisTask: z.enum(["there", "retired"]),
    /** Default: classic Tair instances of more than one node can be restored in place, others cannot. */
    restoresInPlace: z.boolean(),
    /** RestoreType 0, the default on the wire that newer documentation calls deprecated. */
    backupSetRestore: z.enum(["accepted", "refused"]),
    /** A restore takes so long; the instance is `BackupRecovering` from the second moment to its end. */
    restoreSeconds: z.number().min(0),
    restoreDelaySeconds: z.number().min(0),
    /** DescribeInstanceAttribute then has two elements, one per connection. */
    publicEndpoint: z.boolean(),
  })
  .partial();

export const instanceSeed = instanceFields.extend({
  instanceId: z.string().regex(/^r-[a-z0-9-]+$/, 'expected an id such as "r-bp1zxszhcgatnx01"'),
});

/** What can be said once for every instance of a seed. */
export const instanceDefaults = instanceFields.omit({ backups: true, analyses: true });

export type AnalysisSeed = z.infer<typeof analysisSeed>;
export type KeySeed = z.infer<typeof keySeed>;
export type PolicySeed = z.infer<typeof policySeed>;
export type BackupSeed = z.infer<typeof backupSeed>;
export type InstanceSeed = z.infer<typeof instanceSeed>;
export type InstanceDefaults = z.infer<typeof instanceDefaults>;

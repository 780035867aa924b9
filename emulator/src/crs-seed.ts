import { z } from "zod";
import { isCrsWindow } from "./model/crs-window";

const instant = z.iso.datetime({ offset: true });

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

/**
 * A policy of CAM [D]: other names, version and spellings than one of RAM, which is refused here. Conditions
 * and principals are refused as well: half understood they would be too soft.
 */
export const camPolicy = z.strictObject({
  version: z.literal("2.0"),
  statement: z
    .array(
      z.strictObject({ effect: z.enum(["allow", "deny"]), action: oneOrMore, resource: oneOrMore }),
    )
    .min(1),
});

/** A key pair of a Tencent Cloud account. */
export const crsAccountSeed = z.strictObject({
  accountId: z.string().regex(/^\d+$/, "expected digits"),
  secretId: z.string().min(1),
  secretKey: z.string().min(1),
  /** A temporary key: requests have to bring it. */
  token: z.string().min(1).optional(),
  /** Where instances are that name no region. */
  regionId: z.string().min(1).optional(),
  /** Default: everything is allowed. */
  policies: z.array(camPolicy).optional(),
});

export const crsBackupSeed = z
  .strictObject({
    mode: z.enum(["Manual", "Automated", "Change"]),
    remark: z.string(),
    startTime: instant,
    hoursAgo: z.number().min(0),
    storageDays: z.int().min(1),
    sizeBytes: z.int().min(0),
  })
  .partial();

const instanceFields = z
  .strictObject({
    /** Default: the region of the account. */
    regionId: z.string().min(1),
    /** Default: the first account. */
    accountId: z.string().min(1),
    name: z.string(),
    tags: z.record(z.string(), z.string()),
    /** Default: 2024-06-01T00:00:00Z. */
    createdAt: instant,
    /** Only `2.8` and `CKV` can be restored in place. */
    engine: z.enum(["2.8", "CKV", "4.0", "5.0", "6.2", "7.0"]),
    shards: z.int().min(1).max(128),
    /** `null`: none is needed. */
    password: z.string().min(1).nullable(),
    /** 2 runs, 1 is in a flow, 0 is being made, -2 isolated, -3 to be deleted. */
    status: z.union([-3, -2, 0, 1, 2].map((status) => z.literal(status))),
    timePeriod: z.string().refine(isCrsWindow, 'expected an hour such as "02:00-03:00"'),
    backupStorageDays: z.int().min(1),
    backups: z.array(crsBackupSeed),
    /** A ticket has been granted: more than 7 days are accepted. */
    longRetention: z.boolean(),
    /** How long a task takes. */
    taskSeconds: z.number().min(0),
    /** `false`: none is taken, whatever the configuration says. */
    automaticBackups: z.boolean(),
    /** The row of a backup appears with its task, locked, or only when the task has ended. */
    rowAppears: z.enum(["atStart", "atEnd"]),
    /** And so long after that. */
    rowDelaySeconds: z.number().min(0),
    sizeBytes: z.int().min(0),
    /**
     * The keys live in a real Redis server, a child of the emulator: backups are RDB files behind the download URLs, a
     * restore brings keys back. Wants `redis-server` 7 on PATH, a clock in real time and an instance of one shard.
     */
    redis: z.boolean(),
  })
  .partial();

export const crsInstanceSeed = instanceFields.extend({
  instanceId: z.string().regex(/^crs-[a-z0-9-]+$/, 'expected an id such as "crs-5a4py64p"'),
});

export const crsSettingsSeed = z
  .strictObject({
    instance: instanceFields.omit({ backups: true }),
    /** Hours by which the times of the API, which name no zone, are ahead of UTC. */
    utcOffsetHours: z.int().min(-12).max(14),
    /** As older pages of ModifyAutoBackupConfig have it. */
    weekDaysRequired: z.boolean(),
    /** What `offset` of the legacy lists counts: its text says pages, its example rows. */
    legacyOffset: z.enum(["rows", "pages"]),
    /** Where the number of a module's error stands: in `code` itself, or in the message alone. */
    legacyModuleCode: z.enum(["code", "message"]),
    /** The code of a restore that the version of the instance does not have. */
    restoreNotSupported: z.string().min(1),
    /** The code of a retention that needs a ticket. */
    retentionNotAccepted: z.string().min(1),
  })
  .partial();

export const crsSeed = z
  .strictObject({
    accounts: z.array(crsAccountSeed).min(1),
    instances: z.array(crsInstanceSeed),
    defaults: crsSettingsSeed,
  })
  .partial();

export type CamPolicy = z.infer<typeof camPolicy>;
export type CrsAccountSeed = z.infer<typeof crsAccountSeed>;
export type CrsBackupSeed = z.infer<typeof crsBackupSeed>;
export type CrsInstanceSeed = z.infer<typeof crsInstanceSeed>;
export type CrsSettingsSeed = z.infer<typeof crsSettingsSeed>;
export type CrsSeed = z.infer<typeof crsSeed>;

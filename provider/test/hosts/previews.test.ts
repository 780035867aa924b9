import type { CrsInstanceSeed, InstanceSeed } from "../../../emulator/src";
import { UNKNOWN } from "../../src/core/unknown";
import { Cloud, Driven, INSTANCE, START } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";
import { preview } from "../support/previewed";

type Json = Record<string, unknown>;

const MINUTE = 60_000;
const at = (minutes: number): string =>
  new Date(Date.parse(START) + minutes * MINUTE).toISOString().replace(".000Z", "Z");

const POLICY = {
  instanceId: INSTANCE,
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
};
const BACKUP = { instanceId: INSTANCE };
const POINT = at(-30);
const RESTORE = {
  instanceId: INSTANCE,
  restoreTime: POINT,
  overwrite: `${INSTANCE}@${POINT}`,
  runBefore: at(600),
};
const ANALYSIS = { instanceId: INSTANCE, takeBackup: true };
const CRS_POLICY = { instanceId: CRS, timePeriod: "02:00-03:00" };
const CRS_BACKUP = { instanceId: CRS };

const CLASSIC: Partial<InstanceSeed> = {
  cloudNative: false,
  engineVersion: "5.0",
  policy: { enableBackupLog: true },
  flashbackSince: at(-60),
};
const MANUAL = { mode: "Manual" } as const;
const QUOTA_USED = Array.from({ length: 30 }, (_, n) => ({ ...MANUAL, hoursAgo: 1 + n / 3 }));

let cloud: Cloud;
let driven: Driven;

/** Waits end soon: that they end is all that counts. */
const SHORT = {
  REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "30",
  REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "30",
};

async function begin(
  token: string,
  { tair = {}, crs = {} }: { tair?: Partial<InstanceSeed>; crs?: Partial<CrsInstanceSeed> } = {},
) {
  cloud = token.startsWith("crs:")
    ? await crsCloud("plugin", crs)
    : await Cloud.start([tair], {}, "plugin");
  cloud.newProcess(SHORT);
  driven = new Driven(cloud, token);
}

afterEach(() => cloud.close());

const said = () => cloud.lines.join("\n");
const deny = (action: string, skip = 0) => {
  const isCrs = driven.token.startsWith("crs:");
  const denial = isCrs
    ? { code: "AuthFailure.UnauthorizedOperation", status: 200 }
    : { code: "Forbidden.RAM", status: 403 };
  cloud.emulator.faults.add({ kind: "error", action, skip, ...denial });
};
const release = () =>
  driven.token.startsWith("crs:")
    ? cloud.emulator.crs.instances.release(CRS)
    : cloud.emulator.instances.release(INSTANCE);

/** A run before this one, which has failed. */
async function failed(inputs: Json): Promise<void> {
  await expect(driven.up(inputs)).rejects.toThrow();
  cloud.emulator.faults.clear();
}

/** A preview in a process of its own; it writes nothing, whatever it says. */
async function previewed(inputs: Json): Promise<Json> {
  cloud.newProcess();
  cloud.lines.length = 0;
  cloud.emulator.requests.length = 0;
  try {
    return await preview(cloud, driven, inputs);
  } finally {
    expect(cloud.writes()).toEqual([]);
  }
}

function up(inputs: Json) {
  cloud.newProcess();
  return driven.up(inputs);
}

interface Case {
  readonly token: string;
  readonly tair?: Partial<InstanceSeed>;
  readonly crs?: Partial<CrsInstanceSeed>;
  /** What happened before, from which the inputs may follow. */
  readonly before?: () => Promise<Json | void>;
  readonly inputs?: Json;
  readonly says: RegExp;
}

/** Each is found out by reads, so that a preview can say what `up` then does. */
const FAILURES: Record<string, Case> = {
  "flashback that could not be switched on by the run before either": {
    token: "tair:BackupPolicy",
    tair: { appendonly: "no" },
    before: () => failed({ ...POLICY, enableBackupLog: true }),
    inputs: { ...POLICY, enableBackupLog: true },
    says: /its parameter appendonly is "no"/,
  },
  "flashback on an instance whose data is on disks": {
    token: "tair:BackupPolicy",
    tair: { storage: "essd" },
    inputs: { ...POLICY, enableBackupLog: true },
    says: /this edition \(Tair, tair\.essd\.[^)]*\) has none/,
  },
  "an instance that is gone since a policy was written of which nothing was seen": {
    token: "tair:BackupPolicy",
    before: async () => {
      deny("DescribeInstanceAttribute");
      await failed(POLICY);
      release();
    },
    inputs: POLICY,
    says: /no such instance/,
  },
  "an expiry of its own for a backup of a classic instance": {
    token: "tair:ManualBackup",
    tair: CLASSIC,
    inputs: { ...BACKUP, backupRetentionPeriod: 30 },
    says: /Backups of classic instances can't have an expiry of their own/,
  },
  "an extension of a backup of a classic instance": {
    token: "tair:ManualBackup",
    tair: CLASSIC,
    before: async () => void (await driven.up(BACKUP)),
    inputs: { ...BACKUP, backupRetentionPeriod: 30 },
    says: /only manual backups of cloud-native instances can be extended/,
  },
  "the same once it has failed": {
    token: "tair:ManualBackup",
    tair: CLASSIC,
    before: async () => {
      await driven.up(BACKUP);
      await failed({ ...BACKUP, backupRetentionPeriod: 30 });
    },
    inputs: { ...BACKUP, backupRetentionPeriod: 30 },
    says: /only manual backups of cloud-native instances can be extended/,
  },
  "an extension of a backup that was deleted": {
    token: "tair:ManualBackup",
    before: async () => {
      await driven.up(BACKUP);
      cloud.pass(10 * MINUTE);
      for (const { backupId } of cloud.emulator.backups(INSTANCE))
        cloud.emulator.console.deleteBackup(INSTANCE, backupId);
    },
    inputs: { ...BACKUP, backupRetentionPeriod: 30 },
    says: /is no longer listed, so its expiry can't be extended/,
  },
  "an instance that is gone while its backup was taken": {
    token: "tair:ManualBackup",
    before: async () => {
      cloud.emulator.faults.add({ kind: "stuckJob" });
      await failed(BACKUP);
      release();
    },
    inputs: BACKUP,
    says: /no such instance/,
  },
  "a restore whose backup before it the quota does not allow": {
    token: "tair:Restore",
    tair: { ...CLASSIC, backups: QUOTA_USED },
    inputs: RESTORE,
    says: /has had its 30 manual backups of the last 24 hours/,
  },
  "a restore whose backup before it can't have a retention": {
    token: "tair:Restore",
    tair: CLASSIC,
    inputs: { ...RESTORE, backupBeforeRetention: 30 },
    says: /Backups of classic instances can't have an expiry of their own/,
  },
  "a restore whose answer was lost, and of which nothing shows": {
    token: "tair:Restore",
    tair: CLASSIC,
    before: async () => {
      cloud.emulator.faults.add({ kind: "drop", when: "before", action: "RestoreInstance" });
      await failed({ ...RESTORE, backupBefore: false });
    },
    inputs: { ...RESTORE, backupBefore: false },
    says: /whether r-orders01 was restored is not known/,
  },
  "a restore that has left the instance in error": {
    token: "tair:Restore",
    tair: CLASSIC,
    before: async () => {
      deny("DescribeInstanceAttribute", 2);
      await failed({ ...RESTORE, backupBefore: false });
      cloud.emulator.instances.setStatus(INSTANCE, "Error");
    },
    inputs: { ...RESTORE, backupBefore: false },
    says: /is in the status Error since it was told to restore/,
  },
  "an analysis whose backup the quota does not allow": {
    token: "tair:CacheAnalysis",
    tair: { backups: QUOTA_USED.map((backup) => ({ ...backup, status: "Failed" as const })) },
    inputs: ANALYSIS,
    says: /has had its 30 manual backups of the last 24 hours/,
  },
  "an analysis that can't go on after an interruption": {
    token: "tair:CacheAnalysis",
    before: async () => {
      cloud.emulator.faults.add({ kind: "failedJob" });
      await failed(ANALYSIS);
      release();
    },
    inputs: ANALYSIS,
    says: /no such instance/,
  },
  "a policy of an isolated instance": {
    token: "crs:BackupPolicy",
    crs: { status: -2 },
    inputs: CRS_POLICY,
    says: /isolated/,
  },
  "a backup that was asked for, of an instance that is gone": {
    token: "crs:ManualBackup",
    before: async () => {
      const lost = { kind: "drop", action: "ManualBackupInstance" } as const;
      cloud.emulator.faults.add({ ...lost, when: "before" });
      await failed(CRS_BACKUP);
      release();
    },
    inputs: CRS_BACKUP,
    says: /no such instance/,
  },
  "a restore in place of a version that has none": {
    token: "crs:Restore",
    crs: { engine: "6.2", backups: [{ hoursAgo: 2 }] },
    before: () => Promise.resolve(crsRestore()),
    says: /can't be restored in place: only Redis 2\.8 and CKV .*CloneInstances/,
  },
  "a restore that has failed before": {
    token: "crs:Restore",
    crs: { engine: "CKV", backups: [{ hoursAgo: 2 }] },
    before: async () => {
      cloud.emulator.faults.add({ kind: "failedJob", action: "RestoreInstance" });
      await failed(crsRestore());
      return crsRestore();
    },
    says: /it ended so in an earlier run/,
  },
};

function crsRestore(): Json {
  const backupId = cloud.emulator.crs.backups(CRS).at(-1)?.backupId ?? "";
  return { instanceId: CRS, backupId, overwrite: `${CRS}@${backupId}`, runBefore: at(600) };
}

test.each(Object.entries(FAILURES))(
  "fails as `up` does: %s",
  async (_, { token, before, inputs = {}, says, ...seeds }) => {
    await begin(token, seeds);
    const declared = (await before?.()) ?? inputs;
    await expect(previewed(declared)).rejects.toThrow(says);
    await expect(up(declared)).rejects.toThrow(says);
  },
);

describe("does not refuse what `up` carries out", () => {
  test("a policy, where the backups can't be listed that tell what a longer retention stores", async () => {
    await begin("tair:BackupPolicy", { tair: { policy: { backupRetentionPeriod: 7 } } });
    deny("DescribeBackups");
    const longer = { ...POLICY, backupRetentionPeriod: 365 };
    await previewed(longer);
    expect(said()).toMatch(
      /warning: .*how much storage a retention of 365 days takes can't be estimated: DescribeBackups .* Allow kvstore:DescribeBackups/,
    );
    expect(await up(longer)).toBe("create");
  });

  test.each(["tair:BackupPolicy", "crs:BackupPolicy"])(
    "an option of a %s, for which nothing is asked",
    async (token) => {
      await begin(token);
      const declared = token === "crs:BackupPolicy" ? CRS_POLICY : POLICY;
      await driven.up(declared);
      release();
      await previewed({ ...declared, onDelete: "retain" });
      expect(cloud.actions()).toEqual([]);
      expect(await up({ ...declared, onDelete: "retain" })).toBe("update");
      expect(cloud.actions()).toEqual([]);
    },
  );

  test("a backup of an old cluster, whose quota counts backups and not their nodes", async () => {
    const createdAt = "2023-01-01T00:00:00Z";
    const backups = QUOTA_USED.slice(0, 10);
    const cluster = { architecture: "cluster", shardCount: 3, cloudNative: false } as const;
    await begin("tair:ManualBackup", { tair: { ...cluster, createdAt, backups } });
    await previewed(BACKUP);
    expect(await up(BACKUP)).toBe("create");
  });

  test("a job that is adopted, which takes no place in the quota", async () => {
    await begin("tair:ManualBackup", { tair: { backups: QUOTA_USED } });
    cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    const adopting = { ...BACKUP, ifBackupRunning: "adopt" };
    await previewed(adopting);
    expect(said()).toMatch(/a manual backup job runs on r-orders01 .*`up` takes it over/);
    expect(await up(adopting)).toBe("create");
  });

  test("an analysis of a backup there is, of an instance that is busy", async () => {
    await begin("tair:CacheAnalysis", { tair: { status: "Changing", backups: [{}] } });
    await previewed({ instanceId: INSTANCE });
    expect(said()).toBe("");
    expect(await up({ instanceId: INSTANCE })).toBe("create");
  });

  test("anything of an instance that can't be looked at in the list of instances", async () => {
    await begin("crs:BackupPolicy");
    deny("DescribeInstances");
    await previewed(CRS_POLICY);
    expect(said()).toBe("");
    expect(await up(CRS_POLICY)).toBe("create");
  });
});

describe("warns", () => {
  test.each([
    ["fail", /a manual backup job runs on r-orders01 \(.*\): `up` fails while it runs/],
    ["wait", /a manual backup job runs on r-orders01 \(.*\): `up` waits for it/],
  ])("of a job that runs, by what `up` does about it: %s", async (ifBackupRunning, warning) => {
    await begin("tair:ManualBackup");
    cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    await previewed({ ...BACKUP, ifBackupRunning });
    expect(said()).toMatch(warning);
  });

  test("of a job that a restore and an analysis wait for", async () => {
    await begin("tair:Restore", { tair: CLASSIC });
    cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    await previewed(RESTORE);
    expect(said()).toMatch(/a manual backup job runs on r-orders01 .*`up` waits for it/);
    driven = new Driven(cloud, "tair:CacheAnalysis");
    await previewed(ANALYSIS);
    expect(said()).toMatch(/a manual backup job runs on r-orders01 .*`up` waits for it/);
  });

  test.each([
    ["crs:BackupPolicy", { ...CRS_POLICY, backupStorageDays: 30 }, /backupStorageDays is 30/],
    ["crs:ManualBackup", { ...CRS_BACKUP, storageDays: 30 }, /storageDays is 30/],
  ])("of days that need a ticket: %s", async (token, inputs, warning) => {
    await begin(token);
    await previewed(inputs);
    expect(said()).toMatch(warning);
    expect(said()).toMatch(/refused unless the vendor has granted a ticket/);
    await expect(up(inputs)).rejects.toThrow(/need a ticket/);
  });

  test("but not of days that are kept as they are", async () => {
    await begin("crs:BackupPolicy", { crs: { backupStorageDays: 30, longRetention: true } });
    await previewed({ ...CRS_POLICY, backupStorageDays: 30 });
    expect(said()).toBe("");
  });

  test("of days of the backup before a restore that need a ticket, and of an operation that goes on", async () => {
    await begin("crs:Restore", { crs: { engine: "CKV", backups: [{ hoursAgo: 2 }] } });
    const restore = crsRestore();
    await previewed({ ...restore, backupBeforeStorageDays: 30 });
    expect(said()).toMatch(/backupBeforeStorageDays is 30: more than 7 is refused unless/);
    cloud.emulator.crs.instances.setStatus(CRS, 1);
    await previewed(restore);
    expect(said()).toMatch(/is in another operation \(Status 1\): `up` waits until that is over/);
    await previewed({ ...restore, backupBefore: false });
    expect(said()).toMatch(/\(Status 1\): `up` restores nothing while that goes on/);
  });

  test.each([
    ["crs:BackupPolicy", CRS_POLICY],
    ["crs:ManualBackup", CRS_BACKUP],
  ])("of an operation that a %s has to wait for", async (token, inputs) => {
    await begin(token, { crs: { status: 1 } });
    await previewed(inputs);
    expect(said()).toMatch(/warning: .*crs-orders01 is in another operation \(Status 1\): `up`/);
  });
});

/** What an interrupted step has left empty the next one fills. */
test.each([
  ["tair:ManualBackup", BACKUP, "CreateBackup"],
  ["crs:ManualBackup", CRS_BACKUP, "ManualBackupInstance"],
])("tells no output of an unfinished %s that `up` then changes", async (token, inputs, action) => {
  await begin(token);
  cloud.emulator.faults.add({ kind: "stuckJob", action });
  await failed(inputs);
  if (token === "crs:ManualBackup") cloud.emulator.crs.console.endTask(CRS);
  else cloud.emulator.console.endJob(INSTANCE, "Success");
  const told = await previewed(inputs);
  expect(await up(inputs)).toBe("update");
  const known = Object.keys({ ...told, ...driven.state }).filter((name) => told[name] !== UNKNOWN);
  expect(known.map((name) => [name, told[name]])).toEqual(
    known.map((name) => [name, driven.state[name]]),
  );
});

import type { CrsBackupSeed, CrsInstanceSeed } from "../crs-seed";
import { filled } from "../filled";
import type { World } from "../world";
import type { CrsBackup, CrsInstance, CrsTask, CrsTaskType } from "./crs-instance";
import { isLocked } from "./crs-instance";
import { valueAt } from "./dated";
import { refuseSeededBackup, startRealKeys, wantRealKeys } from "./real-keys";

export const DAY = 86_400_000;
const HOUR = 3_600_000;
/** What is over is kept so long for reads of the past. */
const MEMORY = 31 * DAY;

const DEFAULTS = {
  name: "",
  tags: {},
  createdAt: "2024-06-01T00:00:00Z",
  engine: "6.2" as const,
  shards: 1,
  password: null,
  longRetention: false,
  automaticBackups: true,
  taskSeconds: 30,
  rowAppears: "atStart" as const,
  rowDelaySeconds: 0,
  sizeBytes: 33_554_432,
  redis: false,
};

/** Adds an instance with all that its seed says. */
export function addCrsInstance(world: World, seed: CrsInstanceSeed): CrsInstance {
  const { crs } = world.store.state;
  const existing = crs.instances[seed.instanceId];
  if (existing !== undefined && existing.releasedAt === null) {
    throw new Error(`instance ${seed.instanceId} exists already`);
  }
  const { backups = [], ...own } = seed;
  const given = { ...world.crsSettings.instance, ...own };
  const { status = 2, timePeriod = "02:00-03:00", backupStorageDays = 7, ...fixed } = given;
  const accountId = fixed.accountId ?? crs.accounts[0]?.accountId ?? "";
  const owner = crs.accounts.find((account) => account.accountId === accountId);
  const now = world.clock.time();
  const config = { ...DEFAULTS, accountId, regionId: owner?.regionId ?? "ap-guangzhou" };
  const instance = {
    ...filled({ ...config, instanceId: seed.instanceId }, fixed as never),
    redisUrl: null,
    releasedAt: null,
    automaticUntil: now,
    statuses: [{ from: now, value: status }],
    configs: [{ from: now, value: { timePeriod, backupStorageDays } }],
    tasks: [],
    backups: [],
    restores: [],
    backupMode: "NormalLevelBackup" as const,
  } as CrsInstance;
  const several =
    instance.shards > 1
      ? `only one shard is emulated with real keys, not ${instance.shards}`
      : undefined;
  if (instance.redis) wantRealKeys(world, instance, several);
  for (const backup of backups) addCrsBackup(world, instance, backup);
  crs.instances[seed.instanceId] = instance;
  if (instance.redis) startRealKeys(world, instance);
  world.store.onChange();
  return instance;
}

/** A backup that was there before; answers its id. */
export function addCrsBackup(world: World, instance: CrsInstance, seed: CrsBackupSeed): string {
  if (instance.redis) refuseSeededBackup(instance);
  const now = world.clock.time();
  const startedAt =
    seed.startTime === undefined ? now - (seed.hoursAgo ?? 1) * HOUR : Date.parse(seed.startTime);
  const endedAt = startedAt + instance.taskSeconds * 1000;
  const days = seed.storageDays ?? valueAt(instance.configs, now).backupStorageDays;
  const backup: CrsBackup = {
    backupId: nextBackupId(world),
    mode: seed.mode ?? "Manual",
    remark: seed.remark ?? "",
    taskId: null,
    startedAt,
    endedAt,
    visibleFrom: startedAt,
    expiresAt: startedAt + days * DAY,
    sizeBytes: seed.sizeBytes ?? instance.sizeBytes,
    deletedAt: null,
    lockedUntil: null,
  };
  instance.backups.push(backup);
  world.store.onChange();
  return backup.backupId;
}

interface Flow {
  readonly type: CrsTaskType;
  readonly at: number;
  /** The API action that asks; automatic backups and the console have none. */
  readonly action?: string;
}

/** Starts a task, which locks the instance while it runs. */
export function startFlow(
  world: World,
  instance: CrsInstance,
  { type, at, action }: Flow,
): CrsTask {
  const { instanceId, accountId: account } = instance;
  const occasion = { action: action ?? "", account, instanceId };
  const isStuck = world.faults.take(["stuckJob"], occasion) !== undefined;
  const isFailed = world.faults.take(["failedJob"], occasion) !== undefined;
  const task: CrsTask = {
    taskId: nextTaskId(world),
    type,
    startedAt: at,
    endsAt: isStuck ? null : at + instance.taskSeconds * 1000,
    isFailed,
  };
  instance.tasks.push(task);
  world.store.onChange();
  return task;
}

/** Ends a task, a stuck one as well. */
export function endFlow(instance: CrsInstance, task: CrsTask, at: number): void {
  task.endsAt = at;
  for (const backup of instance.backups) backup.lockedUntil = null;
  for (const backup of instance.backups.filter(({ taskId }) => taskId === task.taskId)) {
    backup.endedAt = at;
    backup.visibleFrom ??= at + instance.rowDelaySeconds * 1000;
    if (task.isFailed) backup.deletedAt = at;
  }
}

/** The task ends when its time has come and its keys are there; a stuck one does not end. */
export function withKeys(
  world: World,
  instance: CrsInstance,
  task: CrsTask,
  work: () => Promise<void>,
): void {
  if (!instance.redis || task.isFailed) return;
  const planned = task.endsAt;
  task.endsAt = null;
  world.data.run(async () => {
    await work();
    if (planned !== null && task.endsAt === null) {
      endFlow(instance, task, Math.max(planned, world.clock.time()));
    }
    world.store.onChange();
  });
}

interface BackupRequest {
  readonly mode: "Manual" | "Automated";
  readonly at: number;
  readonly remark?: string;
  readonly storageDays?: number | undefined;
  readonly action?: string;
}

/** Starts the task of a backup and writes the row that it will have. */
export function startCrsBackup(
  world: World,
  instance: CrsInstance,
  { mode, at, remark = "", storageDays, action }: BackupRequest,
): CrsTask {
  const type = mode === "Manual" ? "backupInstance" : "autoBackup";
  const task = startFlow(world, instance, {
    type,
    at,
    ...(action === undefined ? {} : { action }),
  });
  const backupId = nextBackupId(world);
  withKeys(world, instance, task, async () => {
    const size = await world.data.backUp(instance.instanceId, backupId);
    backup.sizeBytes = size;
  });
  const days = storageDays ?? valueAt(instance.configs, at).backupStorageDays;
  const appears = instance.rowAppears === "atStart" ? at : task.endsAt;
  const backup: CrsBackup = {
    backupId,
    mode,
    remark,
    taskId: task.taskId,
    startedAt: at,
    endedAt: task.endsAt,
    visibleFrom: appears === null ? null : appears + instance.rowDelaySeconds * 1000,
    expiresAt: at + days * DAY,
    sizeBytes: instance.sizeBytes,
    // Nothing is left of a backup whose task failed.
    deletedAt: task.isFailed ? task.endsAt : null,
    lockedUntil: null,
  };
  instance.backups.push(backup);
  return task;
}

/** An instance that is there (as seen at `time`), with the automatic backups that have become due. */
export function findCrsInstance(
  world: World,
  instanceId: string,
  time = world.clock.time(),
): CrsInstance | undefined {
  const instance = world.store.state.crs.instances[instanceId];
  if (instance === undefined) return undefined;
  runAutomaticBackups(world, instance);
  return instance.releasedAt !== null && instance.releasedAt <= time ? undefined : instance;
}

/** For the side that no client sees: a wrong id there is a mistake in a test, and says so. */
export function existingCrsInstance(world: World, instanceId: string): CrsInstance {
  const found = findCrsInstance(world, instanceId);
  if (found === undefined) throw new Error(`there is no instance ${instanceId}`);
  return found;
}

/** Daily, whatever week days were sent; before every look, so that time needs no timer. */
function runAutomaticBackups(world: World, instance: CrsInstance): void {
  const now = world.clock.time();
  const until = Math.min(now, instance.releasedAt ?? now);
  if (until <= instance.automaticUntil) return;
  const isOld = (moment: number | null) => moment !== null && moment < now - MEMORY;
  instance.tasks = instance.tasks.filter(({ endsAt }) => !isOld(endsAt));
  instance.backups = instance.backups.filter(
    ({ expiresAt, deletedAt }) => !isOld(expiresAt) && !isOld(deletedAt),
  );
  instance.automaticUntil = Math.max(instance.automaticUntil, until - MEMORY);
  while (instance.automaticBackups) {
    const slot = nextSlot(world, instance, instance.automaticUntil);
    if (slot > until) break;
    if (!isLocked(instance, slot) && valueAt(instance.statuses, slot) === 2) {
      startCrsBackup(world, instance, { mode: "Automated", at: instance.redis ? now : slot });
    }
    instance.automaticUntil = slot;
  }
  instance.automaticUntil = until;
}

function nextSlot({ crsSettings }: World, instance: CrsInstance, after: number): number {
  const { timePeriod } = valueAt(instance.configs, after);
  const hour = Number(timePeriod.slice(0, 2)) - crsSettings.utcOffsetHours;
  const offset = (((hour % 24) + 24) % 24) * HOUR + 48_000;
  const today = Math.floor(after / DAY) * DAY + offset;
  return today > after ? today : today + DAY;
}

function nextTaskId({ store }: World): number {
  return (store.state.crs.nextTaskId += 1 + Math.floor(store.random.next() * 9));
}

/** Three numbers with dashes, as the present release has them. */
function nextBackupId({ store }: World): string {
  const part = () => store.random.text(9, "123456789");
  return `${part()}-${part()}0-${part()}`;
}

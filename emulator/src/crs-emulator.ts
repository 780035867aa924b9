import type { CamPolicy, CrsAccountSeed, CrsBackupSeed, CrsInstanceSeed } from "./crs-seed";
import { crsAccount, policiesOf } from "./crs-identity";
import {
  addCrsBackup,
  addCrsInstance,
  endFlow,
  existingCrsInstance,
  findCrsInstance,
  startCrsBackup,
} from "./model/crs-flows";
import {
  crsStatus,
  isListed,
  isRunningTask,
  type CrsConfig,
  type CrsInstance,
  type CrsTaskType,
} from "./model/crs-instance";
import { record, valueAt } from "./model/dated";
import { validated } from "./validated";
import type { World } from "./world";

/** The truth, for assertions: no lag, no paging, no permission. Times are RFC 3339. */
export interface CrsInstanceView {
  readonly instanceId: string;
  readonly accountId: string;
  readonly regionId: string;
  readonly name: string;
  readonly engine: string;
  readonly status: number;
  /** Of its real Redis server, where it has one that runs. */
  readonly redisUrl?: string;
  readonly config: CrsConfig;
  /** What RestoreInstance has brought back. */
  readonly restores: readonly { readonly backupId: string; readonly at: string }[];
}

export interface CrsBackupView {
  readonly backupId: string;
  readonly instanceId: string;
  readonly mode: "Manual" | "Automated" | "Change";
  readonly remark: string;
  /** 1 in a flow, 2 normal, -1 expired. */
  readonly status: number;
  readonly startTime: string;
  readonly expireTime: string;
}

export interface CrsTaskView {
  readonly taskId: number;
  readonly instanceId: string;
  readonly type: CrsTaskType;
  readonly state: "running" | "succeed" | "failed";
  readonly startTime: string;
}

/** TencentDB for Redis: what there is, and somebody who changes it without our client. */
export interface CrsEmulator {
  readonly accounts: {
    add(account: CrsAccountSeed): void;
    /** No policies: everything is allowed. */
    setPolicies(secretId: string, policies: CamPolicy[] | undefined): void;
    remove(secretId: string): void;
  };
  readonly instances: {
    add(instance: CrsInstanceSeed): void;
    get(instanceId: string): CrsInstanceView;
    list(): CrsInstanceView[];
    release(instanceId: string): void;
    setStatus(instanceId: string, status: number): void;
  };
  readonly console: {
    /** Changes the fields that are given. */
    setConfig(instanceId: string, config: Partial<CrsConfig>): void;
    /** Answers the id of the task. */
    startBackup(instanceId: string, remark?: string): number;
    addBackup(instanceId: string, backup?: CrsBackupSeed): string;
    deleteBackup(instanceId: string, backupId: string): void;
    /** Ends what runs now, a stuck task as well. */
    endTask(instanceId: string): void;
  };
  /** Newest first. */
  backups(instanceId?: string): CrsBackupView[];
  tasks(instanceId?: string): CrsTaskView[];
  state(): { instances: CrsInstanceView[]; backups: CrsBackupView[]; tasks: CrsTaskView[] };
}

export function crsOf(world: World): CrsEmulator {
  const now = () => world.clock.time();
  const changed = () => world.store.onChange();
  const present = (instanceId?: string): CrsInstance[] =>
    (instanceId === undefined
      ? Object.keys(world.store.state.crs.instances)
      : [instanceId]
    ).flatMap((id) => findCrsInstance(world, id) ?? []);
  const emulator: CrsEmulator = {
    accounts: {
      add(given) {
        world.store.state.crs.accounts.push(crsAccount(validated("crsAccountSeed", given)));
        changed();
      },
      setPolicies(secretId, policies) {
        const { accounts } = world.store.state.crs;
        const found = accounts.find((account) => account.secretId === secretId);
        if (found === undefined) throw new Error(`there is no key ${secretId}`);
        const given = policies === undefined ? undefined : validated("camPolicies", policies);
        found.policies = policiesOf(found.accountId, given);
        changed();
      },
      remove(secretId) {
        const { crs } = world.store.state;
        crs.accounts = crs.accounts.filter((account) => account.secretId !== secretId);
        changed();
      },
    },
    instances: {
      add: (given) => void addCrsInstance(world, validated("crsInstanceSeed", given)),
      get: (id) => instanceView(existingCrsInstance(world, id), now()),
      list: () => present().map((instance) => instanceView(instance, now())),
      release(id) {
        existingCrsInstance(world, id).releasedAt = now();
        world.data.stop(id);
        changed();
      },
      setStatus(id, status) {
        record(existingCrsInstance(world, id).statuses, now(), status);
        changed();
      },
    },
    console: {
      setConfig(id, config) {
        const { configs } = existingCrsInstance(world, id);
        record(configs, now(), { ...valueAt(configs, now()), ...config });
        changed();
      },
      startBackup(id, remark = "") {
        const instance = existingCrsInstance(world, id);
        return startCrsBackup(world, instance, { mode: "Manual", at: now(), remark }).taskId;
      },
      addBackup: (id, backup = {}) =>
        addCrsBackup(world, existingCrsInstance(world, id), validated("crsBackupSeed", backup)),
      deleteBackup(id, backupId) {
        const { backups } = existingCrsInstance(world, id);
        const found = backups.find((backup) => backup.backupId === backupId);
        if (found === undefined) throw new Error(`${id} has no backup ${backupId}`);
        found.deletedAt = now();
        changed();
      },
      endTask(id) {
        const instance = existingCrsInstance(world, id);
        const task = instance.tasks.find((candidate) => isRunningTask(candidate, now()));
        if (task === undefined) throw new Error(`no task of ${id} is running`);
        endFlow(instance, task, now());
        changed();
      },
    },
    backups: (id) =>
      present(id).flatMap((instance) =>
        instance.backups
          .filter((backup) => isListed(backup, now()))
          .sort((a, b) => b.startedAt - a.startedAt)
          .map((backup) => ({
            backupId: backup.backupId,
            instanceId: instance.instanceId,
            mode: backup.mode,
            remark: backup.remark,
            status: crsStatus(backup, now()),
            startTime: time(backup.startedAt),
            expireTime: time(backup.expiresAt),
          })),
      ),
    tasks: (id) =>
      present(id).flatMap((instance) =>
        instance.tasks.map((task) => ({
          taskId: task.taskId,
          instanceId: instance.instanceId,
          type: task.type,
          state: isRunningTask(task, now()) ? "running" : task.isFailed ? "failed" : "succeed",
          startTime: time(task.startedAt),
        })),
      ),
    state: () => ({
      instances: emulator.instances.list(),
      backups: emulator.backups(),
      tasks: emulator.tasks(),
    }),
  };
  return emulator;
}

function instanceView(instance: CrsInstance, now: number): CrsInstanceView {
  return {
    instanceId: instance.instanceId,
    accountId: instance.accountId,
    regionId: instance.regionId,
    name: instance.name,
    engine: instance.engine,
    status: valueAt(instance.statuses, now),
    ...(instance.redisUrl === null ? {} : { redisUrl: instance.redisUrl }),
    config: { ...valueAt(instance.configs, now) },
    restores: instance.restores.map(({ backupId, at }) => ({ backupId, at: time(at) })),
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

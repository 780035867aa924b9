import type { BackupSeed, PolicySeed } from "./instance-seed";
import { addBackup } from "./model/add-instance";
import type { Backup, BackupMode, BackupOutcome } from "./model/backup";
import { isRunning } from "./model/backup-job";
import { backupPolicy } from "./model/backup-policy";
import { record, valueAt } from "./model/dated";
import { existingInstance } from "./model/find-instance";
import type { Instance } from "./model/instance";
import { endJob, startBackup } from "./model/start-backup";
import { validated } from "./validated";
import type { World } from "./world";

/** Somebody who changes things without our client: nothing is checked and nothing is in the journal. */
export interface Console {
  /** Changes the fields that are given. */
  setPolicy(instanceId: string, policy: PolicySeed): void;
  /** Answers the job ids. */
  startBackup(instanceId: string, options: { mode: BackupMode }): string[];
  /** Ends the job that runs now, a stuck one as well. */
  endJob(instanceId: string, outcome: BackupOutcome): void;
  /** No time: it never expires. */
  setExpiry(instanceId: string, backupId: string, expireTime: string | undefined): void;
  deleteBackup(instanceId: string, backupId: string): void;
  /** A finished backup; on a cluster one row per node. Answers the id of the first row. */
  addBackup(instanceId: string, backup?: BackupSeed): string;
}

export function consoleOf(world: World): Console {
  const now = () => world.clock.time();
  return {
    setPolicy(instanceId, given) {
      const { policies } = existingInstance(world, instanceId);
      const policy = backupPolicy(now(), validated("policySeed", given), valueAt(policies, now()));
      record(policies, now(), policy);
      world.store.onChange();
    },
    startBackup(instanceId, { mode }) {
      const instance = existingInstance(world, instanceId);
      const job = startBackup(world, instance, { mode, at: now() });
      world.store.onChange();
      return job.jobIds;
    },
    endJob(instanceId, outcome) {
      const instance = existingInstance(world, instanceId);
      const job = instance.jobs.find((candidate) => isRunning(candidate, now()));
      if (job === undefined) throw new Error(`no backup job of ${instanceId} is running`);
      endJob(instance, job, now(), outcome);
      world.store.onChange();
    },
    setExpiry(instanceId, backupId, expireTime) {
      const value = expireTime === undefined ? null : Date.parse(expireTime);
      if (Number.isNaN(value)) throw new Error(`${expireTime} is not a time`);
      record(backupOf(existingInstance(world, instanceId), backupId).expiry, now(), value);
      world.store.onChange();
    },
    deleteBackup(instanceId, backupId) {
      backupOf(existingInstance(world, instanceId), backupId).deletedAt = now();
      world.store.onChange();
    },
    addBackup(instanceId, backup = {}) {
      const instance = existingInstance(world, instanceId);
      const [first = ""] = addBackup(world, instance, validated("backupSeed", backup));
      return first;
    },
  };
}

function backupOf(instance: Instance, backupId: string): Backup {
  const found = instance.backups.find((backup) => backup.backupId === backupId);
  if (found === undefined) throw new Error(`${instance.instanceId} has no backup ${backupId}`);
  return found;
}

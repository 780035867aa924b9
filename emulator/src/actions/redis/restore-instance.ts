/**
 * RestoreInstance
 * [D] documented: overwrites the instance; only Redis 2.8 and CKV; the password unless none is needed; TaskId is an
 *     integer; only the instance's own backups.
 * [I] assumed: the backup is held, with Status 1, as long as the task runs; the code for other versions (`restoreNotSupported`), and that it comes before the password is looked at.
 *     Without real keys (`redis`) the emulator remembers which backup was restored and when, and no more.
 */
import { CrsError } from "../../crs-error";
import { crsStatus, isListed } from "../../model/crs-instance";
import { startFlow, withKeys } from "../../model/crs-flows";
import { text, writableCrsInstance, type CrsAction } from "../crs-action";

export const restoreInstance: CrsAction = {
  name: "RestoreInstance",
  params: { InstanceId: "string", BackupId: "string", Password: "string" },
  required: ["InstanceId", "BackupId"],
  permission: "instance",
  run(call) {
    const instance = writableCrsInstance(call);
    const { engine, password } = instance;
    if (engine !== "2.8" && engine !== "CKV") {
      throw new CrsError(call.world.crsSettings.restoreNotSupported);
    }
    const backupId = text(call, "BackupId");
    const backup = instance.backups.find((candidate) => candidate.backupId === backupId);
    if (backup === undefined || !isListed(backup, call.now)) {
      throw new CrsError("InvalidParameterValue.BackupNotExists");
    }
    if (crsStatus(backup, call.now) === 1) {
      throw new CrsError("ResourceUnavailable.BackupLockedError");
    }
    if (crsStatus(backup, call.now) === -1) {
      throw new CrsError("ResourceUnavailable.BackupStatusAbnormal");
    }
    if (password !== null && text(call, "Password") !== password) {
      throw new CrsError("InvalidParameterValue.PasswordError");
    }
    const request = { type: "restoreBackup", at: call.now, action: "RestoreInstance" } as const;
    const task = startFlow(call.world, instance, request);
    withKeys(call.world, instance, task, async () => {
      const { data } = call.world;
      const overwrite = await data.prepare(instance.instanceId, { backupId: backup.backupId });
      await overwrite(undefined);
    });
    backup.lockedUntil = task.endsAt ?? Number.MAX_SAFE_INTEGER;
    if (!task.isFailed) {
      instance.restores.push({ backupId: backup.backupId, at: call.now });
    }
    call.world.store.onChange();
    return { TaskId: task.taskId };
  },
};

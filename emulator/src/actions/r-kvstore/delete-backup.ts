/**
 * DeleteBackup
 * [D] documented: manual sets on cloud-native instances only; a set that is not there is InvalidBackupSetID.NotFound with
 *     HTTP 400; RAM on all resources.
 * [C] seen in code: nothing deletes a whole cluster backup, each shard has to go on its own.
 * [I] assumed: the codes of the refusals for automatic sets and classic instances.
 */
import type { Action } from "../action";
import { backupSet } from "./backup-set";
import { ALL_RESOURCES, writableInstance } from "./instance-of";

export const deleteBackup: Action = {
  name: "DeleteBackup",
  methods: ["GET", "POST"],
  required: ["InstanceId", "BackupId"],
  permission: { action: "kvstore:DeleteBackup", resource: ALL_RESOURCES },
  run(call) {
    const instance = writableInstance(call);
    backupSet(call, instance, "deleteOnClassic").deletedAt = call.now;
    call.world.store.onChange();
    return {};
  },
};

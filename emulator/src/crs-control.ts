import { z } from "zod";
import { taking, type Operation } from "./control-operation";
import { SCHEMAS } from "./schemas";

const instanceId = z.string();

/** TencentDB for Redis over `/_emulator/`. */
export const crsOperations: Record<string, Operation> = {
  "GET crs/state": (emulator) => emulator.crs.state(),
  "POST crs/accounts": taking(SCHEMAS.crsAccountSeed, (emulator, account) =>
    emulator.crs.accounts.add(account),
  ),
  "POST crs/accounts/setPolicies": taking(
    z.strictObject({ secretId: z.string(), policies: SCHEMAS.camPolicies.optional() }),
    (emulator, body) => emulator.crs.accounts.setPolicies(body.secretId, body.policies),
  ),
  "POST crs/accounts/remove": taking(z.strictObject({ secretId: z.string() }), (emulator, body) =>
    emulator.crs.accounts.remove(body.secretId),
  ),
  "POST crs/instances": taking(SCHEMAS.crsInstanceSeed, (emulator, seed) =>
    emulator.crs.instances.add(seed),
  ),
  "POST crs/instances/release": taking(z.strictObject({ instanceId }), (emulator, body) =>
    emulator.crs.instances.release(body.instanceId),
  ),
  "POST crs/instances/setStatus": taking(
    z.strictObject({ instanceId, status: z.int() }),
    (emulator, body) => emulator.crs.instances.setStatus(body.instanceId, body.status),
  ),
  "POST crs/console/setConfig": taking(
    z.strictObject({
      instanceId,
      config: SCHEMAS.crsInstanceSeed.pick({ timePeriod: true, backupStorageDays: true }),
    }),
    (emulator, body) => emulator.crs.console.setConfig(body.instanceId, body.config as never),
  ),
  "POST crs/console/startBackup": taking(
    z.strictObject({ instanceId, remark: z.string().optional() }),
    (emulator, body) => ({
      taskId: emulator.crs.console.startBackup(body.instanceId, body.remark),
    }),
  ),
  "POST crs/console/addBackup": taking(
    z.strictObject({ instanceId, backup: SCHEMAS.crsBackupSeed.optional() }),
    (emulator, body) => ({
      backupId: emulator.crs.console.addBackup(body.instanceId, body.backup),
    }),
  ),
  "POST crs/console/deleteBackup": taking(
    z.strictObject({ instanceId, backupId: z.string() }),
    (emulator, body) => emulator.crs.console.deleteBackup(body.instanceId, body.backupId),
  ),
  "POST crs/console/endTask": taking(z.strictObject({ instanceId }), (emulator, body) =>
    emulator.crs.console.endTask(body.instanceId),
  ),
};

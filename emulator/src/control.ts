import { z } from "zod";
import type { Emulator } from "./emulator";
import { taking, type Operation } from "./control-operation";
import { crsOperations } from "./crs-control";
import { SCHEMAS } from "./schemas";

/** A request to `/_emulator/…`: the library's functions for programs in other languages. */
export interface ControlRequest {
  readonly method: string;
  readonly operation: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

const accessKeyId = z.string();
const instanceId = z.string();
const mode = z.enum(["Manual", "Automated"]);

const OPERATIONS: Record<string, Operation> = {
  "GET state": (emulator) => ({
    now: emulator.clock.now(),
    instances: emulator.instances.list(),
    jobs: emulator.jobs(),
    restores: emulator.restores(),
    backups: emulator.backups(),
    faults: emulator.faults.list(),
    crs: emulator.crs.state(),
  }),
  "GET environment": (emulator) => emulator.environment,
  "GET instances": (emulator) => emulator.instances.list(),
  "GET jobs": (emulator, _, query) => emulator.jobs(query.get("instanceId") ?? undefined),
  "GET backups": (emulator, _, query) => emulator.backups(query.get("instanceId") ?? undefined),
  "GET restores": (emulator, _, query) => emulator.restores(query.get("instanceId") ?? undefined),
  "GET requests": (emulator, _, query) => emulator.requests.slice(-Number(query.get("last") ?? 0)),
  "DELETE requests": (emulator) => void (emulator.requests.length = 0),

  "GET clock": (emulator) => ({ now: emulator.clock.now() }),
  "POST clock/advance": taking(z.strictObject({ ms: z.number().min(0) }), (emulator, { ms }) => {
    emulator.clock.advance(ms);
    return { now: emulator.clock.now() };
  }),

  "GET faults": (emulator) => emulator.faults.list(),
  "POST faults": taking(SCHEMAS.faultRule, (emulator, rule) => ({ id: emulator.faults.add(rule) })),
  "DELETE faults": (emulator, _, query) => {
    const id = query.get("id");
    if (id === null) emulator.faults.clear();
    else emulator.faults.remove(id);
  },

  "POST accounts": taking(SCHEMAS.accountSeed, (emulator, account) =>
    emulator.accounts.add(account),
  ),
  "POST accounts/setStatus": taking(
    z.strictObject({ accessKeyId, status: z.enum(["Active", "Inactive"]) }),
    (emulator, body) => emulator.accounts.setStatus(body.accessKeyId, body.status),
  ),
  "POST accounts/setPolicies": taking(
    z.strictObject({ accessKeyId, policies: SCHEMAS.ramPolicies.optional() }),
    (emulator, body) => emulator.accounts.setPolicies(body.accessKeyId, body.policies),
  ),
  "POST accounts/remove": taking(z.strictObject({ accessKeyId }), (emulator, body) =>
    emulator.accounts.remove(body.accessKeyId),
  ),
  "POST roles": taking(SCHEMAS.roleSeed, (emulator, role) => emulator.accounts.addRole(role)),
  "POST instances": taking(SCHEMAS.instanceSeed, (emulator, seed) => emulator.instances.add(seed)),
  "POST instances/release": taking(z.strictObject({ instanceId }), (emulator, body) =>
    emulator.instances.release(body.instanceId),
  ),
  "POST instances/setStatus": taking(
    z.strictObject({ instanceId, status: z.string() }),
    (emulator, body) => emulator.instances.setStatus(body.instanceId, body.status),
  ),

  "POST console/setPolicy": taking(
    z.strictObject({ instanceId, policy: SCHEMAS.policySeed }),
    (emulator, body) => emulator.console.setPolicy(body.instanceId, body.policy),
  ),
  "POST console/startBackup": taking(z.strictObject({ instanceId, mode }), (emulator, body) => ({
    jobIds: emulator.console.startBackup(body.instanceId, { mode: body.mode }),
  })),
  "POST console/endJob": taking(
    z.strictObject({ instanceId, outcome: z.enum(["Success", "Failed"]) }),
    (emulator, body) => emulator.console.endJob(body.instanceId, body.outcome),
  ),
  "POST console/setExpiry": taking(
    z.strictObject({ instanceId, backupId: z.string(), expireTime: z.string().optional() }),
    (emulator, body) => emulator.console.setExpiry(body.instanceId, body.backupId, body.expireTime),
  ),
  "POST console/deleteBackup": taking(
    z.strictObject({ instanceId, backupId: z.string() }),
    (emulator, body) => emulator.console.deleteBackup(body.instanceId, body.backupId),
  ),
  "POST console/addBackup": taking(
    z.strictObject({ instanceId, backup: SCHEMAS.backupSeed.optional() }),
    (emulator, body) => ({
      backupId: emulator.console.addBackup(body.instanceId, body.backup),
    }),
  ),

  ...crsOperations,

  "GET snapshot": (emulator) => emulator.snapshot(),
  "POST restore": (emulator, body) => emulator.restore(body),
  "POST reset": (emulator) => emulator.reset(),
};

export function control(
  emulator: Emulator,
  request: ControlRequest,
): { status: number; value: unknown } {
  const operation = OPERATIONS[`${request.method} ${request.operation}`];
  if (operation === undefined) {
    return {
      status: 404,
      value: { error: "no such operation", operations: Object.keys(OPERATIONS) },
    };
  }
  try {
    const body: unknown = request.body === "" ? {} : JSON.parse(request.body);
    return { status: 200, value: operation(emulator, body, request.query) ?? {} };
  } catch (error) {
    return { status: 400, value: { error: (error as Error).message } };
  }
}

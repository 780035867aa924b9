import { addBackup } from "../../model/add-instance";
import { byNewest } from "../../model/backup";
import type { Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";
import type { Call } from "../action";
import type { TimeRange } from "./time-range";

/**
 * Under a `pagesShift` fault one more automatic backup shows up at the top of the range before a later page is answered:
 * the last row of the page before is then the first of this one, and a client that counts rows misses or repeats some.
 */
export function shiftPages(call: Call, instance: Instance, range: TimeRange, pageNumber: number) {
  if (pageNumber === 1) return;
  const { world, identity } = call;
  const action = call.params.get("Action") ?? "";
  const occasion = { action, account: identity.accountId, instanceId: instance.instanceId };
  if (world.faults.take(["pagesShift"], occasion) === undefined) return;
  const newest = instance.backups
    .filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to)
    .sort(byNewest)[0];
  const startedAt = Math.min((newest?.startedAt ?? range.from) + 1000, range.to - 1);
  const moment = toSeconds(startedAt);
  addBackup(world, instance, { mode: "Automated", startTime: moment, endTime: moment });
}

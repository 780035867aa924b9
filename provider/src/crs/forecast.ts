import { Refused } from "../core/errors";
import { findInstance } from "./instances";
import type { CrsContext } from "./session";

/** In the recycle bin, or on its way out of it. */
const ISOLATED = [-2, -3];
const RUNNING = 2;

/**
 * A preview's look at an instance: nothing can be done with one that is isolated, and one that is in another
 * operation delays, as `then` says.
 */
export async function lookAhead(ctx: CrsContext, instanceId: string, then: string): Promise<void> {
  const status = (await findInstance(ctx, instanceId))?.Status ?? RUNNING;
  if (ISOLATED.includes(status)) {
    throw new Refused(
      `${instanceId} is isolated (Status ${status}), and the cloud refuses every operation on it. Renew it or take it out of the recycle bin, then run again.`,
    );
  }
  if (status !== RUNNING) {
    ctx.log.warn(`${instanceId} is in another operation (Status ${status}): ${then}`);
  }
}

/** Only a write tells whether the vendor has granted a ticket. */
export function warnOfTicket(ctx: CrsContext, property: string, days: number, most: string): void {
  ctx.log.warn(`${property} is ${days}: ${most} is refused unless the vendor has granted a ticket`);
}

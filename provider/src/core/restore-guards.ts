import { z } from "zod";
import { show } from "./check";
import { days, minutes } from "./clock";
import { InvalidInputs, type Failure } from "./errors";
import { field } from "./field";
import type { Context } from "./resource";

/** What every restore declares, whatever it restores from. */
export const runBefore = () =>
  field(z.iso.datetime({ offset: true }), {
    description:
      "The time, in RFC 3339, until which the restore may start, so that a rename, a lost state or a copied stack does not restore again later: after it, a creation fails and calls nothing. Best an hour or so ahead. A restore that has been carried out is not affected.",
    expected: 'a time in RFC 3339 such as "2026-11-02T10:00:00Z"',
  });

/** When a restore, and the backup before it, were asked for. */
export const askedFor = {
  requestedAt: field(z.string().optional(), {
    description: "When RestoreInstance was sent, by the cloud's clock, in UTC.",
    stable: true,
  }),
  backupBeforeStartedAt: field(z.string().optional(), {
    description: "When that backup was asked for, by the cloud's clock, in UTC.",
    stable: true,
  }),
};

/** A restore overwrites live data, so it says on which instance and with what. */
export function overwriteFailures({ overwrite }: { overwrite: string }, wanted: string): Failure[] {
  if (overwrite === wanted) return [];
  const reason = `${show(overwrite)} is not "${wanted}": a restore overwrites live data, and only runs when this says on which instance and with what.`;
  return [{ property: "overwrite", reason }];
}

interface Timed {
  readonly runBefore: string;
}

/** A rename, a lost state or a copied stack must not restore again long after. */
export function lateFailures({ runBefore }: Timed, now: number): Failure[] {
  if (now < Date.parse(runBefore)) return [];
  const reason = `${show(runBefore)} has passed, so that this restore no longer runs; nothing was called. If it has been carried out already, and is new here by a rename, a lost state or a copied stack, remove it from this program, or keep its place in state with an alias. To restore now, set runBefore to a time shortly ahead.`;
  return [{ property: "runBefore", reason }];
}

/** By the clock of the cloud, at the last moment before anything is called. */
export function refuseLate(ctx: { readonly api: { now(): number } }, inputs: Timed): void {
  const late = lateFailures(inputs, ctx.api.now());
  if (late.length > 0) throw new InvalidInputs(late);
}

/** A backup that ended longer ago does not hold the data as it is now. */
const FRESH_MS = minutes(60);

export function isFresh(endedAt: string | undefined, now: number): boolean {
  return now - Date.parse(endedAt ?? "") < FRESH_MS;
}

/** Said at preview of a guard that guards little. */
export function warnOfLongOpen(
  ctx: Context & { readonly api: { now(): number } },
  { runBefore }: Timed,
): void {
  if (Date.parse(runBefore) <= ctx.api.now() + days(1)) return;
  ctx.log.warn(
    `runBefore is more than a day ahead (${runBefore}): until then, a rename, a lost state or a copied stack restores again`,
  );
}

/** Nothing of a restore is left that an import could look at. */
export const NOTHING_LEFT =
  "a restore is something that is done, and nothing of it is left that could be looked at.";

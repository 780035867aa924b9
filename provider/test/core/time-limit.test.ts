import { boundOf } from "../../src/core/time-limit";

const HOUR = 3_600_000;
const timeLimit = { ms: 3 * HOUR, setBy: "customTimeouts.create" };

test.each([
  ["backupTimeoutMinutes", 2],
  ["restoreTimeoutMinutes", 4],
] as const)(
  "a wait is bounded by the default of %s, %s hours, where nothing is set",
  (key, hours) => {
    const bound = { upToMs: hours * HOUR, boundBy: `redis-backup:${key}` };
    expect(boundOf({ session: { waits: {} } }, key)).toEqual(bound);
  },
);

test.each([[3], [1]])(
  "it is bounded by what the resource says, of %s hours, over the default",
  (hours) => {
    const own = { ...timeLimit, ms: hours * HOUR };
    const bound = { upToMs: hours * HOUR, boundBy: "customTimeouts.create" };
    const ctx = { timeLimit: own, session: { waits: { restoreTimeoutMinutes: 90 } } };
    expect(boundOf(ctx, "backupTimeoutMinutes")).toEqual(bound);
  },
);

test("it is bounded by what the configuration says, whatever the resource says", () => {
  const ctx = { timeLimit, session: { waits: { backupTimeoutMinutes: 90 } } };
  const bound = { upToMs: 1.5 * HOUR, boundBy: "redis-backup:backupTimeoutMinutes" };
  expect(boundOf(ctx, "backupTimeoutMinutes")).toEqual(bound);
});

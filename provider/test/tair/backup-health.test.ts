import { healthOf, type HealthFacts } from "../../src/tair/backup-health";
import type { WholeBackup } from "../../src/tair/whole-backups";

const NOW = Date.parse("2026-11-02T09:00:00Z");
const at = (time: string) => Date.parse(time);

const backup = (more: Partial<WholeBackup> = {}): WholeBackup => ({
  rows: [],
  startedAt: at("2026-11-02T02:00:00Z"),
  isManual: false,
  isUsable: true,
  hasFailed: false,
  isIncomplete: false,
  endedAt: at("2026-11-02T02:01:00Z"),
  expiresAt: Infinity,
  ...more,
});

const live = { PreferredBackupTime: "02:00Z-03:00Z", PreferredBackupPeriod: "Monday" };
const health = (backups: readonly WholeBackup[], more: Partial<HealthFacts> = {}) =>
  healthOf({ live, backups, createdAt: undefined, now: NOW, ...more });

const success = backup({ startedAt: at("2026-11-01T02:00:00Z") });

test("a backup that has expired is no success, though it is still listed", () => {
  const expired = backup({ expiresAt: NOW });
  expect(health([success, expired]).latest).toBe(success);
  expect(health([expired]).latest).toBeUndefined();
});

test("a node without a file counts as a failure, as soon as the list has had time to show it", () => {
  const incomplete = (endedAt: number) => backup({ isUsable: false, isIncomplete: true, endedAt });
  expect(health([success, incomplete(NOW - 31 * 60_000)]).failuresSince).toBe(1);
  expect(health([success, incomplete(NOW - 29 * 60_000)]).failuresSince).toBe(0);
});

test("what failed at a time that nobody tells counts as since the latest success", () => {
  const failed = backup({ isUsable: false, hasFailed: true, startedAt: NaN });
  expect(health([failed, success])).toMatchObject({ latest: success, failuresSince: 1 });
});

test("a success at a time that nobody tells is no latest one: it has no age", () => {
  expect(health([backup({ startedAt: NaN })]).latest).toBeUndefined();
});

test("a day that is none is not taken for a Sunday", () => {
  const unknown = { ...live, PreferredBackupPeriod: "Everyday" };
  expect(health([], { live: unknown }).missedWindows).toEqual([]);
});

import type { TairContext } from "../../src/tair/session";
import { surveyInstance } from "../../src/tair/survey";

const NOW = "2026-11-02T09:00:00Z";
const instance = {
  instanceId: "r-orders",
  name: "orders",
  status: "Normal",
  isCluster: false,
  shardCount: undefined,
  createdAt: "2026-11-02T00:00:00Z",
  capacityMb: 1024,
  backupLogStartTime: undefined,
};
const WINDOW = { PreferredBackupTime: "02:00Z-03:00Z", PreferredBackupPeriod: "Monday" };

const row = (id: number, more: object = {}) => ({
  BackupId: `${id}`,
  BackupJobID: `${id}`,
  BackupStatus: "Success",
  BackupMode: "Automated",
  BackupStartTime: "2026-11-02T02:00:00Z",
  BackupSize: 100,
  ...more,
});

/** What is made of answers that the emulator doesn't give. */
function survey(rows: readonly object[], policy: object = {}) {
  const api = {
    now: () => Date.parse(NOW),
    call: () => Promise.resolve({ ...WINDOW, ...policy }),
    attempt: () =>
      Promise.resolve({ ok: true, value: { TotalCount: rows.length, Backups: { Backup: rows } } }),
  };
  return surveyInstance({ api } as unknown as TairContext, instance);
}

test.each([
  [{}, "success"],
  [{ BackupStatus: "Running", BackupId: undefined }, "running"],
  [{ BackupStatus: "Canceled" }, "unknown"],
  [{ BackupStatus: "Failed" }, "failed"],
  [{ BackupSize: 0 }, "failed"],
])("a row with %j is %s", async (more, state) => {
  expect((await survey([row(1, more)])).backups).toMatchObject([{ state }]);
});

test("what has expired is left out, though it is still listed", async () => {
  const expired = row(1, { ExpectExpireTime: NOW });
  expect((await survey([expired, row(2)])).backups).toMatchObject([
    { names: ["backup/2", "job/2"] },
  ]);
});

test("what has no time has no place, and its failure counts all the same", async () => {
  const lost = row(1, { BackupStartTime: undefined, BackupStatus: "Failed" });
  const { backups, failuresSince } = await survey([lost, row(2)]);
  expect({ count: backups.length, failuresSince }).toEqual({ count: 1, failuresSince: 1 });
});

test("the next run is what the cloud tells, in UTC; where it tells none, the next window", async () => {
  const told = { PreferredNextBackupTime: "2026-11-09T02:10" };
  expect((await survey([row(1)], told)).nextBackupTime).toBe("2026-11-09T02:10:00Z");
  expect((await survey([row(1)])).nextBackupTime).toBe("2026-11-09T02:00:00Z");
});

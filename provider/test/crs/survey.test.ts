import type { CrsContext } from "../../src/crs/session";
import { surveyInstance } from "../../src/crs/survey";

const NOW = "2026-11-02T09:00:00Z";
const row = (id: string, more: object = {}) => ({
  BackupId: id,
  BackupType: "1",
  Status: 2,
  StartTime: "2026-11-01T18:00:30Z",
  ...more,
});

/** What is made of answers that the emulator doesn't give. */
function survey(rows: readonly object[]) {
  const api = {
    now: () => Date.parse(NOW),
    call: () => Promise.resolve({ TimePeriod: "02:00-03:00", BackupStorageDays: 7 }),
    attempt: () =>
      Promise.resolve({ ok: true, value: { TotalCount: rows.length, BackupSet: rows } }),
  };
  return surveyInstance({ api } as unknown as CrsContext, { instanceId: "crs-orders" });
}

test("what has expired is left out, though the list has not marked it yet", async () => {
  const { backups } = await survey([row("old", { ExpireTime: NOW }), row("new")]);
  expect(backups).toMatchObject([{ names: ["backup/new"] }]);
});

test("one without a time doesn't come before or after any other: it has no place", async () => {
  const later = row("later", { StartTime: "2026-11-02T08:00:00Z" });
  const rows = [later, row("lost", { StartTime: undefined }), row("early")];
  const { backups } = await survey(rows);
  expect(backups.map(({ names }) => names)).toEqual([["backup/early"], ["backup/later"]]);
});

test("a status that nobody knows is no success", async () => {
  const { backups } = await survey([row("new", { Status: 7 }), row("none", { Status: undefined })]);
  expect(backups).toMatchObject([{ state: "unknown" }, { state: "unknown" }]);
});

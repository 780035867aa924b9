import type { BackupRow } from "../../src/tair/backup-sets";
import { wholeBackups } from "../../src/tair/whole-backups";

const row = (more: Partial<BackupRow> = {}): BackupRow => ({
  backupId: "1",
  nodeInstanceId: "r-a-db-0",
  backupSize: 100,
  backupStartTime: "2026-11-02T02:00:00Z",
  status: "Success",
  jobId: "7",
  clusterBackupId: undefined,
  isManual: false,
  isRestorable: true,
  expireTime: undefined,
  ...more,
});

const standard = { isCluster: false, shardCount: undefined };
const cluster = { isCluster: true, shardCount: 2 };
const second = row({ backupId: "2", nodeInstanceId: "r-a-db-1" });

test("what names no job stands for itself, and is not lost", () => {
  const lost = row({ backupId: "3", jobId: undefined, status: "Failed" });
  const found = wholeBackups(standard, "backups", [row(), lost]);
  expect(found.map(({ hasFailed }) => hasFailed)).toEqual([false, true]);
});

test("of a cluster every node counts, and one without a file makes it incomplete", () => {
  expect(wholeBackups(cluster, "backups", [row(), second])).toMatchObject([
    { isUsable: true, isIncomplete: false },
  ]);
  expect(wholeBackups(cluster, "backups", [row()])).toMatchObject([
    { isUsable: false, hasFailed: false, isIncomplete: true },
  ]);
});

test("a second file of a node stands for no other node", () => {
  const again = row({ backupId: "2" });
  expect(wholeBackups(cluster, "backups", [row(), again])).toMatchObject([
    { isUsable: false, isIncomplete: true },
  ]);
});

test("a success of which no file is listed is incomplete once it is over, and not under way forever", () => {
  const bare = row({ backupId: "", jobId: undefined, clusterBackupId: "cb-1" });
  const ended = { ...bare, backupEndTime: "2026-11-02T02:01:00Z" };
  const isIncomplete = (one: BackupRow) =>
    wholeBackups(cluster, "clusterBackups", [one])[0]?.isIncomplete;
  expect([bare, ended].map(isIncomplete)).toEqual([false, true]);
});

test("where nobody says how many nodes a cluster has, the largest backup does", () => {
  const unknown = { isCluster: true, shardCount: undefined };
  const later = row({ backupId: "4", jobId: "8", backupStartTime: "2026-11-03T02:00:00Z" });
  const found = wholeBackups(unknown, "backups", [row(), second, later]);
  expect(found.map(({ isUsable }) => isUsable)).toEqual([true, false]);
});

test("a backup of a cluster that the cloud calls invalid is none, whatever its files say", () => {
  const shard = { jobId: undefined, clusterBackupId: "cb-1", isRestorable: false };
  const rows = [row(shard), row({ ...second, ...shard })];
  expect(wholeBackups(cluster, "clusterBackups", rows)).toMatchObject([
    { isUsable: false, hasFailed: true },
  ]);
});

test("one without a time stands before all others, which keep their order", () => {
  const at = (day: number, backupStartTime: string | undefined) =>
    row({ backupId: `${day}`, jobId: `${day}`, backupStartTime });
  const rows = [
    at(3, "2026-11-03T02:00:00Z"),
    at(9, undefined),
    at(1, "2026-11-01T02:00:00Z"),
    at(2, "2026-11-02T02:00:00Z"),
  ];
  const found = wholeBackups(standard, "backups", rows);
  expect(found.map(({ rows: [one] }) => one?.backupId)).toEqual(["9", "1", "2", "3"]);
});

test("it goes with its first file", () => {
  const rows = [row({ expireTime: "2026-11-09T02:00:00Z" }), second];
  const [found] = wholeBackups(cluster, "backups", rows);
  expect(found?.expiresAt).toBe(Date.parse("2026-11-09T02:00:00Z"));
});

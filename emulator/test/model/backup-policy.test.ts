import { backupPolicy, isBackupWindow } from "../../src/model/backup-policy";

describe("isBackupWindow", () => {
  it.each(["00:00Z-01:00Z", "02:00Z-03:00Z", "23:00Z-00:00Z"])("takes %s", (window) => {
    expect(isBackupWindow(window)).toBe(true);
  });

  it.each([
    "02:00Z-04:00Z",
    "02:30Z-03:30Z",
    "02:00-03:00",
    "2:00Z-3:00Z",
    "23:00Z-24:00Z",
    "03:00Z-02:00Z",
    "02:00z-03:00z",
    " 02:00Z-03:00Z",
  ])("fails on %p", (window) => {
    expect(isBackupWindow(window)).toBe(false);
  });
});

describe("backupPolicy", () => {
  it("puts the days in the order of the week", () => {
    const policy = backupPolicy(0, { preferredBackupPeriod: ["Sunday", "Monday"] });
    expect(policy.preferredBackupPeriod).toEqual(["Monday", "Sunday"]);
  });

  it("remembers since when flashback is on, and forgets it when it goes off", () => {
    const on = backupPolicy(5, { enableBackupLog: true });
    expect(on.backupLogStartTime).toBe(5);
    expect(backupPolicy(9, { backupRetentionPeriod: 9 }, on).backupLogStartTime).toBe(5);
    const off = backupPolicy(9, { enableBackupLog: false }, on);
    expect(off.backupLogStartTime).toBeNull();
    expect(backupPolicy(12, { enableBackupLog: true }, off).backupLogStartTime).toBe(12);
  });
});

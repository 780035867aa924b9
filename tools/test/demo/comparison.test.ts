interface Holdings {
  policies: Record<string, object>;
  backups: object[];
}

const { comparison } = require("../../demo/comparison") as {
  comparison(moments: Record<string, Holdings>): string[];
};

const policy = {
  preferredBackupTime: "02:00Z-03:00Z",
  preferredBackupPeriod: [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
  ],
  backupRetentionPeriod: 7,
};
const backup = (mode: string) => ({ instanceId: "r-a", mode });

test("puts moments side by side", () => {
  const before = { policies: { "r-a": policy }, backups: [backup("Automated")] };
  const after = {
    policies: {
      "r-a": { ...policy, preferredBackupPeriod: ["Monday", "Friday"], backupRetentionPeriod: 30 },
    },
    backups: [backup("Automated"), backup("Manual"), backup("Manual")],
  };
  expect(comparison({ before, after })).toEqual([
    "                      before          after",
    "r-a",
    "  window (UTC)        02:00Z-03:00Z   02:00Z-03:00Z",
    "  days (UTC)          every day       Mon, Fri",
    "  retention           7 days          30 days",
    "  automatic backups   1 file          1 file",
    "  manual backups      none            2 files",
  ]);
});

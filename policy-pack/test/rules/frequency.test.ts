import { minimumFrequency } from "../../src/rules/frequency";
import { crsPolicy, HOSTS, LATER, policy } from "../seen";

const EVERY_DAY = [
  ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

test.each([
  [EVERY_DAY, 1],
  [["Monday"], 7],
  [["Monday", "Tuesday"], 6],
  [["Sunday", "Monday"], 6],
  [["Monday", "Thursday"], 4],
  [["Monday", "Wednesday", "Friday"], 3],
  [["Friday", "Wednesday", "Monday", "Sunday"], 2],
])("of %j the longest gap is %d days", (preferredBackupPeriod, gap) => {
  const check = (maxDaysBetweenBackups: number) =>
    minimumFrequency.check(policy({ preferredBackupPeriod }), { maxDaysBetweenBackups });
  expect(check(gap)).toEqual([]);
  if (gap > 1) expect(check(gap - 1)).toEqual([expect.stringContaining(`up to ${gap} days apart`)]);
});

test.each(HOSTS)("names the instance of a %s resource, its days and what is allowed", (host) => {
  const weekly = policy({ preferredBackupPeriod: ["Monday"] }, {}, host);
  expect(minimumFrequency.check(weekly, { maxDaysBetweenBackups: 2 })).toEqual([
    "The backups of r-orders01 on Monday are up to 7 days apart, and at most 2 are allowed.",
  ]);
});

test("says nothing of days that are not known yet, nor of daily backups", () => {
  const config = { maxDaysBetweenBackups: 1 };
  expect(minimumFrequency.check(policy({ preferredBackupPeriod: [LATER] }), config)).toEqual([]);
  expect(minimumFrequency.check(policy({ preferredBackupPeriod: LATER }), config)).toEqual([]);
  expect(minimumFrequency.check(crsPolicy({}), config)).toEqual([]);
});

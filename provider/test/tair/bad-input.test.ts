import { Cloud, Driven, HOST_NAMES, INSTANCE, START } from "../support/cloud";

const days = (n: number) => new Date(Date.parse(START) + n * 86_400_000).toISOString();
const policy = {
  instanceId: INSTANCE,
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
};
const backup = { instanceId: INSTANCE };
const minutes = (n: number) =>
  new Date(Date.parse(START) + n * 60_000).toISOString().replace(".000Z", "Z");
const point = {
  instanceId: INSTANCE,
  restoreTime: minutes(-30),
  overwrite: `${INSTANCE}@${minutes(-30)}`,
  runBefore: minutes(60),
};
const set = { ...point, restoreTime: undefined, backupId: "42", overwrite: `${INSTANCE}@42` };

/** Each is refused by check alone, with the path, the value received and what is allowed. */
const cases: [string, string, Record<string, unknown>, string, RegExp][] = [
  [
    "no instance id",
    "tair:BackupPolicy",
    { ...policy, instanceId: undefined },
    "instanceId",
    /is required: .*"r-bp1/,
  ],
  [
    "an empty instance id",
    "tair:BackupPolicy",
    { ...policy, instanceId: "" },
    "instanceId",
    /"" is not the ID/,
  ],
  [
    "an instance id with a blank",
    "tair:ManualBackup",
    { instanceId: "r bp1" },
    "instanceId",
    /"r bp1" is not the ID/,
  ],
  [
    "2am",
    "tair:BackupPolicy",
    { ...policy, preferredBackupTime: "2am" },
    "preferredBackupTime",
    /"2am" is not a UTC window .* "02:00Z-03:00Z"/,
  ],
  [
    "a half hour",
    "tair:BackupPolicy",
    { ...policy, preferredBackupTime: "02:30Z-03:30Z" },
    "preferredBackupTime",
    /"02:30Z-03:30Z" is not a UTC window of one whole hour/,
  ],
  [
    "two hours",
    "tair:BackupPolicy",
    { ...policy, preferredBackupTime: "02:00Z-04:00Z" },
    "preferredBackupTime",
    /"02:00Z-04:00Z" is not a UTC window of one whole hour/,
  ],
  [
    "local time without a zone",
    "tair:BackupPolicy",
    { ...policy, preferredBackupTime: "02:00-03:00" },
    "preferredBackupTime",
    /Times without Z need timeZone/,
  ],
  [
    "local time with Z",
    "tair:BackupPolicy",
    { ...policy, timeZone: "Asia/Shanghai" },
    "preferredBackupTime",
    /Z means UTC: leave out either Z or timeZone/,
  ],
  [
    "a wrong weekday",
    "tair:BackupPolicy",
    { ...policy, preferredBackupPeriod: ["Monday", "Funday"] },
    "preferredBackupPeriod[1]",
    /"Funday" is not .*Monday, Tuesday/,
  ],
  [
    "a short weekday",
    "tair:BackupPolicy",
    { ...policy, preferredBackupPeriod: ["Mon"] },
    "preferredBackupPeriod[0]",
    /"Mon" is not/,
  ],
  [
    "a day twice",
    "tair:BackupPolicy",
    { ...policy, preferredBackupPeriod: ["Monday", "Monday"] },
    "preferredBackupPeriod",
    /\["Monday","Monday"\] names a day twice/,
  ],
  [
    "no day",
    "tair:BackupPolicy",
    { ...policy, preferredBackupPeriod: [] },
    "preferredBackupPeriod",
    /\[\] is not a list of one to seven/,
  ],
  [
    "days as a text",
    "tair:BackupPolicy",
    { ...policy, preferredBackupPeriod: "Monday" },
    "preferredBackupPeriod",
    /"Monday" is not a list/,
  ],
  [
    "retention 6",
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriod: 6 },
    "backupRetentionPeriod",
    /6 is not a whole number of days from 7 to 730/,
  ],
  [
    "retention 731",
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriod: 731 },
    "backupRetentionPeriod",
    /731 is not/,
  ],
  [
    "retention 7.5",
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriod: 7.5 },
    "backupRetentionPeriod",
    /7\.5 is not/,
  ],
  [
    'retention "7"',
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriod: "7" },
    "backupRetentionPeriod",
    /"7" is not/,
  ],
  [
    "retention -1 of a policy",
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriod: -1 },
    "backupRetentionPeriod",
    /-1 is not/,
  ],
  [
    "flashback 1",
    "tair:BackupPolicy",
    { ...policy, enableBackupLog: 1 },
    "enableBackupLog",
    /1 is not true or false/,
  ],
  [
    "an unknown onDelete",
    "tair:BackupPolicy",
    { ...policy, onDelete: "restore" },
    "onDelete",
    /"restore" is not "restorePrevious"/,
  ],
  [
    "an unknown zone",
    "tair:BackupPolicy",
    { ...policy, timeZone: "Asia/Peking", preferredBackupTime: "02:00-03:00" },
    "timeZone",
    /"Asia\/Peking" is not a time zone name/,
  ],
  [
    "a half-hour zone",
    "tair:BackupPolicy",
    { ...policy, timeZone: "Asia/Kolkata", preferredBackupTime: "02:00-03:00" },
    "timeZone",
    /5\.5 hours from UTC/,
  ],
  [
    "an unknown property",
    "tair:BackupPolicy",
    { ...policy, backupRetentionPeriods: 7 },
    "backupRetentionPeriods",
    /Did you mean "backupRetentionPeriod"\?/,
  ],
  [
    "both expiry fields",
    "tair:ManualBackup",
    { ...backup, backupRetentionPeriod: 7, expectExpireTime: days(30) },
    "expectExpireTime",
    /together with backupRetentionPeriod \(7\)/,
  ],
  [
    "an expiry in 6 days",
    "tair:ManualBackup",
    { ...backup, expectExpireTime: days(6) },
    "expectExpireTime",
    /less than 7 days ahead.*2026-11-09T09:00Z/,
  ],
  [
    "an expiry that is no time",
    "tair:ManualBackup",
    { ...backup, expectExpireTime: "tomorrow" },
    "expectExpireTime",
    /"tomorrow" is not a time in RFC 3339/,
  ],
  [
    "an expiry without a zone",
    "tair:ManualBackup",
    { ...backup, expectExpireTime: "2027-01-01T00:00:00" },
    "expectExpireTime",
    /is not a time in RFC 3339/,
  ],
  [
    "an expiry on the 30th of February",
    "tair:ManualBackup",
    { ...backup, expectExpireTime: "2027-02-30T00:00:00Z" },
    "expectExpireTime",
    /is not a time in RFC 3339/,
  ],
  [
    "retention 0 of a backup",
    "tair:ManualBackup",
    { ...backup, backupRetentionPeriod: 0 },
    "backupRetentionPeriod",
    /0 is not a whole number of days from 7 to 730, or -1/,
  ],
  [
    "recreate with a fixed time",
    "tair:ManualBackup",
    { ...backup, onExpire: "recreate", expectExpireTime: days(30) },
    "onExpire",
    /"recreate" can't be had together with expectExpireTime/,
  ],
  [
    "triggers that are no map",
    "tair:ManualBackup",
    { ...backup, triggers: ["1"] },
    "triggers",
    /\["1"\] is not a map/,
  ],
  [
    "an unknown ifBackupRunning",
    "tair:ManualBackup",
    { ...backup, ifBackupRunning: "ignore" },
    "ifBackupRunning",
    /"ignore" is not "fail", "wait" or "adopt"/,
  ],
  [
    "neither a time nor a backup",
    "tair:Restore",
    { ...point, restoreTime: undefined, overwrite: `${INSTANCE}@` },
    "restoreTime",
    /is required, or backupId/,
  ],
  [
    "a time and a backup",
    "tair:Restore",
    { ...point, backupId: "42" },
    "backupId",
    /"42" is given together with restoreTime/,
  ],
  [
    "a time with a fraction",
    "tair:Restore",
    {
      ...point,
      restoreTime: "2026-11-02T08:30:00.5Z",
      overwrite: `${INSTANCE}@2026-11-02T08:30:00.5Z`,
    },
    "restoreTime",
    /"2026-11-02T08:30:00.5Z" is not a time in RFC 3339 with whole seconds/,
  ],
  [
    "a time in the future",
    "tair:Restore",
    { ...point, restoreTime: minutes(1), overwrite: `${INSTANCE}@${minutes(1)}` },
    "restoreTime",
    /"2026-11-02T09:01:00Z" is in the future: it is 2026-11-02T09:00:00Z now/,
  ],
  [
    "a backup that is no number",
    "tair:Restore",
    { ...set, backupId: "cb-1", overwrite: `${INSTANCE}@cb-1` },
    "backupId",
    /"cb-1" is not the number of a backup/,
  ],
  [
    "type 0 with a time",
    "tair:Restore",
    { ...point, restoreType: "0" },
    "restoreType",
    /"0" does not fit restoreTime, which is "1"/,
  ],
  [
    "type 1 with a backup",
    "tair:Restore",
    { ...set, restoreType: "1" },
    "restoreType",
    /"1" does not fit backupId, which is "0"/,
  ],
  [
    "type 2",
    "tair:Restore",
    { ...point, restoreType: "2" },
    "restoreType",
    /"2" is not "0" or "1"/,
  ],
  [
    "no key",
    "tair:Restore",
    { ...point, filterKey: [] },
    "filterKey",
    /\[\] is not a list of regular/,
  ],
  [
    "an empty key",
    "tair:Restore",
    { ...point, filterKey: ["a", ""] },
    "filterKey[1]",
    /"" is empty/,
  ],
  [
    "keys in one text",
    "tair:Restore",
    { ...point, filterKey: ["a,b"] },
    "filterKey[0]",
    /"a,b" has a comma, which separates patterns/,
  ],
  [
    "a glob",
    "tair:Restore",
    { ...point, filterKey: ["*:order"] },
    "filterKey[0]",
    /"\*:order" is not a regular expression \(nothing to repeat\): "\.\*" stands for any text/,
  ],
  [
    "keys of a backup",
    "tair:Restore",
    { ...set, filterKey: ["a"] },
    "filterKey",
    /\["a"\] is given together with backupId: only a point in time/,
  ],
  [
    "a shift of a backup",
    "tair:Restore",
    { ...set, timeShift: minutes(-5) },
    "timeShift",
    /is given together with backupId/,
  ],
  [
    "a shift before the time",
    "tair:Restore",
    { ...point, timeShift: minutes(-31) },
    "timeShift",
    /"2026-11-02T08:29:00Z" is not later than restoreTime \(2026-11-02T08:30:00Z\)/,
  ],
  [
    "a shift into the future",
    "tair:Restore",
    { ...point, timeShift: minutes(5) },
    "timeShift",
    /is in the future/,
  ],
  [
    "no overwrite",
    "tair:Restore",
    { ...point, overwrite: undefined },
    "overwrite",
    /is required: the instance and what it is overwritten with/,
  ],
  [
    "another instance in overwrite",
    "tair:Restore",
    { ...point, overwrite: `r-other@${minutes(-30)}` },
    "overwrite",
    /is not "r-orders01@2026-11-02T08:30:00Z": a restore overwrites live data/,
  ],
  [
    "no runBefore",
    "tair:Restore",
    { ...point, runBefore: undefined },
    "runBefore",
    /is required: a time in RFC 3339/,
  ],
  [
    "a runBefore that has passed",
    "tair:Restore",
    { ...point, runBefore: minutes(0) },
    "runBefore",
    /"2026-11-02T09:00:00Z" has passed.*nothing was called/,
  ],
  [
    "retention 6 of the backup before",
    "tair:Restore",
    { ...point, backupBeforeRetention: 6 },
    "backupBeforeRetention",
    /6 is not a whole number of days from 7 to 730, or -1/,
  ],
];

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await Cloud.start([{}], {}, host);
  });
  afterAll(() => cloud.close());

  test.each(cases)(
    "%s of a %s fails at preview and calls nothing",
    async (_, token, inputs, property, reason) => {
      const { failures } = await new Driven(cloud, token).check(inputs);
      expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
      expect(cloud.actions()).toEqual([]);
    },
  );

  test("several mistakes are told at once", async () => {
    const { failures } = await new Driven(cloud, "tair:BackupPolicy").check({
      preferredBackupPeriod: ["Funday"],
      preferredBackupTime: "2am",
      backupRetentionPeriod: 6,
    });
    expect(failures.map((failure) => failure.property).sort()).toEqual([
      "backupRetentionPeriod",
      "instanceId",
      "preferredBackupPeriod[0]",
      "preferredBackupTime",
    ]);
  });

  test("values that a preview doesn't know yet pass, and what is known is still checked", async () => {
    const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { inputs, failures } = await new Driven(cloud, "tair:BackupPolicy").check({
      instanceId: UNKNOWN,
      preferredBackupPeriod: [UNKNOWN, "Monday"],
      preferredBackupTime: "2am",
    });
    expect(failures).toEqual([{ property: "preferredBackupTime", reason: expect.any(String) }]);
    expect(inputs).toMatchObject({ instanceId: UNKNOWN, onDelete: "restorePrevious" });
  });
});

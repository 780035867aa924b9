import type { Emulator } from "../../emulator/src";
import { startCloud } from "../support/cloud";
import { backup, policy, type Declarations } from "../support/program";
import { Stack } from "../support/stack";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Each is one mistake: the property, what was received, and what is allowed. */
const MISTAKES: Record<string, [Declarations[string], string, RegExp]> = {
  "no-instance": [policy({ instanceId: "" }), "instanceId", /"" is not the ID of an instance/],
  "no-window": [
    policy({ instanceId: "r-a", preferredBackupTime: "2am" }),
    "preferredBackupTime",
    /"2am" is not a UTC window of one whole hour such as "02:00Z-03:00Z"/,
  ],
  "half-hour": [
    policy({ instanceId: "r-b", preferredBackupTime: "02:30Z-03:30Z" }),
    "preferredBackupTime",
    /"02:30Z-03:30Z" is not a UTC window/,
  ],
  "no-day": [
    policy({ instanceId: "r-c", preferredBackupPeriod: [] }),
    "preferredBackupPeriod",
    /\[\] is not a list of one to seven different days/,
  ],
  "wrong-day": [
    policy({ instanceId: "r-d", preferredBackupPeriod: ["Funday"] }),
    "preferredBackupPeriod[0]",
    /"Funday" is not/,
  ],
  "short-retention": [
    policy({ instanceId: "r-e", backupRetentionPeriod: 6 }),
    "backupRetentionPeriod",
    /6 is not a whole number of days from 7 to 730/,
  ],
  "text-retention": [
    policy({ instanceId: "r-f", backupRetentionPeriod: "7" }),
    "backupRetentionPeriod",
    /"7" is not a whole number/,
  ],
  "unknown-property": [
    policy({ instanceId: "r-g", backupRetention: 7 }),
    "backupRetention",
    /Did you mean "backupRetentionPeriod"/,
  ],
  "half-hour-zone": [
    policy({ instanceId: "r-h", preferredBackupTime: "02:00-03:00", timeZone: "Asia/Kolkata" }),
    "timeZone",
    /5\.5 hours from UTC/,
  ],
  "both-expiries": [
    backup({ instanceId: "r-i", backupRetentionPeriod: 7, expectExpireTime: inDays(30) }),
    "expectExpireTime",
    /is given together with backupRetentionPeriod/,
  ],
  "early-expiry": [
    backup({ instanceId: "r-j", expectExpireTime: inDays(6) }),
    "expectExpireTime",
    /is less than 7 days ahead/,
  ],
};

let cloud: Emulator;
let stack: Stack;

beforeAll(async () => {
  cloud = await startCloud({ instances: [{ instanceId: "r-a" }] });
  stack = await Stack.create({ emulator: cloud, program: {} });
});

it.each(Object.entries(MISTAKES))(
  "%s is said at preview with its path, and the cloud is asked nothing",
  async (name, [declaration, property, reason]) => {
    stack.write({ [name]: declaration });
    const run = await stack.preview();
    expect(run.exitCode).toBeGreaterThan(0);
    const said = run.errors.join("\n");
    expect(said).toContain(`property ${property}`);
    expect(said).toMatch(reason);
    expect(cloud.requests).toEqual([]);
  },
);

it("is a second policy of one instance, naming both", async () => {
  stack.write({ first: policy({ instanceId: "r-a" }), second: policy({ instanceId: "r-a" }) });
  const run = await stack.preview();
  expect(run.exitCode).toBeGreaterThan(0);
  expect(run.output).toMatch(/"first" and "second" are both a tair:BackupPolicy of instance r-a/);
});

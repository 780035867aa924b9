import type { Emulator } from "../../emulator/src";
import { calls, startCloud, writes } from "../support/cloud";
import { CHECKS_TYPES, HOST_NAMES, LOOKS_FIRST } from "../support/hosts";
import { inDays } from "../support/moments";
import { backup, policy, type Declaration } from "../support/program";
import { Stack } from "../support/stack";

/** One thing that is wrong: where, what was given, and what is allowed. */
interface Wrong {
  readonly property: string;
  readonly received?: unknown;
  readonly allowed: string | RegExp;
  /** A language that knows the schema refuses it before the provider is asked. */
  readonly isOfTypes?: true;
}

interface Bad {
  readonly declared: Declaration;
  readonly failures: Wrong[];
}

const INSTANCE = "r-a";
const DAYS = "days out of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday";
const WINDOW = 'not a UTC window of one whole hour such as "02:00Z-03:00Z"';
const RETENTION = "a whole number of days from 7 to 730";
const wrong = (property: string, received: unknown, allowed: Wrong["allowed"]): Wrong => ({
  property,
  received,
  allowed,
});

const wrongType = (property: string, received: unknown, allowed: Wrong["allowed"]): Wrong => ({
  ...wrong(property, received, allowed),
  isOfTypes: true,
});

/** Missing, or misspelt. */
const wrongName = (property: string, allowed: string): Wrong => ({
  property,
  allowed,
  isOfTypes: true,
});

/** What is wrong together can be seen together: the engine shows all failures of one resource. */
const PROGRAMS: Record<string, Bad> = {
  "a policy of nothing": {
    declared: { type: "BackupPolicy", args: {} },
    failures: [
      wrongName("instanceId", 'is required: the ID of an instance such as "r-bp1'),
      wrongName("preferredBackupPeriod", `is required: a list of one to seven`),
      wrongName("preferredBackupTime", 'is required: one whole hour such as "02:00Z'),
    ],
  },
  "a policy with an hour that is none, no day, too short a retention and a misspelt property": {
    declared: policy({
      instanceId: "",
      preferredBackupTime: "2am",
      preferredBackupPeriod: [],
      backupRetentionPeriod: 6,
      enableBackuplog: true,
    }),
    failures: [
      wrong("instanceId", "", "the ID of an instance"),
      wrong("preferredBackupTime", "2am", WINDOW),
      wrong("preferredBackupPeriod", [], DAYS),
      wrong("backupRetentionPeriod", 6, RETENTION),
      wrongName("enableBackuplog", 'Did you mean "enableBackupLog"?'),
    ],
  },
  "a policy off the hour, on a day that is none, with too long a retention": {
    declared: policy({
      instanceId: INSTANCE,
      preferredBackupTime: "02:30Z-03:30Z",
      preferredBackupPeriod: ["Monday", "Funday"],
      backupRetentionPeriod: 731,
      enableBackupLog: "yes",
      onDelete: "remove",
    }),
    failures: [
      wrong("preferredBackupTime", "02:30Z-03:30Z", WINDOW),
      wrongType("preferredBackupPeriod[1]", "Funday", "one of Monday, Tuesday, Wednesday"),
      wrong("backupRetentionPeriod", 731, RETENTION),
      wrongType("enableBackupLog", "yes", "true or false"),
      wrongType(
        "onDelete",
        "remove",
        '"restorePrevious", "restorePreviousExactly", "retain" or "reset"',
      ),
    ],
  },
  "a policy of two hours, twice on a day, with half a day of retention": {
    declared: policy({
      instanceId: INSTANCE,
      preferredBackupTime: "02:00Z-04:00Z",
      preferredBackupPeriod: ["Monday", "Friday", "Monday"],
      backupRetentionPeriod: 7.5,
    }),
    failures: [
      wrong("preferredBackupTime", "02:00Z-04:00Z", WINDOW),
      wrong("preferredBackupPeriod", ["Monday", "Friday", "Monday"], "names a day twice"),
      wrong("backupRetentionPeriod", 7.5, RETENTION),
    ],
  },
  "a policy in the time of nowhere, with a day that is no list and a number that is a text": {
    declared: policy({
      instanceId: INSTANCE,
      preferredBackupTime: "02:00-03:00",
      preferredBackupPeriod: "Monday",
      backupRetentionPeriod: "7",
    }),
    failures: [
      wrong("preferredBackupTime", "02:00-03:00", "Times without Z need timeZone"),
      wrongType("preferredBackupPeriod", "Monday", DAYS),
      wrongType("backupRetentionPeriod", "7", RETENTION),
    ],
  },
  "a policy in local time with Z": {
    declared: policy({ instanceId: INSTANCE, timeZone: "Asia/Shanghai" }),
    failures: [wrong("preferredBackupTime", "02:00Z-03:00Z", "leave out either Z or timeZone")],
  },
  "a policy in a zone that is none": {
    declared: policy({
      instanceId: INSTANCE,
      timeZone: "Mars/Olympus",
      preferredBackupTime: "02:00-03:00",
    }),
    failures: [wrong("timeZone", "Mars/Olympus", 'a time zone name such as "Asia/Shanghai"')],
  },
  "a policy in a zone of half hours": {
    declared: policy({
      instanceId: INSTANCE,
      timeZone: "Asia/Kolkata",
      preferredBackupTime: "02:00-03:00",
    }),
    failures: [wrong("timeZone", "Asia/Kolkata", /5\.5 hours from UTC.*give the window in UTC/)],
  },
  "a backup of nothing, with two expiries": {
    declared: {
      type: "ManualBackup",
      args: { backupRetentionPeriod: 30, expectExpireTime: inDays(30) },
    },
    failures: [
      wrongName("instanceId", "is required"),
      wrong("expectExpireTime", inDays(30), "give one of them"),
    ],
  },
  "a backup that expires too soon, with unknown options": {
    declared: backup({
      instanceId: INSTANCE,
      expectExpireTime: inDays(6),
      ifBackupRunning: "stop",
      onExpire: "forget",
      onDelete: "remove",
      allowDeleteLast: "no",
      trigger: { release: "1" },
    }),
    failures: [
      wrong("expectExpireTime", inDays(6), /less than 7 days ahead: the earliest .* is \d{4}-/),
      wrongType("ifBackupRunning", "stop", '"fail", "wait" or "adopt"'),
      wrongType("onExpire", "forget", '"keep" or "recreate"'),
      wrongType("onDelete", "remove", '"delete", "retain" or "deleteAdopted"'),
      wrongType("allowDeleteLast", "no", "true or false"),
      wrongName("trigger", 'Did you mean "triggers"?'),
    ],
  },
  "a backup that expires at no time, with a retention that is none": {
    declared: backup({
      instanceId: INSTANCE,
      expectExpireTime: "tomorrow",
      backupRetentionPeriod: 0,
      triggers: "release 1",
    }),
    failures: [
      wrong("expectExpireTime", "tomorrow", 'a time in RFC 3339 such as "2027-01-31T00:00:00Z"'),
      wrong("backupRetentionPeriod", 0, /from 7 to 730, or -1 for a backup that never expires/),
      wrongType("triggers", "release 1", 'a map such as {"release": "42"}'),
    ],
  },
  "a backup that is to be taken again at a fixed expiry": {
    declared: backup({
      instanceId: INSTANCE,
      expectExpireTime: inDays(30),
      onExpire: "recreate",
    }),
    failures: [wrong("onExpire", "recreate", "use backupRetentionPeriod")],
  },
};

describe.each(HOST_NAMES)("bad input (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: INSTANCE }] });
    stack = await Stack.create({ host, emulator: cloud });
  });

  const programs = Object.entries(PROGRAMS)
    .map(([name, bad]) => ({ name, ...(CHECKS_TYPES[host] ? ofRightTypes(bad) : bad) }))
    .filter(({ failures }) => failures.length > 0);

  it.each(programs)("fails at the preview: $name", async ({ declared, failures }) => {
    stack.write({ bad: declared });
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.errors).toHaveLength(failures.length);
    for (const failure of failures) {
      expect(preview.errors).toContainEqual(expect.stringMatching(sayingOf(failure)));
    }
    expect(calls(cloud)).toEqual([]);
  });
});

describe.each(HOST_NAMES)("a change that can't be made (%s host)", (host) => {
  const RETENTION_OF = { fixed: 30, forever: -1 };
  const DATED = inDays(30);
  let cloud: Emulator;
  let stack: Stack;

  const program = (changed: Record<string, Record<string, unknown>> = {}) => ({
    fixed: backup({
      instanceId: "r-fixed",
      backupRetentionPeriod: RETENTION_OF.fixed,
      ...changed["fixed"],
    }),
    forever: backup({
      instanceId: "r-forever",
      backupRetentionPeriod: RETENTION_OF.forever,
      ...changed["forever"],
    }),
    dated: backup({ instanceId: "r-dated", expectExpireTime: DATED, ...changed["dated"] }),
  });

  const CHANGES: [string, string, Record<string, unknown>, Wrong][] = [
    [
      "a lower retention",
      "fixed",
      { backupRetentionPeriod: 29 },
      wrong("backupRetentionPeriod", 29, /lower than the 30 days declared before.*Change triggers/),
    ],
    [
      "a retention that becomes endless",
      "fixed",
      { backupRetentionPeriod: -1 },
      wrong("backupRetentionPeriod", -1, /from 30 to -1/),
    ],
    [
      "an endless retention that becomes one of days",
      "forever",
      { backupRetentionPeriod: 30 },
      wrong("backupRetentionPeriod", 30, /from -1 to 30/),
    ],
    [
      "an earlier expiry",
      "dated",
      { expectExpireTime: inDays(20) },
      wrong("expectExpireTime", inDays(20), /earlier than .* declared before.*Change triggers/),
    ],
    [
      "an expiry in the past",
      "dated",
      { expectExpireTime: inDays(-1) },
      wrong("expectExpireTime", inDays(-1), "is in the past"),
    ],
  ];

  beforeAll(async () => {
    const ids = ["r-fixed", "r-forever", "r-dated"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    stack = await Stack.create({ host, emulator: cloud, program: program() });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    cloud.requests.length = 0;
  });

  it.each(CHANGES)("fails at the preview: %s", async (_what, name, change, failure) => {
    stack.write(program({ [name]: change }));
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.errors).toEqual([expect.stringMatching(sayingOf(failure))]);
    expect(calls(cloud)).toEqual([]);
  });

  it("fails at the preview too when it turns days into an earlier time", async () => {
    const change = { backupRetentionPeriod: undefined, expectExpireTime: inDays(20) };
    stack.write(program({ fixed: change }));
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.errors.join("\n")).toMatch(
      /expectExpireTime: would move the declared expiry from .* Change triggers/,
    );
    expect(calls(cloud)).toEqual([]);
  });

  it("is none when the backup is taken anew", async () => {
    const anew = { backupRetentionPeriod: 7, triggers: { release: "2" } };
    stack.write(program({ fixed: anew }));
    const preview = await stack.preview();
    expect(preview).toMatchObject({ exitCode: 0, errors: [] });
    expect(preview.steps).toContain("create-replacement fixed");
    expect(writes(cloud)).toEqual([]);
    if (!LOOKS_FIRST[host]) expect(calls(cloud)).toEqual([]);
  });
});

describe.each(HOST_NAMES)("two policies of one instance (%s host)", (host) => {
  it("are refused, naming both", async () => {
    const cloud = await startCloud({ instances: [{ instanceId: INSTANCE }] });
    const stack = await Stack.create({
      host,
      emulator: cloud,
      program: {
        nightly: policy({ instanceId: INSTANCE }),
        weekly: policy({ instanceId: INSTANCE }),
      },
    });
    const preview = await stack.preview();
    expect(preview.exitCode).not.toBe(0);
    for (const told of ["nightly", "weekly", INSTANCE, "has only one"]) {
      expect(preview.output).toContain(told);
    }
    expect(writes(cloud)).toEqual([]);
  });
});

function ofRightTypes({ declared, failures }: Bad): Bad {
  const fine = (declared.type === "BackupPolicy" ? policy : backup)({ instanceId: INSTANCE });
  const refused = failures
    .filter(({ isOfTypes }) => isOfTypes)
    .map(({ property }) => property.replace(/\[.*/, ""));
  const others = Object.entries(declared.args).filter(([property]) => !refused.includes(property));
  return {
    declared: { ...declared, args: { ...fine.args, ...Object.fromEntries(others) } },
    failures: failures.filter(({ isOfTypes }) => !isOfTypes),
  };
}

/** The engine says the property; the provider what it received, and what is allowed. */
function sayingOf({ property, received, allowed }: Wrong): RegExp {
  const parts = [
    `property ${escaped(property)} value `,
    ...(received === undefined ? [] : [escaped(JSON.stringify(received))]),
    typeof allowed === "string" ? escaped(allowed) : allowed.source,
  ];
  return new RegExp(parts.join("[^]*"));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

import type { z } from "zod";
import type { Emulator, InstanceSeed } from "../../emulator/src";
import { metadataOf } from "../../provider/src/core/field";
import { tair } from "../../provider/src/package";
import { startCloud, writes } from "../support/cloud";
import { changedProperties } from "../support/diff-display";
import { HOST_NAMES } from "../support/hosts";
import { inDays } from "../support/moments";
import { backup, policy, type Declaration, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { Stack } from "../support/stack";

const NO_DRIFT = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

/** A change behind the back of the stack. */
interface Drift {
  readonly declared: Record<string, unknown>;
  readonly change: (cloud: Emulator, instanceId: string) => void;
  /** How the engine shows it. */
  readonly shown: string | RegExp;
}

const policyDrift = (
  declared: Record<string, unknown>,
  change: Parameters<Emulator["console"]["setPolicy"]>[1],
  shown: Drift["shown"],
): Drift => ({
  declared,
  change: (cloud, instanceId) => cloud.console.setPolicy(instanceId, change),
  shown,
});

const expiryDrift = (
  declared: Record<string, unknown>,
  expiry: string,
  shown: Drift["shown"],
): Drift => ({
  declared,
  change: (cloud, instanceId) => {
    for (const { backupId } of cloud.backups(instanceId)) {
      cloud.console.setExpiry(instanceId, backupId, expiry);
    }
  },
  shown,
});

const EXPIRY = inDays(60);
const EARLIER = inDays(9);

/** Every live field of every resource; one that is not here makes its test fail. */
const DRIFTS: Record<string, Record<string, Drift>> = {
  "tair:BackupPolicy": {
    preferredBackupPeriod: policyDrift(
      { preferredBackupPeriod: ["Wednesday", "Monday"] },
      { preferredBackupPeriod: ["Friday", "Wednesday"] },
      /~ preferredBackupPeriod: \[/,
    ),
    preferredBackupTime: policyDrift(
      { preferredBackupTime: "02:00Z-03:00Z" },
      { preferredBackupTime: "12:00Z-13:00Z" },
      '~ preferredBackupTime: "02:00Z-03:00Z" => "12:00Z-13:00Z"',
    ),
    backupRetentionPeriod: policyDrift(
      { backupRetentionPeriod: 30 },
      { backupRetentionPeriod: 7 },
      "~ backupRetentionPeriod: 30 => 7",
    ),
    enableBackupLog: policyDrift(
      { enableBackupLog: true },
      { enableBackupLog: false },
      "~ enableBackupLog: true => false",
    ),
  },
  "tair:ManualBackup": {
    backupRetentionPeriod: expiryDrift(
      { backupRetentionPeriod: 60 },
      EARLIER,
      "~ backupRetentionPeriod: 60 => 9",
    ),
    expectExpireTime: expiryDrift(
      { expectExpireTime: EXPIRY },
      EARLIER,
      `~ expectExpireTime: "${EXPIRY}" => "${EARLIER}"`,
    ),
  },
};

/** More of the same that is not one case a field. */
const MORE: Record<string, Drift & { readonly token: string; readonly property: string }> = {
  "policy-in-a-zone": {
    token: "tair:BackupPolicy",
    property: "preferredBackupTime",
    ...policyDrift(
      { preferredBackupTime: "09:00-10:00", timeZone: "Asia/Shanghai" },
      { preferredBackupTime: "03:00Z-04:00Z" },
      '~ preferredBackupTime: "09:00-10:00" => "11:00-12:00"',
    ),
  },
  "backup-of-a-cluster": {
    token: "tair:ManualBackup",
    property: "backupRetentionPeriod",
    ...expiryDrift({ backupRetentionPeriod: 60 }, EARLIER, "~ backupRetentionPeriod: 60 => 9"),
  },
};

const LIVE = Object.values(tair.resources).flatMap(({ token, inputs }) =>
  Object.entries(inputs)
    .filter(([, schema]) => metadataOf(schema as z.ZodType).live === true)
    .map(([property]) => ({ token, property, name: caseName(token, property) })),
);

const CASES = [
  ...LIVE.map((live) => ({ ...live, drift: DRIFTS[live.token]?.[live.property] })),
  ...Object.entries(MORE).map(([name, drift]) => ({ ...drift, name, drift })),
];

function caseName(token: string, property: string): string {
  return `${token === "tair:BackupPolicy" ? "policy" : "backup"}-${property}`;
}

const idOf = (name: string) => `r-${name.toLowerCase()}`;
const typeOf = (token: string) => token.split(":")[1] as Declaration["type"];

describe.each(HOST_NAMES)("drift of each managed field (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let before: ReturnType<typeof truth>;
  let refresh: Run;

  beforeAll(async () => {
    const instances = CASES.map(({ name }): InstanceSeed => {
      const cluster = { architecture: "cluster", shardCount: 3 } as const;
      return { instanceId: idOf(name), ...(name.endsWith("cluster") ? cluster : {}) };
    });
    cloud = await startCloud({ instances });
    const program = CASES.flatMap(({ name, token, drift }) => {
      const declare = token === "tair:BackupPolicy" ? policy : backup;
      return drift === undefined
        ? []
        : [[name, declare({ instanceId: idOf(name), ...drift.declared })]];
    });
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: Object.fromEntries(program) as Declarations,
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    before = truth();
    for (const { name, drift } of CASES) drift?.change(cloud, idOf(name));
    refresh = await stack.refreshPreview();
  });

  const truth = () => ({
    policies: cloud.instances.list().map(({ instanceId, policy }) => {
      const { backupLogStartTime: _since, ...managed } = policy;
      return { instanceId, ...managed };
    }),
    expiries: cloud.backups().map(({ expireTime = "" }) => Date.parse(expireTime)),
  });

  it("ends a drift run with exit code 7", () => {
    expect(refresh).toMatchObject({ exitCode: 7, errors: [], warnings: [] });
    expect(refresh.steps).toEqual(CASES.map(({ name }) => `update ${name}`).sort());
  });

  it.each(CASES)("shows as the one changed line of $name", ({ name, token, property, drift }) => {
    if (drift === undefined) throw new Error(`${token} has a new live field without a case here`);
    const lines = changedProperties(refresh.stdout, stack.urn(typeOf(token), name));
    expect(lines.map((line) => line.property)).toEqual([property]);
    expect(lines[0]?.line).toMatch(drift.shown);
  });

  it("is corrected by up --refresh, and by nothing but the writes that it takes", async () => {
    cloud.requests.length = 0;
    const up = await stack.up("--refresh");
    expect(up).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    expect(up.steps).toEqual(CASES.map(({ name }) => `update ${name}`).sort());
    expect(truth().policies).toEqual(before.policies);
    for (const [n, expiry] of truth().expiries.entries()) {
      const late = expiry - (before.expiries[n] ?? NaN);
      // Expiries are told in whole minutes, rounded up.
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(60_000);
    }
    for (const { name, token } of CASES) {
      const files = cloud.backups(idOf(name)).length;
      expect(writes(cloud, idOf(name))).toEqual(
        token === "tair:BackupPolicy"
          ? ["ModifyBackupPolicy"]
          : Array.from({ length: files }, () => "ModifyBackupExpireTime"),
      );
    }
  });

  it("is gone then", async () => {
    expect(await stack.refreshPreview()).toMatchObject(NO_DRIFT);
  });
});

describe.each(HOST_NAMES)("what is no drift (%s host)", (host) => {
  const EXPIRES = new Date(Date.parse(inDays(60)));
  const inShanghai = (time: Date) =>
    `${new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)}:00+08:00`;
  const SPELLINGS = {
    days: { before: ["Friday", "Monday"], after: ["Monday", "Friday"] },
    expiry: {
      before: inShanghai(EXPIRES),
      after: new Date(EXPIRES.getTime() - 20_000).toISOString(),
    },
  };
  let cloud: Emulator;
  let stack: Stack;

  const program = (when: "before" | "after"): Declarations => ({
    days: policy({ instanceId: "r-days", preferredBackupPeriod: SPELLINGS.days[when] }),
    instant: backup({ instanceId: "r-instant", expectExpireTime: SPELLINGS.expiry[when] }),
    "in-days": backup({ instanceId: "r-in-days", backupRetentionPeriod: 30 }),
    "whole-policy": policy({
      instanceId: "r-whole-policy",
      backupRetentionPeriod: 30,
      enableBackupLog: true,
    }),
  });

  beforeAll(async () => {
    const ids = ["r-days", "r-instant", "r-in-days", "r-whole-policy"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    stack = await Stack.create({ host, emulator: cloud, program: program("before") });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  });

  it("is the order in which the cloud tells days, or the form in which it tells a time", async () => {
    expect(await stack.refreshPreview()).toMatchObject(NO_DRIFT);
  });

  it("is another order of days or another spelling of the same instant in the program", async () => {
    stack.write(program("after"));
    expect(await stack.up("--expect-no-changes")).toMatchObject(NO_DRIFT);
    expect(await stack.refreshPreview()).toMatchObject(NO_DRIFT);
  });

  it("is what passes by itself: time, other backups, running jobs, the state of the instance", async () => {
    cloud.clock.advance(26 * 3_600_000);
    cloud.console.addBackup("r-in-days", { mode: "Automated" });
    cloud.console.startBackup("r-instant", { mode: "Automated" });
    cloud.instances.setStatus("r-whole-policy", "Changing");
    const next = cloud.instances.get("r-days").nextAutomaticBackup;
    expect(Date.parse(next)).toBeGreaterThan(cloud.clock.now().getTime());
    expect(await stack.refreshPreview()).toMatchObject(NO_DRIFT);
  });

  it("is an expiry that was extended beyond the declared one", async () => {
    for (const id of ["r-instant", "r-in-days"]) {
      for (const { backupId, mode } of cloud.backups(id)) {
        if (mode === "Manual") cloud.console.setExpiry(id, backupId, inDays(365));
      }
    }
    expect(await stack.refreshPreview()).toMatchObject(NO_DRIFT);
    cloud.requests.length = 0;
    expect(await stack.up("--refresh", "--expect-no-changes")).toMatchObject(NO_DRIFT);
    expect(writes(cloud)).toEqual([]);
  });
});

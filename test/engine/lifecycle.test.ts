import type { Emulator, InstanceSeed } from "../../emulator/src";
import { tair } from "../../provider/src/package";
import { startCloud, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { inDays } from "../support/moments";
import { backup, policy, type Declaration, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { Stack } from "../support/stack";

const QUIET = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

/** One input of one resource, changed once. */
interface Change {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly step: "update" | "replace";
  /** What is sent to the cloud that changes anything, on the instances of the case. */
  readonly writes: readonly string[];
}

const option = (property: string, before: unknown, after: unknown): Change => ({
  before: { [property]: before },
  after: { [property]: after },
  step: "update",
  writes: [],
});

const setting = (property: string, before: unknown, after: unknown): Change => ({
  ...option(property, before, after),
  writes: ["ModifyBackupPolicy"],
});

const extension = (property: string, before: unknown, after: unknown): Change => ({
  ...option(property, before, after),
  writes: ["ModifyBackupExpireTime"],
});

/** Each input of each resource; one that is not here makes its test fail. */
const CHANGES: Record<string, Record<string, Change>> = {
  "tair:BackupPolicy": {
    instanceId: {
      before: { instanceId: "r-policy-instance-id" },
      after: { instanceId: "r-policy-instance-id-2" },
      step: "replace",
      // The second is for the instance that had the policy: it gets its former one back.
      writes: ["ModifyBackupPolicy", "ModifyBackupPolicy"],
    },
    preferredBackupPeriod: setting("preferredBackupPeriod", ["Monday"], ["Friday", "Tuesday"]),
    preferredBackupTime: setting("preferredBackupTime", "02:00Z-03:00Z", "23:00Z-00:00Z"),
    timeZone: {
      before: { preferredBackupTime: "02:00-03:00", timeZone: "Asia/Shanghai" },
      after: { preferredBackupTime: "02:00-03:00", timeZone: "Asia/Tokyo" },
      step: "update",
      writes: ["ModifyBackupPolicy"],
    },
    backupRetentionPeriod: setting("backupRetentionPeriod", 30, 90),
    enableBackupLog: setting("enableBackupLog", true, false),
    onDelete: option("onDelete", "restorePrevious", "retain"),
  },
  "tair:ManualBackup": {
    instanceId: {
      before: { instanceId: "r-backup-instance-id" },
      after: { instanceId: "r-backup-instance-id-2" },
      step: "replace",
      writes: ["CreateBackup", "DeleteBackup"],
    },
    backupRetentionPeriod: extension("backupRetentionPeriod", 30, 90),
    expectExpireTime: extension("expectExpireTime", inDays(30), inDays(90)),
    triggers: {
      before: { triggers: { release: "41" } },
      after: { triggers: { release: "42" } },
      step: "replace",
      writes: ["CreateBackup", "DeleteBackup"],
    },
    ifBackupRunning: option("ifBackupRunning", "fail", "wait"),
    onExpire: option("onExpire", "keep", "recreate"),
    onDelete: option("onDelete", "delete", "retain"),
    allowDeleteLast: option("allowDeleteLast", false, true),
  },
};

/** Inputs that can be left out: from then on they aren't managed. */
const UNSET: Record<string, readonly string[]> = {
  "tair:BackupPolicy": ["backupRetentionPeriod", "enableBackupLog"],
  "tair:ManualBackup": ["backupRetentionPeriod", "expectExpireTime"],
};

/** Actions run again or change nothing: they have suites of their own. */
const LASTING = Object.values(tair.resources).filter(({ kind }) => kind !== "action");

const INPUTS = LASTING.flatMap(({ token, inputs }) =>
  Object.keys(inputs).map((property) => [token, property] as const),
);

function caseName(token: string, property: string): string {
  const dashed = property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${token === "tair:BackupPolicy" ? "policy" : "backup"}-${dashed}`;
}

function declarations(args: (change: Change, token: string, property: string) => object) {
  const all = INPUTS.flatMap(([token, property]): [string, Declaration][] => {
    const change = CHANGES[token]?.[property];
    if (change === undefined) return [];
    const name = caseName(token, property);
    const declare = token === "tair:BackupPolicy" ? policy : backup;
    return [[name, declare({ instanceId: `r-${name}`, ...args(change, token, property) })]];
  });
  return Object.fromEntries(all) satisfies Declarations;
}

describe.each(HOST_NAMES)("every resource (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    const ids = INPUTS.map(([token, property]) => `r-${caseName(token, property)}`);
    const more = ["r-policy-instance-id-2", "r-backup-instance-id-2"];
    cloud = await startCloud({
      instances: [...ids, ...more].map((instanceId): InstanceSeed => ({ instanceId })),
    });
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: declarations((change) => change.before),
    });
  });

  it("is made by up", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    expect(up.steps).toEqual(
      INPUTS.map(([token, property]) => `create ${caseName(token, property)}`).sort(),
    );
  });

  it("stays the same at the next up", async () => {
    cloud.requests.length = 0;
    expect(await stack.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(writes(cloud)).toEqual([]);
  });

  it("has no drift", async () => {
    expect(await stack.refreshPreview()).toMatchObject(QUIET);
    expect(await stack.refresh("--expect-no-changes")).toMatchObject(QUIET);
    expect(writes(cloud)).toEqual([]);
  });

  describe("with each input changed once", () => {
    let up: Run;

    beforeAll(async () => {
      cloud.requests.length = 0;
      stack.write(declarations((change) => change.after));
      up = await stack.up();
    });

    it("is brought to what is declared", () => {
      expect(up).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    });

    it.each(INPUTS)("%s takes another %s in place, or by a replacement", (token, property) => {
      const change = CHANGES[token]?.[property];
      if (change === undefined) throw new Error(`${token} has a new input without a case here`);
      const name = caseName(token, property);
      const ours = up.steps.filter((step) => step.endsWith(` ${name}`));
      const replaced = [`create-replacement ${name}`, `delete-replaced ${name}`, `replace ${name}`];
      expect(ours).toEqual(change.step === "update" ? [`update ${name}`] : replaced);
      expect(writes(cloud, `r-${name}`)).toEqual(change.writes);
    });

    it("is then the same, and has no drift", async () => {
      expect(await stack.up("--expect-no-changes")).toMatchObject(QUIET);
      expect(await stack.refreshPreview()).toMatchObject(QUIET);
    });
  });

  describe("with an input left out that was given", () => {
    let up: Run;

    beforeAll(async () => {
      cloud.requests.length = 0;
      stack.write(
        declarations(({ after }, token, property) =>
          UNSET[token]?.includes(property) ? {} : after,
        ),
      );
      up = await stack.up();
    });

    it.each(Object.entries(UNSET).flatMap(([token, list]) => list.map((one) => [token, one])))(
      "%s no longer manages its %s, and writes nothing",
      async (token = "", property = "") => {
        const name = caseName(token, property);
        expect(up.steps).toContain(`update ${name}`);
        expect(writes(cloud, `r-${name}`)).toEqual([]);
        const { inputs, outputs } = (await stack.state())[name] ?? {};
        expect(inputs).not.toHaveProperty(property);
        expect(outputs).not.toHaveProperty(property);
      },
    );

    it("does not call a change of what it no longer manages drift", async () => {
      cloud.console.setPolicy("r-policy-backup-retention-period", { backupRetentionPeriod: 8 });
      cloud.console.setPolicy("r-policy-enable-backup-log", { enableBackupLog: true });
      for (const id of ["r-backup-backup-retention-period", "r-backup-expect-expire-time"]) {
        cloud.console.setExpiry(id, cloud.backups(id)[0]?.backupId ?? "", inDays(8));
      }
      expect(await stack.refreshPreview()).toMatchObject(QUIET);
    });
  });

  it("is undone by destroy", async () => {
    const destroy = await stack.destroy();
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.state()).toEqual({});
    const kept = cloud.backups().map(({ instanceId }) => instanceId);
    expect(kept).toEqual(["r-backup-on-delete"]);
  });
});

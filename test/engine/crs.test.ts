import type { z } from "zod";
import type { CrsInstanceSeed, Emulator } from "../../emulator/src";
import { metadataOf } from "../../provider/src/core/field";
import { crs } from "../../provider/src/package";
import { startCloud, writes } from "../support/cloud";
import { CHECKS_TYPES, HOST_NAMES } from "../support/hosts";
import type { Declaration } from "../support/program";
import { Stack } from "../support/stack";

const QUIET = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };
const PASSWORD = "canary-of-the-instance-password";
const ID = "crs-orders";
const RESCUED = "crs-rescued";

const policy = (timePeriod: string, more: object = {}): Declaration => ({
  module: "crs",
  type: "BackupPolicy",
  args: { instanceId: ID, timePeriod, ...more },
});
const backup: Declaration = {
  module: "crs",
  type: "ManualBackup",
  args: { instanceId: ID, remark: "before the release" },
};

function begin(instance: Partial<CrsInstanceSeed> = {}): Promise<Emulator> {
  const instances = [
    { instanceId: ID, longRetention: true, ...instance },
    { instanceId: RESCUED, engine: "2.8" as const, password: PASSWORD, backups: [{}] },
  ];
  return startCloud({ crs: { instances } });
}

const taken = (cloud: Emulator) =>
  cloud.requests.filter(
    ({ action, applied, code }) =>
      action === "ManualBackupInstance" && applied && code === undefined,
  ).length;

it("every live field of a policy drifts in a test below", () => {
  const live = Object.entries(crs.resources)
    .flatMap(([name, { inputs }]) => Object.entries(inputs).map((input) => [name, ...input]))
    .filter(([, , schema]) => metadataOf(schema as z.ZodType).live === true)
    .map(([name, property]) => `${String(name)}.${String(property)}`);
  expect(live).toEqual(["BackupPolicy.timePeriod", "BackupPolicy.backupStorageDays"]);
});

describe.each(HOST_NAMES)("a policy and a backup, on the %s host,", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  const declared = policy("05:00-06:00", { backupStorageDays: 30 });
  const program = { policy: declared, backup };

  beforeAll(async () => {
    cloud = await begin();
    stack = await Stack.create({ host, emulator: cloud, program });
  });

  const config = () => cloud.crs.instances.get(ID).config;

  it("are made by up, without a key of the other cloud", async () => {
    const none = { ALIBABA_CLOUD_ACCESS_KEY_ID: undefined, ALIBABA_CLOUD_REGION_ID: undefined };
    stack.environment = { ...stack.environment, ...none };
    expect(await stack.up()).toMatchObject({
      exitCode: 0,
      errors: [],
      warnings: [],
      steps: ["create backup", "create policy"],
    });
    expect(config()).toEqual({ timePeriod: "05:00-06:00", backupStorageDays: 30 });
    const state = await stack.state();
    const tag = String(state["backup"]?.outputs["tag"]);
    expect(cloud.crs.backups(ID).map(({ remark }) => remark)).toEqual([
      `before the release [pulumi:${tag}]`,
    ]);
    expect(state["backup"]?.id).toBe(`${ID}:${tag}`);
  });

  it("stay the same at the next up, and have no drift", async () => {
    cloud.requests.length = 0;
    expect(await stack.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(await stack.refreshPreview()).toMatchObject(QUIET);
    expect(await stack.refresh("--expect-no-changes")).toMatchObject(QUIET);
    expect(writes(cloud)).toEqual([]);
  });

  it("show drift of each managed field, and are corrected", async () => {
    cloud.crs.console.setConfig(ID, { timePeriod: "09:00-10:00", backupStorageDays: 8 });
    const drift = await stack.refreshPreview();
    expect(drift).toMatchObject({ exitCode: 7, errors: [], steps: ["update policy"] });
    expect(drift.output).toMatch(/timePeriod *: "05:00-06:00" => "09:00-10:00"/);
    expect(drift.output).toMatch(/backupStorageDays *: 30 => 8/);
    expect(await stack.up("--refresh")).toMatchObject({ exitCode: 0, steps: ["update policy"] });
    expect(config()).toEqual({ timePeriod: "05:00-06:00", backupStorageDays: 30 });
    expect(await stack.refreshPreview()).toMatchObject(QUIET);
  });

  it("say at preview why days of the week can't be had, and call nothing", async () => {
    stack.write({ policy: policy("05:00-06:00", { weekDays: ["Monday"] }), backup });
    cloud.requests.length = 0;
    const preview = await stack.preview();
    expect(preview.exitCode).not.toBe(0);
    expect(preview.output).toMatch(/weekDays/);
    if (!CHECKS_TYPES[host]) {
      expect(preview.output).toMatch(/ignores them, and backs up every day/);
    }
    expect(writes(cloud)).toEqual([]);
    stack.write(program);
  });

  it("are undone by destroy: the policy is what it was, the backup stays until it expires", async () => {
    const destroy = await stack.destroy();
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(destroy.output).toMatch(/stays until it expires at/);
    expect(await stack.state()).toEqual({});
    expect(config()).toEqual({ timePeriod: "02:00-03:00", backupStorageDays: 30 });
    expect(cloud.crs.backups(ID)).toHaveLength(1);
  });
});

/** Lost before it was started, it is looked for in real time for a minute and a half: `provider/test/crs` has that. */
it.each(HOST_NAMES)(
  "a backup whose answer is lost is found by its tag, and never taken twice (%s)",
  async (host) => {
    const cloud = await begin();
    cloud.faults.add({ kind: "drop", when: "after", action: "ManualBackupInstance", count: 1 });
    const stack = await Stack.create({ host, emulator: cloud, program: { backup } });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.crs.backups(ID)).toHaveLength(1);
    expect(await stack.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(taken(cloud)).toBe(1);
    expect(await stack.destroy()).toMatchObject({ exitCode: 0 });
  },
);

describe.each(HOST_NAMES)("a restore, on the %s host,", (host) => {
  it("runs once, and the password is nowhere", async () => {
    const cloud = await begin();
    const [{ backupId } = { backupId: "" }] = cloud.crs.backups(RESCUED);
    const args = {
      instanceId: RESCUED,
      backupId,
      overwrite: `${RESCUED}@${backupId}`,
      runBefore: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const stack = await Stack.create({
      host,
      emulator: cloud,
      environment: { REDIS_BACKUP_CRS_PASSWORD: PASSWORD },
      program: { rescue: { module: "crs", type: "Restore", args } },
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["create rescue"] });
    for (let n = 0; n < 3; n += 1) {
      expect(await stack.up("--expect-no-changes")).toMatchObject(QUIET);
    }
    expect(await stack.refreshPreview()).toMatchObject(QUIET);
    expect(cloud.crs.instances.get(RESCUED).restores).toHaveLength(1);
    expect(await stack.destroy()).toMatchObject({ exitCode: 0 });
    expect(writes(cloud).filter((action) => action === "RestoreInstance")).toHaveLength(1);
  });
});

it("functions answer in one form, and give links as secrets to the Output form alone", async () => {
  const cloud = await begin({ backups: [{ remark: "by hand" }] });
  const [{ backupId } = { backupId: "" }] = cloud.crs.backups(ID);
  const asked = JSON.stringify({ instanceId: ID });
  const linked = JSON.stringify({ instanceId: ID, backupId });
  const stack = await Stack.create({
    emulator: cloud,
    program: `
      exports.v3 = crs.getBackups(${asked}).then(({ backups }) => backups);
      exports.v2 = crs.getBackupsOutput({ instanceId: "${ID}", api: "v2" }).backups;
      exports.policy = crs.getBackupPolicyOutput(${asked}).timePeriod;
      exports.tasks = crs.getTasks(${asked}).then(({ tasks }) => tasks.length);
      exports.links = crs.getBackupDownloadUrlsOutput(${linked});
    `,
  });
  const up = await stack.up();
  expect(up).toMatchObject({ exitCode: 0, errors: [] });
  expect(up.output).not.toMatch(/q-signature/);
  const row = { id: backupId, type: "Manual", status: "Success", remark: "by hand" };
  expect(await stack.outputs()).toMatchObject({
    v3: [row],
    v2: [row],
    policy: "02:00-03:00",
    tasks: 0,
  });
  stack.write(`exports.links = crs.getBackupDownloadUrls(${linked});`);
  const refused = await stack.preview();
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toMatch(/only given by the Output form/);
});

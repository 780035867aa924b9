import path from "node:path";
import { DEFAULT_SEED } from "../../emulator/src/default-seed";
import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { Project, ROOT } from "../support/project";

const QUIET = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };
const NAMES = ["before-migration", "orders", "sessions"];

let cloud: Emulator;
let project: Project;

beforeAll(async () => {
  cloud = await startCloud(DEFAULT_SEED);
  project = await Project.typescript({
    emulator: cloud,
    from: path.join(ROOT, "examples/move-to-plugin"),
  });
});

beforeEach(() => {
  cloud.requests.length = 0;
});

afterEach(() => {
  expect(project.leaks()).toEqual([]);
});

describe("a stack whose program imports the plugin's SDK instead of the dynamic resources", () => {
  it("was made by the dynamic resources", async () => {
    const run = await project.up();
    expect(run).toMatchObject({ ...QUIET, steps: NAMES.map((name) => `create ${name}`) });
    expect(await types()).toEqual([
      "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy",
      "pulumi-nodejs:dynamic/redis-backup/tair:ManualBackup",
    ]);
  });

  it("shows no changes at preview, and only reads", async () => {
    const program = project.read("index.ts");
    project.write(
      "index.ts",
      program.replace('"pulumi-redis-backup"', '"pulumi-redis-backup-sdk"'),
    );
    expect(await project.preview("--expect-no-changes")).toMatchObject(QUIET);
    expectReadsAlone();
  });

  it("is taken over by up, with the same ids and outputs, and only by reads", async () => {
    const before = { state: await kept(), outputs: await project.outputs() };
    expect(await project.up("--expect-no-changes")).toMatchObject(QUIET);
    expectReadsAlone();
    expect({ state: await kept(), outputs: await project.outputs() }).toEqual(before);
    expect(await types()).toEqual([
      "redis-backup:tair:BackupPolicy",
      "redis-backup:tair:ManualBackup",
    ]);
  });

  it("is refreshed, corrected and updated by the plugin", async () => {
    // From here on state tells the engine that plain up looks for drift.
    const refreshed = await project.run(
      "refresh",
      "--yes",
      "--skip-preview",
      "--expect-no-changes",
    );
    expect(refreshed).toMatchObject(QUIET);
    expectReadsAlone();

    cloud.console.setPolicy("r-emulator-tair", { backupRetentionPeriod: 7 });
    const drift = await project.refreshPreview();
    expect(drift.exitCode).toBe(7);
    expect(drift.output).toMatch(/backupRetentionPeriod *: 30 => 7/);

    await project.succeed("config", "set", "keepBackupDays", "90");
    const run = await project.up();
    expect(run).toMatchObject({ ...QUIET, steps: ["update before-migration", "update sessions"] });
    expect(writes(cloud).sort()).toEqual(["ModifyBackupExpireTime", "ModifyBackupPolicy"]);
  });

  it("is destroyed by the plugin, which still knows the policies from before", async () => {
    const run = await project.destroy();
    const steps = NAMES.map((name) => `delete ${name}`);
    expect(run).toMatchObject({ exitCode: 0, steps, failures: [], errors: [] });
    expect(await project.state()).toEqual([]);
    expect(manualBackups()).toEqual([]);
    expect(cloud.instances.get("r-emulator-cluster").policy).toMatchObject({
      preferredBackupTime: "02:00Z-03:00Z",
    });
  });
});

function expectReadsAlone(): void {
  expect(cloud.requests.length).toBeGreaterThan(0);
  const actions = cloud.requests.map(({ action }) => action);
  expect(actions.filter((action) => !/^(Describe|GetCallerIdentity$)/.test(action))).toEqual([]);
}

function manualBackups() {
  return cloud.backups().filter(({ mode }) => mode === "Manual");
}

async function types(): Promise<string[]> {
  return [...new Set((await project.state()).map(({ type }) => type))].sort();
}

/** All of each resource but the text of the dynamic provider. */
async function kept() {
  const state = await project.state();
  return state
    .map(({ urn, id, inputs, outputs }) => ({
      name: urn.split("::").at(-1),
      id,
      inputs: { ...inputs, __provider: undefined, __defaults: undefined },
      outputs: { ...outputs, __provider: undefined },
    }))
    .sort((one, other) => String(one.name).localeCompare(String(other.name)));
}

import fs from "node:fs";
import path from "node:path";
import { DEFAULT_SEED } from "../../emulator/src/default-seed";
import { readSeed, type Emulator, type Seed } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { executed } from "../support/executed";
import { Project, ROOT, workshop, type ProjectOptions } from "../support/project";

const EXAMPLES = path.join(ROOT, "examples");
const QUIET = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

/** Where each language's example gets its SDK, as its README says. */
const LANGUAGES: Record<string, (options: ProjectOptions) => Promise<Project>> = {
  yaml: (options) => Project.create(options),
  typescript: (options) => Project.typescript(options),
  python: async (options) => Project.create({ ...options, bin: [await pythonWithSdk()] }),
  go: async (options) => {
    const project = await Project.create({ ...options, environment: await goEnvironment() });
    const sdk = `pulumi-redis-backup/sdk/go=${path.join(ROOT, "sdk/go")}`;
    await executed("go", ["mod", "edit", "-replace", sdk], { cwd: project.folder });
    return project;
  },
};

describe.each(Object.entries(LANGUAGES))("examples/%s", (name, create) => {
  let cloud: Emulator;
  let project: Project;

  beforeAll(async () => {
    cloud = await startCloud(DEFAULT_SEED);
    project = await create({ emulator: cloud, from: path.join(EXAMPLES, name) });
  });

  afterEach(() => {
    expect(project.leaks()).toEqual([]);
  });

  it("declares a policy, takes a backup and lists it", async () => {
    const run = await project.up();
    expect(run).toMatchObject({ ...QUIET, steps: ["create before-release", "create sessions"] });
    expect(cloud.instances.get("r-emulator-tair").policy).toMatchObject({
      preferredBackupPeriod: ["Wednesday", "Saturday"],
      preferredBackupTime: "18:00Z-19:00Z",
      backupRetentionPeriod: 30,
    });
    const [backup] = manualBackups(cloud);
    expect(await project.outputs()).toMatchObject({
      backupId: `r-emulator-tair:${backup?.jobId}`,
      status: "Success",
      expiresAt: backup?.expireTime?.replace(/\.\d+Z$/, "Z"),
      files: [{ backupId: backup?.backupId }],
    });
  });

  it("changes nothing a second time, and shows no drift", async () => {
    cloud.requests.length = 0;
    expect(await project.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(await project.refreshPreview()).toMatchObject(QUIET);
    expect(writes(cloud)).toEqual([]);
  });

  if (name === "yaml") {
    it("shows drift, and corrects it", async () => {
      cloud.console.setPolicy("r-emulator-tair", { backupRetentionPeriod: 7 });
      const drift = await project.refreshPreview();
      expect(drift.exitCode).toBe(7);
      expect(drift.output).toMatch(/backupRetentionPeriod *: 30 => 7/);
      expect(await project.up()).toMatchObject({ ...QUIET, steps: ["update sessions"] });
    });

    it("takes another backup for another release", async () => {
      const before = manualBackups(cloud);
      await project.succeed("config", "set", "release", "1.1.0");
      expect(await project.up()).toMatchObject({ exitCode: 0, failures: [], errors: [] });
      expect(manualBackups(cloud)).toHaveLength(1);
      expect(manualBackups(cloud)).not.toEqual(before);
    });
  }

  it("leaves nothing but the stronger retention when it is destroyed", async () => {
    const run = await project.destroy();
    const steps = ["delete before-release", "delete sessions"];
    expect(run).toMatchObject({ exitCode: 0, steps, failures: [], errors: [] });
    expect(run.warnings).toEqual([expect.stringContaining("kept the retention of 30 days")]);
    expect(await project.state()).toEqual([]);
    expect(manualBackups(cloud)).toEqual([]);
    expect(cloud.instances.get("r-emulator-tair").policy).toMatchObject({
      preferredBackupTime: "02:00Z-03:00Z",
      backupRetentionPeriod: 30,
    });
  });
});

describe("examples/guarded-deployment", () => {
  let cloud: Emulator;
  let project: Project;

  beforeAll(async () => {
    cloud = await startCloud(DEFAULT_SEED);
    project = await Project.typescript({
      emulator: cloud,
      from: path.join(EXAMPLES, "guarded-deployment"),
    });
  });

  afterEach(() => {
    expect(project.leaks()).toEqual([]);
  });

  it("deploys nothing when the backup fails", async () => {
    cloud.faults.add({ kind: "failedJob", count: 1 });
    const run = await project.up();
    expect(run.exitCode).not.toBe(0);
    expect(run.failures).toEqual(["create before-deployment"]);
    expect(run.errors.join("\n")).toContain("Failed");
    expect(deployed()).toEqual([]);
  });

  it("deploys after the next up has taken the backup", async () => {
    const run = await project.up();
    expect(run).toMatchObject({ exitCode: 0, failures: [], errors: [] });
    expect(deployed()).toEqual(["1.0.0"]);
    expect(await project.outputs()).toMatchObject({ deployed: "1.0.0" });
    expect(await project.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(await project.refreshPreview()).toMatchObject(QUIET);
    expect(deployed()).toEqual(["1.0.0"]);
  });

  it("takes another backup before it deploys another release, and keeps both", async () => {
    await project.succeed("config", "set", "release", "1.1.0");
    expect(await project.up()).toMatchObject({ exitCode: 0, failures: [], errors: [] });
    expect(deployed()).toEqual(["1.0.0", "1.1.0"]);
    expect(successes()).toHaveLength(2);
  });

  it("is destroyed without its backups", async () => {
    expect(await project.destroy()).toMatchObject({ exitCode: 0, failures: [], errors: [] });
    expect(await project.state()).toEqual([]);
    expect(successes()).toHaveLength(2);
  });

  function deployed(): string[] {
    const log = path.join(project.folder, "deployed.log");
    return fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [];
  }

  function successes() {
    return manualBackups(cloud).filter(({ status }) => status === "Success");
  }
});

describe("examples/several-regions", () => {
  let cloud: Emulator;
  let project: Project;

  beforeAll(async () => {
    const from = path.join(EXAMPLES, "several-regions");
    const seed: Seed = readSeed(path.join(from, "emulator.yaml"));
    cloud = await startCloud(seed);
    project = await Project.typescript({ emulator: cloud, from });
    // Keys and regions come from the program and its configuration alone.
    const others = Object.entries(project.environment);
    project.environment = Object.fromEntries(
      others.filter(([name]) => !name.startsWith("ALIBABA_CLOUD_")),
    );
    for (const [n, name] of ["shop", "audit"].entries()) {
      const { accessKeyId = "", accessKeySecret = "" } = seed.accounts?.[n] ?? {};
      await project.succeed("config", "set", "--secret", `${name}AccessKeyId`, accessKeyId);
      await project.succeed("config", "set", "--secret", `${name}AccessKeySecret`, accessKeySecret);
    }
  });

  afterEach(() => {
    expect(project.leaks()).toEqual([]);
  });

  it("uses each account in its region", async () => {
    const steps = ["create audit", "create shop", "create year-end"];
    expect(await project.up()).toMatchObject({ ...QUIET, steps });
    const written = cloud.requests.filter(({ action }) => /^(Modify|Create)/.test(action));
    expect(
      written.map(({ account, params }) => [account, params["InstanceId"]].join(" ")).sort(),
    ).toEqual(["1111111111111111 r-shop", "2222222222222222 r-audit", "2222222222222222 r-audit"]);
    expect(await project.outputs()).toMatchObject({ regions: ["cn-hangzhou", "ap-southeast-1"] });
  });

  it("changes nothing a second time, and shows no drift", async () => {
    expect(await project.up("--expect-no-changes")).toMatchObject(QUIET);
    expect(await project.refreshPreview()).toMatchObject(QUIET);
  });

  it("leaves nothing when it is destroyed", async () => {
    expect(await project.destroy()).toMatchObject({ exitCode: 0, failures: [], errors: [] });
    expect(await project.state()).toEqual([]);
    expect(manualBackups(cloud)).toEqual([]);
  });
});

function manualBackups(cloud: Emulator) {
  return cloud.backups().filter(({ mode }) => mode === "Manual");
}

/** The folder of a Python that has the SDK; the host of an engine that we built looks for no venv itself. */
async function pythonWithSdk(): Promise<string> {
  const venv = path.join(workshop, "venv");
  const options = { cwd: workshop };
  await executed("python3", ["-m", "venv", venv], options);
  // A copy: a build leaves files beside the source.
  const sdk = path.join(workshop, "sdk-python");
  fs.cpSync(path.join(ROOT, "sdk/python"), sdk, { recursive: true });
  const requirements = path.join(EXAMPLES, "python/requirements.txt");
  const install = ["-m", "pip", "install", "--quiet", "--no-compile", "-r", requirements, sdk];
  await executed(path.join(venv, "bin/python"), install, options);
  return path.join(venv, "bin");
}

/** Go's caches; projects have a home of their own. */
async function goEnvironment(): Promise<Record<string, string>> {
  const text = await executed("go", ["env", "-json", "GOCACHE", "GOMODCACHE"], { cwd: ROOT });
  return JSON.parse(text) as Record<string, string>;
}

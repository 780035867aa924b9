import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Emulator, InstanceSeed } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { Project, ROOT } from "../support/project";
import type { Run } from "../support/run";

const POLICY = "redis-backup:tair:BackupPolicy";
const BACKUP = "redis-backup:tair:ManualBackup";
const HEADER = { name: "adopted", runtime: "yaml" };

const INSTANCES: readonly InstanceSeed[] = [
  {
    instanceId: "r-standard",
    name: "Orders & sessions",
    policy: { backupRetentionPeriod: 90, enableBackupLog: true },
  },
  {
    instanceId: "r-cluster",
    architecture: "cluster",
    cloudNative: false,
    createdAt: "2024-06-01T00:00:00Z",
    policy: { preferredBackupPeriod: ["Sunday"], preferredBackupTime: "23:00Z-00:00Z" },
  },
  {
    instanceId: "r-old-cluster",
    architecture: "cluster",
    cloudNative: false,
    createdAt: "2022-03-01T00:00:00Z",
  },
  { instanceId: "r-cloud-cluster", architecture: "cluster" },
  { instanceId: "r-classic", instanceType: "Redis", engineVersion: "5.0", cloudNative: false },
];

interface Import {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

interface Generated {
  readonly resources: Record<string, unknown>;
}

let cloud: Emulator;
let project: Project;

beforeAll(async () => {
  cloud = await startCloud({
    instances: INSTANCES.map((instance) => ({
      ...instance,
      backups: [{ mode: "Automated", hoursAgo: 30 }],
    })),
  });
  for (const { instanceId } of INSTANCES) {
    cloud.console.addBackup(instanceId, { mode: "Manual", hoursAgo: 20 });
  }
  cloud.console.addBackup("r-standard", { mode: "Manual", hoursAgo: 10, expectExpireTime: null });
  project = await Project.create({
    emulator: cloud,
    from: { "Pulumi.yaml": JSON.stringify(HEADER) },
  });
});

afterEach(() => {
  expect(writes(cloud)).toEqual([]);
  expect(project.leaks()).toEqual([]);
});

describe("an account with instances of every kind", () => {
  let adopted: { readonly resources: readonly Import[] };

  it("is listed by pulumi do and by redis-backup adopt, with the same ids", async () => {
    adopted = JSON.parse(await adopt()) as typeof adopted;
    expect(idsOf(POLICY)).toEqual(INSTANCES.map(({ instanceId }) => instanceId).sort());
    expect(idsOf(BACKUP)).toHaveLength(INSTANCES.length + 1);
    for (const type of [POLICY, BACKUP]) {
      expect((await listed(type)).sort()).toEqual(idsOf(type));
    }
    const manual = cloud.backups("r-standard").filter(({ mode }) => mode === "Manual");
    expect((await listed(BACKUP, "--instance-id", "r-standard")).sort()).toEqual(
      manual.map(({ jobId }) => `r-standard:${jobId}`).sort(),
    );
  });

  it("is imported from the file of redis-backup adopt, and by every form of an id", async () => {
    project.write("adopt.json", JSON.stringify(adopted));
    const first = await project.run("import", "--yes", "--file", "adopt.json", "--out", "1.yaml");
    expectImported(first, adopted.resources);

    const forms = everyForm();
    project.write("forms.json", JSON.stringify({ resources: forms }));
    const second = await project.run("import", "--yes", "--file", "forms.json", "--out", "2.yaml");
    expectImported(second, forms);

    cloud.instances.add({ instanceId: "r-single" });
    const single = await project.run("import", POLICY, "single", "r-single", "-y", "-o", "3.yaml");
    expectImported(single, [{ type: POLICY, name: "single", id: "r-single" }]);
  });

  it("needs no change by the programs that were generated, and shows no drift", async () => {
    const resources = ["1.yaml", "2.yaml", "3.yaml"].map(
      (file) => (parse(project.read(file)) as Generated).resources,
    );
    const program = { ...HEADER, resources: Object.assign({}, ...resources) as object };
    project.write("Pulumi.yaml", JSON.stringify(program));
    const quiet = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };
    expect(await project.preview("--expect-no-changes")).toMatchObject(quiet);
    expect(await project.refreshPreview()).toMatchObject(quiet);
  });

  it("shows what changes after the import as drift", async () => {
    cloud.console.setPolicy("r-cluster", { backupRetentionPeriod: 14 });
    const run = await project.refreshPreview();
    expect(run.exitCode).toBe(7);
    expect(run.output).toMatch(/backupRetentionPeriod *: 7 => 14/);
  });

  function idsOf(type: string): string[] {
    return adopted.resources
      .filter((resource) => resource.type === type)
      .map(({ id }) => id)
      .sort();
  }
});

async function adopt(): Promise<string> {
  const cli = path.join(ROOT, "dist/cli/main.js");
  const { PATH } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "adopt"], {
    env: { PATH, ...project.environment },
  });
  return stdout;
}

async function listed(type: string, ...flags: string[]): Promise<string[]> {
  const text = await project.succeed("do", "--package", "redis-backup", type, "list", ...flags);
  return (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
}

/** A backup of its own for each form of an id that can be written for it. */
function everyForm(): Import[] {
  const forms = [
    { instanceId: "r-standard", form: "jobs" },
    { instanceId: "r-standard", form: "backup" },
    { instanceId: "r-cluster", form: "jobs" },
    { instanceId: "r-cluster", form: "backup" },
    { instanceId: "r-old-cluster", form: "jobs" },
    { instanceId: "r-old-cluster", form: "one-job" },
    { instanceId: "r-old-cluster", form: "backup" },
    { instanceId: "r-cloud-cluster", form: "cluster" },
    { instanceId: "r-cloud-cluster", form: "jobs" },
    { instanceId: "r-cloud-cluster", form: "backup" },
    { instanceId: "r-classic", form: "jobs" },
    { instanceId: "r-classic", form: "backup" },
  ] as const;
  return forms.map(({ instanceId, form }, n) => {
    const backupId = cloud.console.addBackup(instanceId, { mode: "Manual", hoursAgo: 1 + n / 2 });
    const rows = cloud.backups(instanceId);
    const row = rows.find((candidate) => candidate.backupId === backupId);
    const together = rows.filter(({ startTime }) => startTime === row?.startTime);
    const jobs = [...new Set(together.map(({ jobId }) => jobId))].sort();
    const id = {
      jobs: jobs.join(","),
      "one-job": jobs.at(-1),
      backup: `backup/${backupId}`,
      cluster: `cluster/${row?.clusterBackupId}`,
    }[form];
    return { type: BACKUP, name: `${instanceId}-${form}`, id: `${instanceId}:${id}` };
  });
}

function expectImported(run: Run, resources: readonly Import[]): void {
  expect(run).toMatchObject({ exitCode: 0, failures: [], errors: [] });
  expect(run.steps).toEqual(resources.map(({ name }) => `import ${name}`).sort());
}

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { ENGINE_PLUGIN } from "../support/global-setup";
import { standIn } from "../support/policy-pack";
import { Project, ROOT, workshop } from "../support/project";

const CLI = path.join(ROOT, "dist/cli/main.js");
const PROVIDER = "urn:pulumi:dev::former::pulumi:providers:alicloud::default";
const PROVIDER_ID = "4f3d2c1b-0a09-4c7e-9b1f-5d6e7f809a1b";

interface Deployment {
  readonly deployment: { resources?: object[] };
}

/** docs/migrating.md, step by step. */
describe("a stack of the alicloud provider", () => {
  let cloud: Emulator;
  let project: Project;
  let header: object;
  const backups: Record<string, string> = {};

  beforeAll(async () => {
    cloud = await startCloud({
      instances: [
        { instanceId: "r-orders", policy: { backupRetentionPeriod: 30, enableBackupLog: true } },
        { instanceId: "r-cluster", architecture: "cluster" },
        { instanceId: "r-terraform" },
      ],
    });
    for (const { instanceId } of cloud.instances.list()) {
      backups[instanceId] = cloud.console.addBackup(instanceId, { mode: "Manual", hoursAgo: 20 });
    }
    header = {
      name: "former",
      runtime: "yaml",
      plugins: {
        providers: [
          { name: "redis-backup", path: process.env[ENGINE_PLUGIN] },
          { name: "alicloud", path: standIn(workshop, "alicloud") },
        ],
      },
    };
    project = await Project.create({
      emulator: cloud,
      from: { "Pulumi.yaml": JSON.stringify(header) },
    });
    await inheritState();
    project.write("terraform.tfstate", JSON.stringify(terraformState()));
    cloud.requests.length = 0;
  });

  afterEach(() => {
    expect(writes(cloud)).toEqual([]);
    expect(project.leaks()).toEqual([]);
  });

  const former = (type: string, name: string, id: string, outputs: object) => ({
    urn: `urn:pulumi:dev::former::${type}::${name}`,
    custom: true,
    id,
    type,
    inputs: {},
    outputs: { id, ...outputs },
    provider: `${PROVIDER}::${PROVIDER_ID}`,
  });

  /** What `pulumi up` of the alicloud provider would have left. */
  async function inheritState(): Promise<void> {
    const state = JSON.parse(await project.succeed("stack", "export")) as Deployment;
    const provider = { inputs: { region: "cn-hangzhou" }, outputs: { region: "cn-hangzhou" } };
    const type = "alicloud:redis/backup:Backup";
    const clusterBackupId = cloud
      .backups("r-cluster")
      .find(({ mode }) => mode === "Manual")?.clusterBackupId;
    state.deployment.resources = [
      {
        urn: PROVIDER,
        custom: true,
        id: PROVIDER_ID,
        type: "pulumi:providers:alicloud",
        ...provider,
      },
      former("alicloud:kvstore/backupPolicy:BackupPolicy", "policy", "r-orders", {}),
      former(type, "backup", `r-orders:${backups["r-orders"]}`, {
        backupId: Number(backups["r-orders"]),
        status: "Success",
      }),
      former(type, "cluster", `r-cluster:${backups["r-cluster"]}`, {
        backupId: Number(backups["r-cluster"]),
        clusterBackupId,
        status: "Success",
      }),
    ];
    project.write("state.json", JSON.stringify(state));
    await project.succeed("stack", "import", "--file", "state.json");
  }

  function terraformState(): object {
    const managed = (type: string, attributes: object) => ({
      mode: "managed",
      type,
      name: "shop",
      provider: 'provider["registry.terraform.io/aliyun/alicloud"]',
      instances: [{ schema_version: 0, attributes }],
    });
    const id = `r-terraform:${backups["r-terraform"]}`;
    const backup_id = Number(backups["r-terraform"]);
    return {
      version: 4,
      resources: [
        managed("alicloud_kvstore_backup_policy", { id: "r-terraform" }),
        managed("alicloud_redis_backup", { id, backup_id, status: "Success" }),
      ],
    };
  }

  const adopt = async (...flags: string[]) =>
    promisify(execFile)(process.execPath, [CLI, "adopt", ...flags], { cwd: project.folder });

  it("is imported from its state, with the resources of a Terraform state beside it", async () => {
    project.write("former.json", await project.succeed("stack", "export"));
    await adopt("--from-pulumi", "former.json", "--output", "pulumi.json");
    await adopt("--from-terraform", "terraform.tfstate", "--output", "terraform.json");
    expect(cloud.requests).toEqual([]);
    for (const [file, steps] of [
      ["pulumi", ["import backup", "import cluster", "import policy"]],
      ["terraform", ["import shop", "import shop-backup"]],
    ] as const) {
      const flags = ["--yes", "--file", `${file}.json`, "--out", `${file}.yaml`];
      const run = await project.run("import", ...flags);
      expect(run).toMatchObject({ exitCode: 0, errors: [], failures: [], steps });
    }
  });

  it("forgets the former resources by the commands that adopt prints, and deletes nothing", async () => {
    const { stderr } = await adopt("--from-pulumi", "former.json");
    const urns = [...stderr.matchAll(/^ +pulumi state delete '(.*)'$/gm)].map(([, urn]) => urn);
    expect(urns).toHaveLength(3);
    for (const urn of urns) await project.succeed("state", "delete", "--yes", urn ?? "");
    const types = (await project.state()).map(({ type }) => type.split(":")[0]);
    expect(new Set(types)).toEqual(new Set(["redis-backup"]));
  });

  it("then needs no change by the program that the import has written", async () => {
    const resources = ["pulumi.yaml", "terraform.yaml"].map(
      (file) => (parse(project.read(file)) as { readonly resources: object }).resources,
    );
    const program = { ...header, resources: Object.assign({}, ...resources) as object };
    project.write("Pulumi.yaml", JSON.stringify(program));
    const quiet = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };
    expect(await project.preview("--expect-no-changes")).toMatchObject(quiet);
    expect(await project.refreshPreview()).toMatchObject(quiet);
  });
});

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startEmulator, type Emulator } from "pulumi-redis-backup/emulator";
import { runWith } from "./running";

interface ImportFile {
  readonly resources: { readonly type: string; readonly name: string; readonly id: string }[];
}

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "adopt-"));
  emulator = await startEmulator({
    seed: {
      instances: [
        {
          instanceId: "r-orders01",
          name: "Orders (prod)",
          tags: { team: "orders" },
          backups: [
            { mode: "Manual", hoursAgo: 3 },
            { mode: "Automated", hoursAgo: 9 },
          ],
        },
        {
          instanceId: "r-sessions1",
          name: "Orders (prod)",
          architecture: "cluster",
          shardCount: 2,
          backups: [{ mode: "Manual", hoursAgo: 2 }],
        },
      ],
      crs: {
        instances: [
          {
            instanceId: "crs-carts001",
            name: "Carts",
            tags: { team: "carts" },
            createdAt: new Date(Date.now() - 86_400_000).toISOString(),
            backups: [{ hoursAgo: 3 }, { mode: "Automated", hoursAgo: 9 }],
          },
        ],
      },
    },
  });
});

afterEach(async () => {
  await emulator.close();
  fs.rmSync(folder, { recursive: true });
});

const adopt = async (...flags: string[]) => {
  const ended = await runWith(emulator.environment, "adopt", ...flags);
  return {
    ...ended,
    file: ended.stdout === "" ? undefined : (JSON.parse(ended.stdout) as ImportFile),
  };
};

describe("redis-backup adopt", () => {
  test("lists the policies and the manual backups of the account, each name once, and writes nothing", async () => {
    const { exitCode, file } = await adopt();
    expect(exitCode).toBe(0);
    const { resources } = file ?? { resources: [] };
    expect(
      resources.map(({ type, id }) => `${type} ${id.replace(/\d{6,}.*|cb-.*/, "…")}`).sort(),
    ).toEqual([
      "redis-backup:crs:BackupPolicy crs-carts001",
      "redis-backup:crs:ManualBackup crs-carts001:backup/…",
      "redis-backup:tair:BackupPolicy r-orders01",
      "redis-backup:tair:BackupPolicy r-sessions1",
      "redis-backup:tair:ManualBackup r-orders01:…",
      "redis-backup:tair:ManualBackup r-sessions1:cluster/…",
    ]);
    expect(new Set(resources.map(({ name }) => name)).size).toBe(6);
    expect(resources.every(({ name }) => /^[a-z0-9-]+$/.test(name))).toBe(true);
    expect(emulator.requests.every(({ action }) => /^(Describe|Get)/.test(action))).toBe(true);
  });

  test.each([
    [["--tag", "team=orders"], ["r-orders01"]],
    [["--instance", "r-sessions1"], ["r-sessions1"]],
    [["--tag", "team=nobody"], []],
    [["--tag", "team=carts"], ["crs-carts001"]],
    [["--instance", "crs-carts001"], ["crs-carts001"]],
    [["--cloud", "tencent"], ["crs-carts001"]],
    [
      ["--cloud", "alibaba"],
      ["r-orders01", "r-sessions1"],
    ],
  ])("narrows by %j", async (flags, instances) => {
    const { file } = await adopt(...flags, "--policies");
    expect(file?.resources.map(({ id }) => id)).toEqual(instances);
  });

  test("writes a file on request", async () => {
    const output = path.join(folder, "import.json");
    const { exitCode, stdout, stderr } = await adopt("--backups", "--output", output);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain(`3 resources for \`pulumi import --file ${output}\``);
    const file = JSON.parse(fs.readFileSync(output, "utf8")) as ImportFile;
    expect(file.resources).toHaveLength(3);
  });

  test("fails with what is missing, and without any key in the message", async () => {
    const ended = await runWith({ ...emulator.environment, ALIBABA_CLOUD_REGION_ID: "" }, "adopt");
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toMatch(/redis-backup:region \(ALIBABA_CLOUD_REGION_ID\) is missing/);
    expect(ended.stderr).not.toContain("emulator-secret");
  });

  test("needs the keys of one cloud alone, and says so where there are none", async () => {
    const without = (name: RegExp) =>
      Object.fromEntries(
        Object.keys(emulator.environment).flatMap((key) => (name.test(key) ? [[key, ""]] : [])),
      );
    const alone = await runWith({ ...emulator.environment, ...without(/^ALIBABA/) }, "adopt");
    expect(alone).toMatchObject({ exitCode: 0 });
    expect(alone.stdout).toMatch(/crs-carts001/);
    expect(alone.stdout).not.toMatch(/r-orders01/);
    const none = { ...emulator.environment, ...without(/^ALIBABA|^TENCENT/) };
    const ended = await runWith(none, "adopt");
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toMatch(/no cloud is configured: .*TENCENTCLOUD_REGION/);
  });

  test("fails for a tag that is none", async () => {
    const { exitCode, stderr } = await adopt("--tag", "orders");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/"orders" is not a tag such as team=orders/);
  });
});

describe("redis-backup adopt of a state of the alicloud provider", () => {
  const FIXTURES = path.join(__dirname, "fixtures");
  /** Nothing is called, so no configuration is needed. */
  const offline = { ALIBABA_CLOUD_REGION_ID: "", ALIBABA_CLOUD_ACCESS_KEY_ID: "" };

  test("writes the import file without asking anybody, and how the former owner forgets", async () => {
    const file = path.join(FIXTURES, "alicloud-pulumi.json");
    const { exitCode, stdout, stderr } = await runWith(offline, "adopt", "--from-pulumi", file);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as ImportFile).resources.map(({ id }) => id)).toEqual([
      "r-bp1orders0000001",
      "r-bp1orders0000001:backup/2480317712",
      "r-bp1orders0000001:81204455",
    ]);
    expect(stderr).toMatch(/^left out: urn:.*::failed: its backup has failed/m);
    expect(stderr).toContain(
      "  pulumi state delete 'urn:pulumi:prod::shop::alicloud:redis/backup:Backup::before release'\n",
    );
  });

  test("takes a state of Terraform, and narrows it", async () => {
    const file = path.join(FIXTURES, "alicloud.tfstate");
    const flags = ["adopt", "--from-terraform", file, "--backups"];
    const { stdout, stderr } = await runWith(offline, ...flags, "--instance", "r-gw8carts000001");
    expect((JSON.parse(stdout) as ImportFile).resources).toEqual([
      expect.objectContaining({ id: "r-gw8carts000001:1022,2480" }),
    ]);
    expect(stderr).toContain(
      `  terraform state rm 'module.shop["eu"].alicloud_redis_backup.nightly["sessions"]'\n`,
    );
    expect(stderr).toMatch(/they are of several providers or regions/);
  });

  test.each([
    [["--from-pulumi", "x", "--from-terraform", "y"], /give one of them/],
    [["--from-pulumi", "x", "--tag", "a=b"], /--tag is asked of the cloud/],
    [["--from-pulumi", "/nowhere.json"], /no such file/],
    [["--from-terraform", __filename], /is not JSON/],
    [
      ["--from-terraform", path.join(FIXTURES, "alicloud-pulumi.json")],
      /not a state of Terraform in version 4/,
    ],
    [["--from-pulumi", path.join(FIXTURES, "alicloud.tfstate")], /not what `pulumi stack export`/],
  ])("fails for %j", async (flags, saying) => {
    const { exitCode, stdout, stderr } = await runWith(offline, "adopt", ...flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(saying);
  });
});

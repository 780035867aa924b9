import fs from "node:fs";
import path from "node:path";
import { fromPulumi } from "../../src/incumbent/pulumi-state";
import { adoptionOf, type IncumbentResource } from "../../src/incumbent/resource";
import { fromTerraform } from "../../src/incumbent/terraform-state";

const fixture = (name: string): unknown =>
  JSON.parse(fs.readFileSync(path.join(__dirname, "../fixtures", name), "utf8"));

const POLICY = "redis-backup:tair:BackupPolicy";
const BACKUP = "redis-backup:tair:ManualBackup";
const URN = "urn:pulumi:prod::shop::alicloud:redis/backup:Backup::";

describe("a state of Pulumi", () => {
  const adoption = adoptionOf(fromPulumi(fixture("alicloud-pulumi.json")));

  test("gives policies and backups by their names, and ids as an import takes them", () => {
    expect(adoption.imports).toEqual([
      { type: POLICY, name: "orders-policy", id: "r-bp1orders0000001" },
      { type: BACKUP, name: "before-release", id: "r-bp1orders0000001:backup/2480317712" },
      // Its creation was given up, so that its id has the job.
      { type: BACKUP, name: "cut-short", id: "r-bp1orders0000001:81204455" },
    ]);
    expect(adoption.providers).toEqual(["cn-hangzhou"]);
  });

  test("says what is left out, and has all of it forgotten but what is deleted anyway", () => {
    expect(adoption.skipped).toEqual([
      { address: `${URN}failed`, reason: expect.stringContaining("has failed") },
    ]);
    expect(adoption.forgotten.map((urn) => urn.split("::").at(-1))).toEqual([
      "orders-policy",
      "before release",
      "cut-short",
      "failed",
    ]);
  });

  test.each([null, {}, { deployment: null }, { version: 4, resources: [] }])(
    "is not %j",
    (state) => {
      expect(() => fromPulumi(state)).toThrow(/it is not what `pulumi stack export` writes/);
    },
  );

  test("of an empty stack has nothing", () => {
    expect(fromPulumi({ version: 3, deployment: {} })).toEqual([]);
  });
});

describe("a state of Terraform", () => {
  const adoption = adoptionOf(fromTerraform(fixture("alicloud.tfstate")));

  test("gives policies and backups by their addresses, and ids as an import takes them", () => {
    expect(adoption.imports).toEqual([
      { type: POLICY, name: "orders", id: "r-bp1orders0000001" },
      {
        type: BACKUP,
        name: "shop-eu-nightly-sessions",
        id: "r-gw8sessions0001:cluster/cb-hjtcg4j9zkms7a",
      },
      { type: BACKUP, name: "shop-eu-nightly-carts", id: "r-gw8carts000001:1022,2480" },
    ]);
  });

  test("says that several providers were asked, and imports a policy once", () => {
    expect(adoption.providers).toHaveLength(2);
    expect(adoption.skipped).toEqual([
      {
        address: 'module.shop["eu"].alicloud_kvstore_backup_policy.again[0]',
        reason: "another resource of this state is the same",
      },
    ]);
    expect(adoption.forgotten).toEqual([
      "alicloud_kvstore_backup_policy.orders",
      'module.shop["eu"].alicloud_redis_backup.nightly["sessions"]',
      'module.shop["eu"].alicloud_redis_backup.nightly["carts"]',
      'module.shop["eu"].alicloud_kvstore_backup_policy.again[0]',
    ]);
  });

  test.each([null, {}, { version: 3, modules: [] }, { values: { root_module: {} } }])(
    "is not %j",
    (state) => {
      expect(() => fromTerraform(state)).toThrow(/state of Terraform in version 4/);
    },
  );
});

test("names are unique, and ids are those of the alicloud provider", () => {
  const one: IncumbentResource = {
    kind: "backup",
    address: "a",
    name: "x",
    id: "r-1:1",
    backupId: "1",
    clusterBackupId: undefined,
    status: "Success",
    provider: undefined,
  };
  const { imports, skipped } = adoptionOf([
    one,
    { ...one, name: "x!", id: "r-1:2" },
    { ...one, name: "!", id: "r-1:3" },
    { ...one, name: "y", id: "r-1" },
    { ...one, kind: "policy", name: "z", id: "" },
  ]);
  expect(imports.map(({ name }) => name)).toEqual(["x", "x-backup", "unnamed"]);
  expect(skipped).toHaveLength(2);
});

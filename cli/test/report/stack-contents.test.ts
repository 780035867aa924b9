import fs from "node:fs";
import path from "node:path";
import { contentsOf } from "../../src/report/stack-contents";

const fixture = (name: string) =>
  fs.readFileSync(path.join(__dirname, "../../../test/fixtures", name), "utf8");

const stackOf = (...resources: object[]) =>
  JSON.stringify({ version: 3, deployment: { resources } });
const urn = "urn:pulumi:prod::shop::redis-backup:tair:ManualBackup::v42";

describe("contentsOf", () => {
  test.each(["dynamic", "plugin"])("finds what a stack of the %s host holds", (host) => {
    const { policies, backups } = contentsOf("dev", fixture(`state-of-0.1.0-${host}.json`));
    expect(policies).toMatchObject([
      {
        cloud: "alibaba",
        instanceId: "r-orders",
        region: "cn-hangzhou",
        accountId: "1234567890123456",
      },
    ]);
    expect(backups).toMatchObject([
      { instanceId: "r-sessions", names: ["job/11620001", "backup/521000001"] },
    ]);
  });

  test.each([
    ["redis-backup:crs:BackupPolicy", { instanceId: "crs-1" }, "tencent", "crs-1"],
    [
      "pulumi-nodejs:dynamic/redis-backup/crs:BackupPolicy",
      { instanceId: "crs-1" },
      "tencent",
      "crs-1",
    ],
    ["alicloud:kvstore/backupPolicy:BackupPolicy", { instanceId: "r-1" }, "alibaba", "r-1"],
    ["tencentcloud:Redis/backupConfig:BackupConfig", { redisId: "crs-1" }, "tencent", "crs-1"],
  ])("takes %s for a policy", (type, outputs, cloud, instanceId) => {
    const { policies } = contentsOf("dev", stackOf({ urn, type, id: "x", outputs }));
    expect(policies).toMatchObject([{ cloud, instanceId }]);
  });

  test("takes the backup before a restore, and that of the former provider, for held", () => {
    const { backups } = contentsOf(
      "dev",
      stackOf(
        {
          urn,
          type: "redis-backup:tair:Restore",
          id: "r-1",
          outputs: { instanceId: "r-1", backupBeforeJobIds: ["77"] },
        },
        {
          urn,
          type: "alicloud:redis/backup:Backup",
          id: "r-1:521",
          outputs: { instanceId: "r-1", backupId: "521" },
        },
        {
          urn,
          type: "redis-backup:crs:ManualBackup",
          id: "crs-1:0123456789abcdef",
          outputs: { instanceId: "crs-1", tag: "0123456789abcdef" },
        },
      ),
    );
    expect(backups.map(({ names }) => names)).toEqual([
      ["job/77"],
      ["backup/521"],
      ["tag/0123456789abcdef"],
    ]);
  });

  test("what a stack only looks at is neither declared nor held", () => {
    const got = { urn, id: "r-1", external: true, outputs: { instanceId: "r-1" } };
    const types = ["redis-backup:tair:BackupPolicy", "redis-backup:tair:ManualBackup"];
    const contents = contentsOf("dev", stackOf(...types.map((type) => ({ ...got, type }))));
    expect(contents).toMatchObject({ policies: [], backups: [] });
  });

  test("what the engine is about to delete isn't held", () => {
    const type = "redis-backup:tair:BackupPolicy";
    const { policies } = contentsOf("dev", stackOf({ urn, type, id: "r-1", delete: true }));
    expect(policies).toEqual([]);
  });

  test("a stack without a resource holds nothing", () => {
    expect(contentsOf("dev", '{"version":3,"deployment":{}}')).toMatchObject({ policies: [] });
  });

  test.each(["", "null", "[]", '{"resources":[]}', "error: no stack"])(
    "refuses what is no export: %j",
    (text) => {
      expect(() => contentsOf("dev", text)).toThrow(/not what `pulumi stack export` writes/);
    },
  );
});

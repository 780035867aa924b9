/** The vendor's own clients, untouched, are the judges of the transport; the provider's client is not. */
import RPCClient from "@alicloud/pop-core";
import Kvstore, * as requests from "@alicloud/r-kvstore20150101";
import { XMLParser } from "fast-xml-parser";
import { startEmulator, type Emulator } from "../src";

const CLUSTER = "r-emulator-cluster";
const EVER = { StartTime: "2010-01-01T10:00Z", EndTime: "2050-01-01T10:00Z" };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.close());

function popCore(options: { apiVersion?: string; securityToken?: string } = {}) {
  const { environment } = emulator;
  return new RPCClient({
    endpoint: environment["REDIS_BACKUP_ENDPOINT"] ?? "",
    apiVersion: "2015-01-01",
    accessKeyId: environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] ?? "",
    accessKeySecret: environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] ?? "",
    ...options,
  });
}

describe.each(["GET", "POST"])("@alicloud/pop-core with %s", (method) => {
  it("is understood, and understands", async () => {
    const params = {
      InstanceId: "r-emulator-tair",
      PreferredBackupTime: "05:00Z-06:00Z",
      PreferredBackupPeriod: "Monday,Friday",
      OwnerAccount: "a b+c~!'()*/é&=?",
    };
    await popCore().request("modifyBackupPolicy", params, { method });
    const policy = await popCore().request(
      "DescribeBackupPolicy",
      { instanceId: "r-emulator-tair" },
      { method },
    );
    expect(policy).toMatchObject({ PreferredBackupPeriod: "Monday,Friday", EnableBackupLog: 0 });
  });

  it("flattens the tags that it filters by", async () => {
    emulator.instances.add({ instanceId: "r-tagged", tags: { team: "shop", stage: "" } });
    const list = (params: object) =>
      popCore().request("DescribeInstances", { RegionId: "cn-hangzhou", ...params }, { method });
    const Tag = [{ Key: "team", Value: "shop" }, { Key: "stage" }];
    expect(await list({ Tag, PageSize: 50 })).toMatchObject({
      TotalCount: 1,
      PageSize: 50,
      Instances: {
        KVStoreInstance: [
          { InstanceId: "r-tagged", HasRenewChangeOrder: false, ReadOnlyCount: "0" },
        ],
      },
    });
    expect(await list({ InstanceIds: "r-none" })).toMatchObject({ TotalCount: 0 });
    await expect(list({ PageSize: 51 })).rejects.toMatchObject({
      code: "InvalidPageSize.Malformed",
    });
  });

  it("throws the error it is answered", async () => {
    const asking = popCore().request("DescribeBackupPolicy", { InstanceId: "r-none" }, { method });
    await expect(asking).rejects.toMatchObject({
      name: "InvalidInstanceId.NotFoundError",
      code: "InvalidInstanceId.NotFound",
      data: { HostId: new URL(emulator.url).host },
    });
  });

  it("can ask for XML, which it cannot read", async () => {
    const params = { InstanceId: CLUSTER, Format: "XML", ...EVER };
    const failure = await popCore()
      .request("DescribeBackups", params, { method })
      .catch((error: unknown) => error as { name: string; text: string });
    expect(failure).toMatchObject({ name: "SyntaxError" });
    const { text } = failure as { text: string };
    expect(new XMLParser().parse(text)).toMatchObject({
      DescribeBackupsResponse: { TotalCount: 0, PageSize: 30 },
    });
  });
});

it("takes temporary keys from pop-core", async () => {
  emulator.accounts.addRole({ name: "backup" });
  const sts = popCore({ apiVersion: "2015-04-01" });
  const RoleArn = "acs:ram::1234567890123456:role/backup";
  const { Credentials } = await sts.request<{ Credentials: Record<string, string> }>("AssumeRole", {
    RoleArn,
    RoleSessionName: "test",
  });
  const client = new RPCClient({
    endpoint: emulator.url,
    apiVersion: "2015-04-01",
    accessKeyId: Credentials["AccessKeyId"] ?? "",
    accessKeySecret: Credentials["AccessKeySecret"] ?? "",
    securityToken: Credentials["SecurityToken"] ?? "",
  });
  const identity = await client.request("GetCallerIdentity", {}, { method: "POST" });
  expect(identity).toMatchObject({ Arn: "acs:ram::1234567890123456:assumed-role/backup/test" });
});

describe.each([
  ["v2", { signatureAlgorithm: "v2" }],
  ["V3, as it comes", {}],
])("@alicloud/r-kvstore20150101 with signature %s", (_, signature) => {
  const sdk = (keys: object = {}) =>
    new Kvstore({
      accessKeyId: "EMULATOR_KEY_ID",
      accessKeySecret: "emulator-secret-not-real",
      ...keys,
      endpoint: new URL(emulator.url).host,
      protocol: "HTTP",
      ...signature,
      regionId: "cn-hangzhou",
    } as ConstructorParameters<typeof Kvstore>[0]);

  it("runs through the life of a cluster backup", async () => {
    const instanceId = CLUSTER;
    const range = { instanceId, startTime: EVER.StartTime, endTime: EVER.EndTime };
    const created = await sdk().createBackup(
      new requests.CreateBackupRequest({ instanceId, backupRetentionPeriod: 60 }),
    );
    expect(typeof created.body?.backupJobID).toBe("string");

    const tasks = await sdk().describeBackupTasks(
      new requests.DescribeBackupTasksRequest({ instanceId, jobMode: "Manual" }),
    );
    expect(tasks.body?.backupJobs?.map((job) => `${job.backupJobID}`)).toEqual(
      Array(3).fill(created.body?.backupJobID),
    );
    emulator.clock.advance(60_000);

    const list = await sdk().describeClusterBackupList(
      new requests.DescribeClusterBackupListRequest({ ...range, regionId: "cn-hangzhou" }),
    );
    const [set] = list.body?.clusterBackups ?? [];
    expect(set).toMatchObject({ clusterBackupStatus: "OK", isAvail: 1 });
    const rows = await sdk().describeBackups(new requests.DescribeBackupsRequest(range));
    const ids = rows.body?.backups?.backup?.map((row) => `${row.backupId}`);
    expect(set?.backups?.map((shard) => shard.backupId)).toEqual(ids?.reverse());

    for (const backupId of ids ?? []) {
      const expectExpireTime = "2049-01-01T00:00Z";
      await sdk().modifyBackupExpireTime(
        new requests.ModifyBackupExpireTimeRequest({ instanceId, backupId, expectExpireTime }),
      );
      await sdk().deleteBackup(new requests.DeleteBackupRequest({ instanceId, backupId }));
    }
    expect(emulator.backups(instanceId)).toEqual([]);
  });

  it("reads instances, parameters and policies", async () => {
    const instanceId = "r-emulator-tair";
    const attribute = await sdk().describeInstanceAttribute(
      new requests.DescribeInstanceAttributeRequest({ instanceId }),
    );
    expect(attribute.body?.instances?.DBInstanceAttribute).toMatchObject([
      { instanceId, instanceStatus: "Normal", capacity: 1024 },
    ]);
    const parameters = await sdk().describeParameters(
      new requests.DescribeParametersRequest({ DBInstanceId: instanceId }),
    );
    expect(parameters.body?.runningParameters?.parameter).toContainEqual(
      expect.objectContaining({ parameterName: "appendonly", parameterValue: "yes" }),
    );
    await sdk().modifyBackupPolicy(
      new requests.ModifyBackupPolicyRequest({
        instanceId,
        preferredBackupTime: "05:00Z-06:00Z",
        preferredBackupPeriod: "Monday",
        enableBackupLog: 1,
      }),
    );
    const policy = await sdk().describeBackupPolicy(
      new requests.DescribeBackupPolicyRequest({ instanceId }),
    );
    expect(policy.body).toMatchObject({ enableBackupLog: 1, backupRetentionPeriod: "7" });
  });

  it("restores a point in time", async () => {
    const instanceId = "r-emulator-flashback";
    emulator.clock.advance(600_000);
    const at = (minutes: number) => {
      const time = emulator.clock.now().getTime() - minutes * 60_000;
      return `${new Date(time).toISOString().slice(0, 19)}Z`;
    };
    const restored = await sdk().restoreInstance(
      new requests.RestoreInstanceRequest({
        instanceId,
        restoreType: "1",
        restoreTime: at(5),
        filterKey: "order:.*,cart:.*",
        timeShift: at(2),
      }),
    );
    expect(Object.keys(restored.body ?? {})).toEqual(["requestId"]);
    const filterKeys = ["order:.*", "cart:.*"];
    expect(emulator.restores(instanceId)).toMatchObject([{ instanceId, filterKeys }]);
  });

  it("lists instances with the types of the list", async () => {
    emulator.instances.add({ instanceId: "r-tagged", tags: { team: "shop" } });
    const list = async (
      fields: ConstructorParameters<typeof requests.DescribeInstancesRequest>[0],
    ) =>
      (
        await sdk().describeInstances(
          new requests.DescribeInstancesRequest({ regionId: "cn-hangzhou", ...fields }),
        )
      ).body;
    const all = await list({});
    expect(all).toMatchObject({ totalCount: 6, pageNumber: 1, pageSize: 30 });
    const tag = [new requests.DescribeInstancesRequestTag({ key: "team", value: "shop" })];
    const found = await list({ tag, instanceStatus: "Normal", searchKey: "tagged" });
    expect(found?.instances?.KVStoreInstance).toMatchObject([
      { instanceId: "r-tagged", hasRenewChangeOrder: false, readOnlyCount: "0", capacity: 1024 },
    ]);
    const some = await list({ instanceIds: `${CLUSTER},r-none`, pageSize: 1 });
    expect(some?.instances?.KVStoreInstance?.map((row) => row.instanceId)).toEqual([CLUSTER]);
    const none = await list({ instanceIds: "r-none" });
    expect(none?.instances?.KVStoreInstance).toEqual([]);
  });

  it("takes temporary keys", async () => {
    emulator.accounts.addRole({ name: "backup" });
    const { Credentials } = await popCore({ apiVersion: "2015-04-01" }).request<{
      Credentials: Record<string, string>;
    }>("AssumeRole", {
      RoleArn: "acs:ram::1234567890123456:role/backup",
      RoleSessionName: "test",
    });
    const keys = {
      accessKeyId: Credentials["AccessKeyId"],
      accessKeySecret: Credentials["AccessKeySecret"],
      securityToken: Credentials["SecurityToken"],
    };
    const asked = new requests.DescribeBackupPolicyRequest({ instanceId: "r-emulator-tair" });
    const policy = await sdk(keys).describeBackupPolicy(asked);
    expect(policy.body?.backupRetentionPeriod).toBe("7");
    const asking = sdk({ ...keys, securityToken: "x" }).describeBackupPolicy(asked);
    await expect(asking).rejects.toMatchObject({ code: "InvalidSecurityToken.Malformed" });
  });

  it("throws the vendor's errors", async () => {
    const asking = () =>
      sdk().describeBackupPolicy(
        new requests.DescribeBackupPolicyRequest({ instanceId: "r-none" }),
      );
    await expect(asking()).rejects.toMatchObject({
      name: "ClientError",
      code: "InvalidInstanceId.NotFound",
      statusCode: 404,
    });
    emulator.faults.add({ kind: "throttling", status: 429, retryAfterMs: 1500 });
    await expect(asking()).rejects.toMatchObject({ name: "ThrottlingError", retryAfter: 1500 });
  });
});

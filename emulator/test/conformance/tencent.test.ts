/** The vendor's own client for Redis drives every emulated operation of API 3.0, and judges the signature. */
import { readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import type { LookupFunction } from "node:net";
import { Client as RedisClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client";
import { Client as StsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_client";
import { startEmulator, type Emulator } from "../../src";
import { CRS_PRODUCTS, LEGACY_PRODUCT } from "../../src/actions/crs-products";
import { itemsOf, withSection } from "./support-matrix";

const InstanceId = "crs-conform01";
const RequestId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const TEXT = expect.any(String);
const NUMBER = expect.any(Number);

const here: LookupFunction = (_host, options, callback) =>
  options.all === true
    ? callback(null, [{ address: "127.0.0.1", family: 4 }])
    : callback(null, "127.0.0.1", 4);

let emulator: Emulator;
let agent: Agent;

beforeEach(async () => {
  agent = new Agent({ lookup: here });
  emulator = await startEmulator({
    seed: {
      crs: {
        instances: [{ instanceId: InstanceId, engine: "CKV", taskSeconds: 60, backups: [{}] }],
      },
    },
  });
});

afterEach(async () => {
  agent.destroy();
  await emulator.close();
});

function configOf(host: string, secretKey = "emulator-secret-key-not-real") {
  const { port } = new URL(emulator.url);
  return {
    credential: { secretId: "EMULATOR_SECRET_ID", secretKey },
    region: "ap-guangzhou",
    profile: { httpProfile: { endpoint: `${host}:${port}`, protocol: "http://", agent } },
  };
}

const redis = (secretKey?: string) =>
  new RedisClient(configOf("redis.tencentcloudapi.com", secretKey));
const backupId = () => emulator.crs.backups(InstanceId)[0]?.backupId ?? "";

/** What every operation answers, field by field: names, casing and types. */
const CASES: Record<string, { params: () => object; answer: object }> = {
  ManualBackupInstance: {
    params: () => ({ InstanceId, Remark: "before the release", StorageDays: 7 }),
    answer: { TaskId: NUMBER, RequestId },
  },
  DescribeInstanceBackups: {
    params: () => ({ InstanceId, Limit: 20, Offset: 0, Status: [2] }),
    answer: {
      TotalCount: 1,
      BackupSet: [
        {
          StartTime: TIME,
          BackupId: TEXT,
          BackupType: "0",
          Status: 2,
          Remark: "",
          Locked: 0,
          BackupSize: NUMBER,
          FullBackup: NUMBER,
          InstanceType: NUMBER,
          InstanceId,
          InstanceName: "",
          Region: "ap-guangzhou",
          EndTime: TIME,
          FileType: TEXT,
          ExpireTime: TIME,
          Encrypted: false,
        },
      ],
      RequestId,
    },
  },
  DescribeInstances: {
    params: () => ({ Limit: 20, Offset: 0 }),
    answer: {
      TotalCount: 1,
      InstanceSet: [
        {
          InstanceName: "",
          InstanceId,
          Status: 2,
          Createtime: TIME,
          Size: 1024,
          Engine: "CKV",
          ProductType: "standalone",
          RedisShardNum: 1,
          RedisShardSize: 1024,
          Region: "ap-guangzhou",
          BackupMode: TEXT,
        },
      ],
      RequestId,
    },
  },
  DescribeAutoBackupConfig: {
    params: () => ({ InstanceId }),
    answer: {
      AutoBackupType: 1,
      WeekDays: expect.arrayContaining(["Monday", "Sunday"]),
      TimePeriod: "02:00-03:00",
      BackupStorageDays: 7,
      BinlogStorageDays: 7,
      RequestId,
    },
  },
  ModifyAutoBackupConfig: {
    params: () => ({
      InstanceId,
      WeekDays: ["Monday"],
      TimePeriod: "05:00-06:00",
      AutoBackupType: 1,
      BackupStorageDays: 7,
    }),
    answer: {
      AutoBackupType: 1,
      WeekDays: expect.any(Array),
      TimePeriod: "05:00-06:00",
      BackupStorageDays: 7,
      RequestId,
    },
  },
  RestoreInstance: {
    params: () => ({ InstanceId, BackupId: backupId() }),
    answer: { TaskId: NUMBER, RequestId },
  },
  DescribeBackupUrl: {
    params: () => ({ InstanceId, BackupId: backupId(), LimitType: "NoLimit" }),
    answer: {
      DownloadUrl: [TEXT],
      InnerDownloadUrl: [TEXT],
      Filenames: null,
      BackupInfos: [
        { FileName: TEXT, FileSize: NUMBER, DownloadUrl: TEXT, InnerDownloadUrl: TEXT },
      ],
      RequestId,
    },
  },
  DescribeTaskInfo: {
    params: () => ({ TaskId: emulator.crs.console.startBackup(InstanceId) }),
    answer: {
      Status: "preparing",
      StartTime: TIME,
      TaskType: "task_backupInstance",
      InstanceId,
      TaskMessage: "",
      RequestId,
    },
  },
  DescribeTaskList: {
    params: () => ({ InstanceId, Limit: emulator.crs.console.startBackup(InstanceId) && 20 }),
    answer: {
      TotalCount: 1,
      Tasks: [
        {
          TaskId: NUMBER,
          StartTime: TIME,
          TaskType: "012",
          InstanceName: "",
          InstanceId,
          ProjectId: 0,
          Progress: 0,
          EndTime: "",
          Result: 0,
        },
      ],
      RequestId,
    },
  },
  DescribeBackupDetail: {
    params: () => ({ InstanceId, BackupId: backupId() }),
    answer: {
      BackupId: TEXT,
      StartTime: TIME,
      EndTime: TIME,
      BackupType: "0",
      Status: 2,
      Remark: "",
      Locked: 0,
      BackupSize: NUMBER,
      InstanceType: NUMBER,
      MemSize: NUMBER,
      ShardNum: 1,
      ReplicasNum: 1,
      Encrypted: false,
      DecryptKey: "",
      KmsKeyId: "",
      KeyAlgorithm: "",
      RequestId,
    },
  },
  ModifyInstanceBackupMode: {
    params: () => ({ InstanceId, BackupMode: "SecondLevelBackup" }),
    answer: { TaskId: NUMBER, RequestId },
  },
  DescribeBackupDownloadRestriction: {
    params: () => ({}),
    answer: {
      LimitType: "NoLimit",
      VpcComparisonSymbol: "In",
      IpComparisonSymbol: "In",
      LimitVpc: [],
      LimitIp: [],
      RequestId,
    },
  },
  ModifyBackupDownloadRestriction: {
    params: () => ({
      LimitType: "Customize",
      LimitVpc: [{ Region: "ap-guangzhou", VpcList: ["vpc-1"] }],
    }),
    answer: { RequestId },
  },
};

it("every operation of API 3.0 has a case", () => {
  const known = CRS_PRODUCTS.get("2018-04-12")?.actions.keys() ?? [];
  expect(Object.keys(CASES).sort()).toEqual([...known].sort());
});

describe("docs/emulator.md", () => {
  it("says of every action what is documented, seen or assumed", () => {
    const kebab = (action: string) => action.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`);
    const section = (folder: string, title: string, actions: Iterable<string>) =>
      [...actions].map((action) => {
        const source = `emulator/src/actions/${folder}/${kebab(action).toLowerCase()}.ts`;
        return `### ${action} (${title})\n\n[source](../${source})\n\n${itemsOf(source)}`;
      });
    const actionsOf = (version: string) => CRS_PRODUCTS.get(version)?.actions.keys() ?? [];
    const text = [
      ...section("redis", "API 3.0", actionsOf("2018-04-12")),
      ...section("redis-v2", "legacy API v2", LEGACY_PRODUCT.actions.keys()),
      ...section("tencent-sts", "STS 2018-08-13", actionsOf("2018-08-13")),
    ].join("\n\n");
    const document = join(__dirname, "../../../docs/emulator.md");
    const before = readFileSync(document, "utf8");
    const after = withSection(before, text, "actions of Tencent Cloud");
    if (process.env["UPDATE_EMULATOR_DOCS"] === "1") writeFileSync(document, after);
    else expect(after).toBe(before);
  });
});

describe("the vendor's client", () => {
  it.each(Object.entries(CASES))("is answered to %s", async (action, { params, answer }) => {
    const client = redis() as unknown as Record<string, (params: object) => Promise<object>>;
    expect(await client[action]?.(params())).toEqual(answer);
  });

  it("throws the refusal that came with HTTP 200", async () => {
    const asking = redis().DescribeAutoBackupConfig({ InstanceId: "crs-none" });
    await expect(asking).rejects.toMatchObject({
      code: "ResourceNotFound.InstanceNotExists",
      requestId: RequestId,
    });
    await expect(redis("wrong").DescribeAutoBackupConfig({ InstanceId })).rejects.toMatchObject({
      code: "AuthFailure.SignatureFailure",
    });
  });

  it("works with an endpoint that is an address", async () => {
    const client = new RedisClient(configOf("127.0.0.1"));
    expect(await client.DescribeAutoBackupConfig({ InstanceId })).toMatchObject({
      TimePeriod: "02:00-03:00",
    });
  });

  it("for STS is told the account", async () => {
    const client = new StsClient(configOf("sts.tencentcloudapi.com"));
    expect(await client.GetCallerIdentity()).toEqual({
      Arn: TEXT,
      AccountId: "100000000001",
      UserId: TEXT,
      PrincipalId: TEXT,
      Type: TEXT,
      RequestId,
    });
  });
});

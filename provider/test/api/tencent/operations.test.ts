import { readdirSync } from "node:fs";
import path from "node:path";
import type { Operation } from "../../../src/api/operation";
import { redis, redisLegacy, sts } from "../../../src/api/tencent/products";
import { withoutBlanks } from "../../../src/api/wire";

const DIRECTORY = path.join(__dirname, "../../../src/api/tencent/operations");

const operations = new Map(
  readdirSync(DIRECTORY)
    .flatMap((file) => Object.values(require(path.join(DIRECTORY, file)) as object))
    .filter((value): value is Operation => typeof value === "object" && "action" in value)
    .map((operation) => [operation.action, operation]),
);

function operation(action: string): Operation {
  const found = operations.get(action);
  if (found === undefined) throw new Error(`there is no operation ${action}`);
  return found;
}

const RequestId = "ba3b1b8d-9c2f-4d8e-9a6b-7d1f0a2c3e4f";
const InstanceId = "crs-5a4py64p";

interface Sample {
  readonly input: object;
  /** As the vendor's pages and SDKs show it. */
  readonly answer: object;
  /** What we make of it; fields that nobody reads are left out. */
  readonly output: object;
  /** An answer that lacks what is needed, and the name of it. */
  readonly lacks?: readonly [object, string];
}

const samples: Record<string, Sample> = {
  ManualBackupInstance: {
    input: { InstanceId, Remark: "before the release", StorageDays: 7 },
    answer: { TaskId: 6954227, RequestId },
    output: { TaskId: "6954227" },
    lacks: [{ RequestId }, "TaskId"],
  },
  DescribeInstanceBackups: {
    input: {
      InstanceId,
      Limit: 100,
      Offset: 0,
      BeginTime: "2017-02-08 16:46:34",
      EndTime: "2017-02-08 19:09:26",
      Status: [1, 2, 3, 4],
    },
    answer: {
      TotalCount: 1,
      BackupSet: [
        {
          StartTime: "2024-03-01 02:00:48",
          EndTime: "2024-03-01 02:01:25",
          BackupId: "154572601-1165734322-153731238",
          BackupType: "1",
          Status: 2,
          Remark: "",
          Locked: 0,
          BackupSize: 1024,
          FullBackup: 1,
          InstanceType: 8,
          InstanceId,
          InstanceName: "orders",
          Region: "ap-guangzhou",
          FileType: "RDB-Redis 6.2",
          ExpireTime: "2024-03-08 02:00:48",
          Encrypted: false,
        },
      ],
      RequestId,
    },
    output: {
      TotalCount: 1,
      BackupSet: [
        {
          StartTime: "2024-02-29T18:00:48Z",
          EndTime: "2024-02-29T18:01:25Z",
          BackupId: "154572601-1165734322-153731238",
          BackupType: "1",
          Status: 2,
          Locked: false,
          BackupSize: 1024,
          InstanceId,
          InstanceName: "orders",
          Region: "ap-guangzhou",
          FileType: "RDB-Redis 6.2",
          ExpireTime: "2024-03-07T18:00:48Z",
          Encrypted: false,
        },
      ],
    },
  },
  DescribeInstances: {
    input: { Limit: 100, Offset: 0 },
    answer: {
      TotalCount: 1,
      InstanceSet: [
        {
          InstanceName: "orders",
          InstanceId,
          Status: 2,
          Createtime: "2024-03-01 02:00:48",
          Size: 4096,
          Region: "ap-guangzhou",
          Port: 6379,
        },
      ],
      RequestId,
    },
    output: {
      TotalCount: 1,
      InstanceSet: [
        {
          InstanceName: "orders",
          InstanceId,
          Status: 2,
          Createtime: "2024-02-29T18:00:48Z",
          Size: 4096,
          Region: "ap-guangzhou",
        },
      ],
    },
    lacks: [{ RequestId, InstanceSet: [{ Status: 2 }] }, "InstanceSet.0.InstanceId"],
  },
  DescribeAutoBackupConfig: {
    input: { InstanceId },
    answer: {
      AutoBackupType: 1,
      WeekDays: ["Monday", "Sunday"],
      TimePeriod: "02:00-03:00",
      BackupStorageDays: 7,
      BinlogStorageDays: 7,
      RequestId,
    },
    output: { WeekDays: ["Monday", "Sunday"], TimePeriod: "02:00-03:00", BackupStorageDays: 7 },
    lacks: [{ RequestId, WeekDays: ["Monday"] }, "TimePeriod"],
  },
  ModifyAutoBackupConfig: {
    input: {
      InstanceId,
      WeekDays: ["Monday"],
      TimePeriod: "02:00-03:00",
      AutoBackupType: 1,
      BackupStorageDays: 7,
    },
    answer: { AutoBackupType: 1, WeekDays: ["Monday"], TimePeriod: "02:00-03:00", RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  RestoreInstance: {
    input: { InstanceId, BackupId: "154572601-1165734322-153731238", Password: "not-real" },
    answer: { TaskId: 17, RequestId },
    output: { TaskId: "17" },
    lacks: [{ RequestId }, "TaskId"],
  },
  DescribeBackupUrl: {
    input: {
      InstanceId,
      BackupId: "1",
      LimitVpc: [{ Region: "ap-guangzhou", VpcList: ["vpc-1"] }],
    },
    answer: {
      BackupInfos: [
        { FileName: "1.rdb.zip", FileSize: 12, DownloadUrl: "https://x/1", InnerDownloadUrl: "" },
      ],
      DownloadUrl: ["https://x/1"],
      InnerDownloadUrl: ["https://y/1"],
      Filenames: null,
      RequestId,
    },
    output: {
      BackupInfos: [{ FileName: "1.rdb.zip", FileSize: 12, DownloadUrl: "https://x/1" }],
      DownloadUrl: ["https://x/1"],
      InnerDownloadUrl: ["https://y/1"],
      Filenames: [],
    },
  },
  DescribeTaskInfo: {
    input: { TaskId: 17 },
    answer: {
      Status: "succeed",
      StartTime: "2024-03-01 02:00:48",
      TaskType: "task_backupInstance",
      InstanceId,
      TaskMessage: "",
      RequestId,
    },
    output: {
      Status: "succeed",
      StartTime: "2024-02-29T18:00:48Z",
      TaskType: "task_backupInstance",
      InstanceId,
    },
    lacks: [{ RequestId, Status: "asleep" }, "Status"],
  },
  DescribeTaskList: {
    input: { InstanceId, Limit: 100, Offset: 0, TaskTypes: ["012"] },
    answer: {
      TotalCount: 1,
      Tasks: [
        {
          TaskId: 17,
          StartTime: "2024-03-01 02:00:48",
          TaskType: "012",
          InstanceName: "orders",
          InstanceId,
          ProjectId: 0,
          Progress: 100,
          EndTime: "2024-03-01 02:01:25",
          Result: 2,
        },
      ],
      RequestId,
    },
    output: {
      TotalCount: 1,
      Tasks: [
        {
          TaskId: "17",
          StartTime: "2024-02-29T18:00:48Z",
          TaskType: "012",
          InstanceName: "orders",
          InstanceId,
          Progress: 100,
          EndTime: "2024-02-29T18:01:25Z",
          Result: 2,
        },
      ],
    },
  },
  GetRedisBackupList: {
    input: { redisId: InstanceId, limit: 40, offset: 110, beginTime: "2017-02-08 16:46:34" },
    answer: {
      code: 0,
      message: "",
      codeDesc: "Success",
      totalCount: 1,
      data: {
        redisBackupSet: [
          {
            startTime: "2017-02-08 16:46:34",
            backupId: "19266626-eddb-11e6-890a-525400394272",
            backupType: "manualBackupInstance",
            status: 2,
            remark: "testAPI",
            locked: 0,
          },
        ],
      },
    },
    output: {
      totalCount: 1,
      data: {
        redisBackupSet: [
          {
            startTime: "2017-02-08T08:46:34Z",
            backupId: "19266626-eddb-11e6-890a-525400394272",
            backupType: "manualBackupInstance",
            status: 2,
            remark: "testAPI",
            locked: false,
          },
        ],
      },
    },
    lacks: [{ code: 0, totalCount: 1 }, "data"],
  },
  GetCallerIdentity: {
    input: {},
    answer: {
      Arn: "qcs::cam::uin/100000000001:uin/100000000001",
      AccountId: "100000000001",
      UserId: "100000000001",
      PrincipalId: "100000000001",
      Type: "CAMUser",
      RequestId,
    },
    output: { AccountId: "100000000001" },
    lacks: [{ RequestId }, "AccountId"],
  },
};

test("every operation has a sample here", () => {
  expect([...operations.keys()].sort()).toEqual(Object.keys(samples).sort());
});

describe.each(Object.entries(samples))("%s", (action, { input, answer, output, lacks }) => {
  test("takes its parameters", () => {
    expect(operation(action).input.parse(input)).toEqual(input);
  });

  test("reads its documented answer", () => {
    expect(operation(action).output.parse(withoutBlanks(answer))).toEqual(output);
  });

  if (lacks !== undefined) {
    test("does not do without what is needed", () => {
      const parsed = operation(action).output.safeParse(withoutBlanks(lacks[0]));
      const missing = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
      expect(missing).toContain(lacks[1]);
    });
  }

  test("has the product, the permission and the file that its name asks for", () => {
    const { product, permission } = operation(action);
    const products = { GetRedisBackupList: redisLegacy, GetCallerIdentity: sts };
    expect(product).toBe(products[action as keyof typeof products] ?? redis);
    expect(permission.action).toBe(`${product.name}:${action}`);
    const file = action.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
    expect(readdirSync(DIRECTORY)).toContain(`${file}.ts`);
  });
});

test("what must not be sent twice is known", () => {
  const named = (keep: (operation: Operation) => boolean) =>
    [...operations.values()].filter(keep).map(({ action }) => action);
  expect(named(({ kind }) => kind === "write").sort()).toEqual([
    "ManualBackupInstance",
    "ModifyAutoBackupConfig",
    "RestoreInstance",
  ]);
  expect(named(({ idempotent }) => !idempotent).sort()).toEqual([
    "ManualBackupInstance",
    "RestoreInstance",
  ]);
});

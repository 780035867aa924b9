import { readdirSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { das, rKvstore, sts } from "../../../src/api/alibaba/products";
import type { Operation } from "../../../src/api/operation";
import { withoutBlanks } from "../../../src/api/wire";

const DIRECTORY = path.join(__dirname, "../../../src/api/alibaba/operations");

/** Every operation there is, by its action. */
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

const RequestId = "963C20F0-7CE1-4591-AAF3-6F3CD1CE5952";
const day = { StartTime: "2026-11-01T00:00Z", EndTime: "2026-11-02T00:00Z" };

const JOB = {
  TaskState: "BACKUP",
  JobId: "sf79-sd99-sa37-0001",
  Message: "Successful",
  InstanceId: "r-1",
  NodeId: "r-1-db-0",
};

interface Sample {
  readonly input: object;
  /** As the vendor's pages and SDKs show it. */
  readonly answer: object;
  /** What we make of it; fields that nobody reads are left out. */
  readonly output: object;
  /** An answer that lacks what is needed, and the name of it. */
  readonly lacks: readonly [object, string];
}

const samples: Record<string, Sample> = {
  CreateBackup: {
    input: { InstanceId: "r-1", BackupRetentionPeriod: 30 },
    answer: { BackupJobID: "11620001", RequestId },
    output: { BackupJobID: ["11620001"] },
    lacks: [{ RequestId, BackupJobID: '""' }, "BackupJobID: no job id"],
  },
  DeleteBackup: {
    input: { InstanceId: "r-1", BackupId: "521000001" },
    answer: { RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  ModifyBackupExpireTime: {
    input: { InstanceId: "r-1", BackupId: "521000001", ExpectExpireTime: "2026-12-01T00:00Z" },
    answer: { RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  ModifyBackupPolicy: {
    input: {
      InstanceId: "r-1",
      PreferredBackupTime: "02:00Z-03:00Z",
      PreferredBackupPeriod: "Monday",
      EnableBackupLog: 0,
    },
    answer: { RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  CreateCacheAnalysisTask: {
    input: { InstanceId: "r-1" },
    answer: { RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  DescribeCacheAnalysisReport: {
    input: { InstanceId: "r-1", Date: "2019-08-05Z", AnalysisType: "BigKey", PageNumbers: 1 },
    answer: {
      RequestId,
      BigKeys: [
        {
          db: "0",
          qps: 0,
          keyType: "list",
          isExpired: "no",
          analysisType: "BIGKEY",
          key: "a",
          memory: 12,
          size: 1,
        },
      ],
      HotKeys: [],
      PageNumber: 1,
      PageSize: 30,
      PageRecordCount: 1,
      TotalRecordCount: 1,
    },
    output: {
      BigKeys: [{ db: 0, keyType: "list", isExpired: "no", key: "a", memory: 12, size: 1 }],
      TotalRecordCount: 1,
    },
    lacks: [{ RequestId, BigKeys: [{ memory: "much" }] }, "BigKeys.0.memory"],
  },
  DescribeCacheAnalysisReportList: {
    input: { InstanceId: "r-1", Days: 7, NodeId: "r-1-db-0", PageNumbers: 1, PageSize: 30 },
    answer: {
      InstanceId: "r-1",
      RequestId,
      DailyTasks: {
        DailyTask: [
          {
            Date: "2019-08-01Z",
            Tasks: {
              Task: [
                {
                  NodeId: "r-1-db-0",
                  StartTime: "2019-08-01T15:41:48Z",
                  Status: "success",
                  TaskId: "1564673",
                },
              ],
            },
          },
        ],
      },
    },
    output: {
      DailyTasks: {
        DailyTask: [
          {
            Date: "2019-08-01Z",
            Tasks: {
              Task: [
                {
                  NodeId: "r-1-db-0",
                  StartTime: "2019-08-01T15:41:48Z",
                  Status: "success",
                  TaskId: "1564673",
                },
              ],
            },
          },
        ],
      },
    },
    lacks: [
      { RequestId, DailyTasks: { DailyTask: [{ Tasks: { Task: [] } }] } },
      "DailyTasks.DailyTask.0.Date",
    ],
  },
  CreateCacheAnalysisJob: {
    input: { RegionId: "cn-shanghai", InstanceId: "r-1", BackupSetId: "1,2", Separators: "/" },
    answer: { RequestId, Code: "200", Message: "Successful", Success: "true", Data: JOB },
    output: { Data: JOB },
    lacks: [{ RequestId, Data: { TaskState: "BACKUP" } }, "Data.JobId"],
  },
  DescribeCacheAnalysisJob: {
    input: { RegionId: "cn-shanghai", InstanceId: "r-1", JobId: JOB.JobId },
    answer: {
      RequestId,
      Data: {
        ...JOB,
        BigKeys: {
          KeyInfo: [
            {
              Type: "hash",
              Db: 0,
              ExpirationTimeMillis: 1596256542547,
              Key: "task_x",
              Encoding: "hashtable",
              Bytes: 12345,
              NodeId: "r-1-db-0",
              Count: 127,
            },
          ],
        },
      },
    },
    output: {
      Data: {
        ...JOB,
        BigKeys: {
          KeyInfo: [
            {
              Type: "hash",
              Db: 0,
              ExpirationTimeMillis: 1596256542547,
              Key: "task_x",
              Encoding: "hashtable",
              Bytes: 12345,
              NodeId: "r-1-db-0",
              Count: 127,
            },
          ],
        },
      },
    },
    lacks: [{ RequestId, Data: { JobId: "a" } }, "Data.TaskState"],
  },
  DescribeCacheAnalysisJobs: {
    input: {
      RegionId: "cn-shanghai",
      InstanceId: "r-1",
      StartTime: "1596177993000",
      EndTime: "1596177994000",
      PageNo: 1,
      PageSize: 10,
    },
    answer: {
      RequestId,
      Data: { Total: 1, PageNo: 1, PageSize: 10, Extra: "", List: { CacheAnalysisJob: [JOB] } },
    },
    output: { Data: { Total: 1, List: { CacheAnalysisJob: [JOB] } } },
    lacks: [{ RequestId }, "Data"],
  },
  RestoreInstance: {
    input: {
      InstanceId: "r-1",
      RestoreType: "1",
      RestoreTime: "2021-07-06T07:25:57Z",
      FilterKey: "key:00000007198*",
      TimeShift: "2021-07-06T08:25:57Z",
    },
    answer: { RequestId },
    output: { RequestId },
    lacks: [{}, "RequestId"],
  },
  DescribeBackupPolicy: {
    input: { InstanceId: "r-1" },
    answer: {
      RequestId,
      BackupRetentionPeriod: "7",
      PreferredBackupPeriod: "Monday,Tuesday",
      PreferredBackupTime: "05:00Z-06:00Z",
      PreferredNextBackupTime: "2019-03-14T05:28Z",
      EnableBackupLog: 0,
      DbsInstance: "0",
      BackupLogStartTime: "",
    },
    output: {
      BackupRetentionPeriod: 7,
      PreferredBackupPeriod: "Monday,Tuesday",
      PreferredBackupTime: "05:00Z-06:00Z",
      PreferredNextBackupTime: "2019-03-14T05:28Z",
      EnableBackupLog: false,
    },
    lacks: [{ RequestId, PreferredBackupTime: "05:00Z-06:00Z" }, "PreferredBackupPeriod"],
  },
  DescribeBackupTasks: {
    input: { InstanceId: "r-1", JobMode: "Manual" },
    answer: {
      InstanceId: "r-1",
      RequestId,
      BackupJobs: [
        {
          BackupJobID: 8491111,
          BackupProgressStatus: "NoStart",
          JobMode: "Manual",
          NodeId: "r-1-db-0",
          Process: "0",
          Progress: "27",
          StartTime: "2021-01-05T19:24:00Z",
          TaskAction: "TempBackupTask",
        },
      ],
    },
    output: {
      BackupJobs: [
        {
          BackupJobID: "8491111",
          BackupProgressStatus: "NoStart",
          JobMode: "Manual",
          NodeId: "r-1-db-0",
          Progress: 27,
          StartTime: "2021-01-05T19:24:00Z",
          TaskAction: "TempBackupTask",
        },
      ],
    },
    lacks: [{ RequestId, BackupJobs: [{ JobMode: "Manual" }] }, "BackupJobs.0.BackupJobID"],
  },
  DescribeBackups: {
    input: { InstanceId: "r-1", ...day, BackupJobId: "24340", PageSize: 30 },
    answer: {
      RequestId,
      PageNumber: 1,
      PageSize: 30,
      TotalCount: 5,
      FullStorageSize: 0,
      Backups: {
        Backup: [
          {
            BackupId: 111111111,
            BackupJobID: 24340,
            BackupStatus: "Success",
            BackupMode: "Automated",
            BackupType: "FullBackup",
            BackupMethod: "Physical",
            BackupStartTime: "2019-03-14T05:28:50Z",
            BackupEndTime: "2019-03-14T05:31:13Z",
            BackupSize: 1024,
            BackupDBNames: "all",
            EngineVersion: "4.0",
            NodeInstanceId: "r-1-db-1",
            RecoverConfigMode: '{"whitelist":true}',
            ExpectExpireTime: "2025-07-06T07:25:57Z",
          },
          { BackupId: null, BackupJobID: 24341, BackupStatus: "", BackupEndTime: "" },
        ],
      },
    },
    output: {
      TotalCount: 5,
      FullStorageSize: 0,
      Backups: {
        Backup: [
          {
            BackupId: "111111111",
            BackupJobID: "24340",
            BackupStatus: "Success",
            BackupMode: "Automated",
            BackupType: "FullBackup",
            BackupMethod: "Physical",
            BackupStartTime: "2019-03-14T05:28:50Z",
            BackupEndTime: "2019-03-14T05:31:13Z",
            BackupSize: 1024,
            BackupDBNames: "all",
            EngineVersion: "4.0",
            NodeInstanceId: "r-1-db-1",
            RecoverConfigMode: '{"whitelist":true}',
            ExpectExpireTime: "2025-07-06T07:25:57Z",
          },
          { BackupJobID: "24341" },
        ],
      },
    },
    lacks: [{ RequestId, Backups: { Backup: { BackupId: 1 } } }, "Backups.Backup"],
  },
  DescribeClusterBackupList: {
    input: { RegionId: "cn-hangzhou", InstanceId: "r-1", ...day, NoShardBackup: "False" },
    answer: {
      RequestId,
      MaxResults: 2,
      FullStorageSize: 2048,
      ClusterBackups: [
        {
          ClusterBackupId: "cb-1",
          ClusterBackupStatus: "OK",
          ClusterBackupMode: "Automated",
          ClusterBackupSize: "2048",
          ClusterBackupStartTime: "2025-07-06T07:25:57",
          ClusterBackupEndTime: "2025-07-06T07:26:57Z",
          IsAvail: 1,
          Progress: "100%",
          ShardClassMemory: 1024,
          Backups: [
            {
              BackupId: "1",
              InstanceName: "r-1-db-0",
              BackupName: "hins1_data_1.rdb",
              BackupStatus: "OK",
              BackupSize: "1024",
              IsAvail: "1",
              Engine: "redis",
              ExtraInfo: { CustinsDbVersion: "5.0" },
            },
          ],
        },
      ],
    },
    output: {
      FullStorageSize: 2048,
      ClusterBackups: [
        {
          ClusterBackupId: "cb-1",
          ClusterBackupStatus: "OK",
          ClusterBackupMode: "Automated",
          ClusterBackupSize: 2048,
          ClusterBackupStartTime: "2025-07-06T07:25:57Z",
          ClusterBackupEndTime: "2025-07-06T07:26:57Z",
          IsAvail: 1,
          Progress: "100%",
          ShardClassMemory: 1024,
          Backups: [
            {
              BackupId: "1",
              InstanceName: "r-1-db-0",
              BackupName: "hins1_data_1.rdb",
              BackupStatus: "OK",
              BackupSize: 1024,
              Engine: "redis",
              ExtraInfo: { CustinsDbVersion: "5.0" },
            },
          ],
        },
      ],
    },
    lacks: [{ RequestId, ClusterBackups: [{ IsAvail: 1 }] }, "ClusterBackups.0.ClusterBackupId"],
  },
  DescribeInstanceAttribute: {
    input: { InstanceId: "r-1" },
    answer: {
      RequestId,
      Instances: {
        DBInstanceAttribute: [
          {
            InstanceId: "r-1",
            InstanceStatus: "Normal",
            ArchitectureType: "cluster",
            InstanceType: "Tair",
            InstanceClass: "tair.rdb.with.proxy.1g",
            EngineVersion: "5.0",
            ShardCount: 2,
            Storage: "",
            HasRenewChangeOrder: "false",
          },
        ],
      },
    },
    output: {
      Instances: {
        DBInstanceAttribute: [
          {
            InstanceId: "r-1",
            InstanceStatus: "Normal",
            ArchitectureType: "cluster",
            InstanceType: "Tair",
            InstanceClass: "tair.rdb.with.proxy.1g",
            EngineVersion: "5.0",
            ShardCount: 2,
          },
        ],
      },
    },
    lacks: [
      { RequestId, Instances: { DBInstanceAttribute: [{ InstanceId: "r-1" }] } },
      "Instances.DBInstanceAttribute.0.InstanceStatus",
    ],
  },
  DescribeInstances: {
    input: { RegionId: "cn-hangzhou", InstanceIds: "r-1,r-2" },
    answer: {
      RequestId,
      TotalCount: 1,
      Instances: {
        KVStoreInstance: [{ InstanceId: "r-1", InstanceName: "", InstanceStatus: "Normal" }],
      },
    },
    output: {
      TotalCount: 1,
      Instances: { KVStoreInstance: [{ InstanceId: "r-1", InstanceStatus: "Normal" }] },
    },
    lacks: [
      { RequestId, Instances: { KVStoreInstance: [{}] } },
      "Instances.KVStoreInstance.0.InstanceId",
    ],
  },
  DescribeParameters: {
    input: { DBInstanceId: "r-1" },
    answer: {
      RequestId,
      Engine: "redis",
      RunningParameters: {
        Parameter: [
          { ParameterName: "appendonly", ParameterValue: "yes", ModifiableStatus: true },
          { ParameterName: "notify-keyspace-events", ParameterValue: "" },
        ],
      },
      ConfigParameters: { Parameter: [] },
    },
    output: {
      RunningParameters: {
        Parameter: [
          { ParameterName: "appendonly", ParameterValue: "yes" },
          { ParameterName: "notify-keyspace-events" },
        ],
      },
    },
    lacks: [
      { RequestId, RunningParameters: { Parameter: [{ ParameterValue: "yes" }] } },
      "RunningParameters.Parameter.0.ParameterName",
    ],
  },
  AssumeRole: {
    input: { RoleArn: "acs:ram::1:role/backup", RoleSessionName: "pulumi" },
    answer: {
      RequestId,
      AssumedRoleUser: { Arn: "acs:ram::1:role/backup/pulumi", AssumedRoleId: "3:pulumi" },
      Credentials: {
        AccessKeyId: "STS.id",
        AccessKeySecret: "secret",
        SecurityToken: "token",
        Expiration: "2026-11-02T10:00:00Z",
      },
    },
    output: {
      Credentials: {
        AccessKeyId: "STS.id",
        AccessKeySecret: "secret",
        SecurityToken: "token",
        Expiration: "2026-11-02T10:00:00Z",
      },
    },
    lacks: [
      { RequestId, Credentials: { AccessKeyId: "STS.id", AccessKeySecret: "secret" } },
      "Credentials.SecurityToken",
    ],
  },
  GetCallerIdentity: {
    input: {},
    answer: {
      RequestId,
      IdentityType: "RAMUser",
      AccountId: "1234567890123456",
      PrincipalId: "2",
      UserId: "2",
      Arn: "acs:ram::1234567890123456:user/a",
    },
    output: { AccountId: "1234567890123456" },
    lacks: [{ RequestId }, "AccountId"],
  },
};

test("every operation has a sample here", () => {
  expect([...operations.keys()].sort()).toEqual(Object.keys(samples).sort());
});

describe.each(Object.entries(samples))("%s", (action, sample) => {
  test("takes its parameters", () => {
    expect(operation(action).input.parse(sample.input)).toEqual(sample.input);
  });

  test("reads its documented answer", () => {
    expect(operation(action).output.parse(withoutBlanks(sample.answer))).toEqual(sample.output);
  });

  test("does not do without what is needed", () => {
    const [answer, missing] = sample.lacks;
    const parsed = operation(action).output.safeParse(withoutBlanks(answer));
    expect(problems(parsed)).toContainEqual(expect.stringContaining(missing));
  });

  test("has the product, the permission and the file that its name asks for", () => {
    const { product, permission } = operation(action);
    const [wanted, prefix] = productOf(action);
    expect(product).toBe(wanted);
    expect(permission.action).toBe(`${prefix}:${action}`);
    const file = action.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
    expect(readdirSync(DIRECTORY)).toContain(`${file}.ts`);
  });
});

/** The product, and what RAM calls it. */
function productOf(action: string) {
  if (["AssumeRole", "GetCallerIdentity"].includes(action)) return [sts, "sts"] as const;
  return /CacheAnalysisJobs?$/.test(action)
    ? ([das, "hdm"] as const)
    : ([rKvstore, "kvstore"] as const);
}

test("writes are what changes something, and those that start something can't be sent twice", () => {
  const named = (keep: (operation: Operation) => boolean) =>
    [...operations.values()].filter(keep).map(({ action }) => action);
  expect(named(({ kind }) => kind === "write").sort()).toEqual([
    "CreateBackup",
    "CreateCacheAnalysisJob",
    "CreateCacheAnalysisTask",
    "DeleteBackup",
    "ModifyBackupExpireTime",
    "ModifyBackupPolicy",
    "RestoreInstance",
  ]);
  expect(named(({ idempotent }) => !idempotent)).toEqual([
    "CreateBackup",
    "CreateCacheAnalysisJob",
    "RestoreInstance",
  ]);
  expect(named(({ method }) => method === "GET")).toEqual(["DescribeClusterBackupList"]);
});

describe("the job ids of CreateBackup", () => {
  test.each([
    ["10000,10001", ["10000", "10001"]],
    ['"1022,2480"', ["1022", "2480"]],
    [11620001, ["11620001"]],
    ["1, 2", ["1", "2"]],
  ])("%j are %j", (BackupJobID, ids) => {
    const { output } = operation("CreateBackup");
    expect(output.parse({ RequestId, BackupJobID })).toEqual({ BackupJobID: ids });
  });
});

test.each(["DescribeBackups", "DescribeBackupTasks", "DescribeClusterBackupList"])(
  "%s without a list has nothing to list",
  (action) => {
    const output = operation(action).output.parse(withoutBlanks({ RequestId, Backups: null }));
    expect(JSON.stringify(output)).toMatch(/^\{("\w+":\[\])?\}$/);
  },
);

function problems(parsed: z.ZodSafeParseResult<unknown>): string[] {
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

import type { Emulator } from "../../src";

export const INSTANCE_ID = "crs-conform01";
const InstanceId = INSTANCE_ID;
const redisId = INSTANCE_ID;
export const API3_REQUEST_ID: unknown = expect.stringMatching(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
);
const RequestId = API3_REQUEST_ID;
const TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const TEXT: unknown = expect.any(String);
const NUMBER: unknown = expect.any(Number);
const LINK: unknown = expect.stringMatching(/^https:\/\//);

/** A call that has to succeed, and what it answers, field by field: names, casing and types. */
export interface TencentCase {
  readonly params: (emulator: Emulator) => object;
  readonly answer: object;
}

const backupId = ({ crs }: Emulator) => crs.backups(INSTANCE_ID)[0]?.backupId ?? "";
const task = ({ crs }: Emulator) => crs.console.startBackup(INSTANCE_ID);

export const API3_CASES: Readonly<Record<string, TencentCase>> = {
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
    params: () => ({
      Limit: 20,
      Offset: 0,
      InstanceIds: [InstanceId],
      Status: [2],
      InstanceTags: [{ TagKey: "team", TagValue: "shop" }],
    }),
    answer: {
      TotalCount: 1,
      InstanceSet: [
        {
          ...{ InstanceName: "", InstanceId, Appid: NUMBER, ProjectId: 0, RegionId: 1 },
          ...{ ZoneId: NUMBER, VpcId: NUMBER, SubnetId: NUMBER, Status: 2, WanIp: TEXT },
          ...{ Port: 6379, Createtime: TIME, Size: 1024, SizeUsed: NUMBER, Type: 3 },
          ...{ AutoRenewFlag: 0, DeadlineTime: TIME, Engine: "CKV", ProductType: "standalone" },
          ...{ UniqVpcId: TEXT, UniqSubnetId: TEXT, BillingMode: 0, InstanceTitle: TEXT },
          ...{ OfflineTime: "", SubStatus: 0, Tags: [], InstanceNode: [], RedisShardSize: 1024 },
          ...{ RedisShardNum: 1, RedisReplicasNum: 1, PriceId: NUMBER, CloseTime: "" },
          ...{ SlaveReadWeight: 0, InstanceTags: [{ TagKey: "team", TagValue: "shop" }] },
          ...{ ProjectName: TEXT, NoAuth: true, ClientLimit: NUMBER, DtsStatus: NUMBER },
          ...{ NetLimit: NUMBER, PasswordFree: NUMBER, Vip6: "", IPv6: "", ReadOnly: NUMBER },
          ...{ RemainBandwidthDuration: TEXT, DiskSize: NUMBER, MonitorVersion: "5s" },
          ...{ ClientLimitMin: NUMBER, ClientLimitMax: NUMBER, NodeSet: [] },
          ...{ Region: "ap-guangzhou", WanAddress: "", PolarisServer: "", RedisClusterId: "" },
          ...{ DedicatedClusterId: "", ProductVersion: "local", CurrentProxyVersion: TEXT },
          ...{ CurrentRedisVersion: TEXT, UpgradeProxyVersion: TEXT, UpgradeRedisVersion: TEXT },
          ...{ BackupMode: "NormalLevelBackup", DeleteProtectionSwitch: 0 },
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
    params: (emulator) => ({ InstanceId, BackupId: backupId(emulator) }),
    answer: { TaskId: NUMBER, RequestId },
  },
  DescribeBackupUrl: {
    params: (emulator) => ({ InstanceId, BackupId: backupId(emulator), LimitType: "NoLimit" }),
    answer: {
      DownloadUrl: [LINK],
      InnerDownloadUrl: [LINK],
      Filenames: null,
      BackupInfos: [
        { FileName: TEXT, FileSize: NUMBER, DownloadUrl: LINK, InnerDownloadUrl: LINK },
      ],
      RequestId,
    },
  },
  DescribeTaskInfo: {
    params: (emulator) => ({ TaskId: task(emulator) }),
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
    params: (emulator) => ({ InstanceId, Limit: task(emulator) && 20 }),
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
    params: (emulator) => ({ InstanceId, BackupId: backupId(emulator) }),
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

export const STS_CASES: Readonly<Record<string, TencentCase>> = {
  GetCallerIdentity: {
    params: () => ({}),
    answer: {
      Arn: TEXT,
      AccountId: "100000000001",
      UserId: TEXT,
      PrincipalId: TEXT,
      Type: TEXT,
      RequestId,
    },
  },
};

const DONE = { code: 0, message: "", codeDesc: "Success" };
const CHINA_TIMES = { beginTime: "2010-01-01 00:00:00", endTime: "2049-01-01 00:00:00" };

export const LEGACY_CASES: Readonly<Record<string, TencentCase>> = {
  GetBackupDownloadUrl: {
    params: (emulator) => ({ redisId, backupId: backupId(emulator) }),
    answer: { ...DONE, data: { intranet: LINK, extranet: LINK } },
  },
  GetRedisBackupList: {
    params: () => ({ redisId, limit: 20, offset: 0, ...CHINA_TIMES }),
    answer: {
      ...DONE,
      totalCount: 1,
      data: {
        redisBackupSet: [
          {
            startTime: TIME,
            backupId: TEXT,
            backupType: "manualBackupInstance",
            status: 2,
            remark: "",
            locked: 0,
          },
        ],
      },
    },
  },
  GetRedisTaskList: {
    params: (emulator) => ({
      ...{ limit: task(emulator) && 20, offset: 0, redisId, ...CHINA_TIMES },
      taskType: ["task_backupInstance"],
      taskStatus: [0, 1],
    }),
    answer: {
      ...DONE,
      totalCount: 1,
      data: {
        redisTaskSet: [
          {
            startTime: TIME,
            taskName: "task_backupInstance",
            redisName: "",
            redisId,
            projectId: 0,
            status: 0,
            progress: 0,
          },
        ],
      },
    },
  },
  ManualBackupInstance: {
    params: () => ({ redisId, remark: "before the release" }),
    answer: { ...DONE, data: { requestId: NUMBER } },
  },
  RestoreInstance: {
    params: (emulator) => ({ redisId, password: "not-real", backupId: backupId(emulator) }),
    answer: { ...DONE, data: { requestId: NUMBER } },
  },
  DescribeTaskInfo: {
    params: (emulator) => ({ requestId: task(emulator) }),
    answer: { ...DONE, data: { status: 0 } },
  },
};

import { ALWAYS, INSTANCE } from "../support/client";

const R_KVSTORE = { product: "R-kvstore", version: "2015-01-01" };
const DAS = { product: "DAS", version: "2020-01-16" };
const STS = { product: "STS", version: "2015-04-01" };

/** One backup of the instance, the role that can be assumed: what every case finds. */
export const BACKUP_ID = "521000001";
export const ROLE = { name: "backup", arn: "acs:ram::1234567890123456:role/backup" };

/** The job of the analysis that every case finds. */
export const ANALYSIS_ID = "sf79-sd99-sa37-0001";
const AROUND = { StartTime: "1262340000000", EndTime: "2524640000000" };

/** A call of each action that has to succeed. */
export interface Case {
  readonly action: string;
  readonly product: string;
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  /** What names the instance, where one has to exist. */
  readonly instance?: "InstanceId" | "DBInstanceId";
}

const InstanceId = INSTANCE;
const onInstance = { ...R_KVSTORE, instance: "InstanceId" as const };

export const CASES: readonly Case[] = [
  { action: "CreateBackup", ...onInstance, params: { InstanceId, BackupRetentionPeriod: "60" } },
  { action: "CreateCacheAnalysisTask", ...onInstance, params: { InstanceId } },
  {
    action: "DescribeCacheAnalysisReport",
    ...onInstance,
    params: { InstanceId, Date: "2026-01-07Z", AnalysisType: "BigKey" },
  },
  { action: "DescribeCacheAnalysisReportList", ...onInstance, params: { InstanceId, Days: "7" } },
  {
    action: "CreateCacheAnalysisJob",
    ...DAS,
    params: { InstanceId, BackupSetId: BACKUP_ID },
  },
  { action: "DescribeCacheAnalysisJob", ...DAS, params: { InstanceId, JobId: ANALYSIS_ID } },
  { action: "DescribeCacheAnalysisJobs", ...DAS, params: { InstanceId, ...AROUND } },
  { action: "DeleteBackup", ...onInstance, params: { InstanceId, BackupId: BACKUP_ID } },
  { action: "DescribeBackupPolicy", ...onInstance, params: { InstanceId } },
  { action: "DescribeBackupTasks", ...onInstance, params: { InstanceId, JobMode: "Manual" } },
  { action: "DescribeBackups", ...onInstance, params: { InstanceId, ...ALWAYS } },
  {
    action: "DescribeClusterBackupList",
    ...onInstance,
    params: { RegionId: "cn-hangzhou", InstanceId, ...ALWAYS },
  },
  { action: "DescribeInstanceAttribute", ...onInstance, params: { InstanceId } },
  {
    action: "DescribeInstances",
    ...R_KVSTORE,
    params: { RegionId: "cn-hangzhou", InstanceIds: INSTANCE },
  },
  {
    action: "DescribeParameters",
    ...R_KVSTORE,
    instance: "DBInstanceId",
    params: { DBInstanceId: INSTANCE },
  },
  {
    action: "DescribeTasks",
    ...onInstance,
    params: { InstanceId, ...ALWAYS, Status: "0,1,2" },
  },
  {
    action: "ModifyBackupExpireTime",
    ...onInstance,
    params: { InstanceId, BackupId: BACKUP_ID, ExpectExpireTime: "2049-01-01T00:00Z" },
  },
  {
    action: "ModifyBackupPolicy",
    ...onInstance,
    params: {
      InstanceId,
      PreferredBackupTime: "05:00Z-06:00Z",
      PreferredBackupPeriod: "Monday,Friday",
      BackupRetentionPeriod: "30",
      EnableBackupLog: "1",
    },
  },
  {
    action: "RestoreInstance",
    ...onInstance,
    params: { InstanceId, RestoreType: "0", BackupId: BACKUP_ID },
  },
  {
    action: "AssumeRole",
    ...STS,
    params: { RoleArn: ROLE.arn, RoleSessionName: "conformance" },
  },
  { action: "GetCallerIdentity", ...STS, params: {} },
];

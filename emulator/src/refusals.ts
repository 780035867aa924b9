/** Refusals whose code no source states: the least wrong one is the default, and a seed can set another. */
export const REFUSALS = {
  flashbackOnEdition: "IncorrectDBInstanceType",
  flashbackWithoutAof: "IncorrectDBInstanceState",
  singleNodeBackup: "IncorrectDBInstanceType",
  expiryOnClassic: "IncorrectDBInstanceType",
  deleteOnClassic: "IncorrectDBInstanceType",
  automatedBackup: "IncorrectBackupSetState",
  expiryShortened: "InvalidParameter",
  restoreDuringBackup: "BackupJobExists",
  analysisOnDisk: "IncorrectDBInstanceType",
  analysisWithoutBackup: "InvalidParameter",
  clusterInDescribeBackups: "IncorrectDBInstanceType",
  clusterInDescribeBackupTasks: "IncorrectDBInstanceType",
  instanceNotFound: "InvalidInstanceId.NotFound",
};

export type Refusal = keyof typeof REFUSALS;

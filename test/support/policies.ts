/** A policy that is there before a program declares another. */
export const FOUND = {
  preferredBackupTime: "05:00Z-06:00Z",
  preferredBackupPeriod: ["Sunday" as const],
  backupRetentionPeriod: 14,
};

/** Differs from it in each field. */
export const DECLARED = {
  preferredBackupTime: "02:00Z-03:00Z",
  preferredBackupPeriod: ["Monday"],
  backupRetentionPeriod: 30,
};

import type { BackupStatus, BackupType } from "../core/normal-backup";

/** The words of both lists for what started a backup. */
export function typeOf(mode: string | undefined): BackupType {
  return mode === "Manual" || mode === "Automated" ? mode : "Other";
}

/** `Success`, `Failed` of the list of files, and `OK`, `RUNNING`, `Failed` of the one of clusters. */
export function statusOf(id: string | undefined, status: string | undefined): BackupStatus {
  switch (status) {
    case "Failed":
      return "Failed";
    case "Success":
    case "OK":
      // A row may say so of a job that runs: what can't be named can't be used.
      return id === undefined ? "Running" : "Success";
    case "RUNNING":
      return "Running";
    default:
      return id === undefined ? "Running" : "Unknown";
  }
}

import { z } from "zod";
import { defineOperation } from "../../operation";
import { instanceBusy, instanceLocked, instanceNotFound, notSupported } from "../errors";
import { rKvstore } from "../products";
import { backupNotFound } from "./delete-backup";

const ZONE_MIGRATING = "ZoneMigrationError.StillingRunning";

/**
 * Overwrites the data of an instance with a backup set, or with what it was at a second that flashback
 * covers. Answers before anything is restored; there is no task to ask about, and no client token.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/RestoreInstance
 */
export const restoreInstance = defineOperation({
  product: rKvstore,
  action: "RestoreInstance",
  kind: "write",
  idempotent: false,
  permission: { action: "kvstore:RestoreInstance", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    RestoreType: z.enum(["0", "1"]),
    BackupId: z.string().optional(),
    /** Seconds, in UTC. */
    RestoreTime: z.string().optional(),
    /** Comma separated regular expressions. */
    FilterKey: z.string().optional(),
    /** Seconds, in UTC. */
    TimeShift: z.string().optional(),
  }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    NotInPlace: {
      ...notSupported,
      meaning: "this instance, or this kind of restore, can't be restored in place",
    },
    ZoneMigrating: {
      codes: [ZONE_MIGRATING],
      category: "busy",
      meaning: "the instance is being moved to another zone",
      hint: "Wait until it has moved and is Normal, then run again.",
    },
    InstanceBusy: {
      ...instanceBusy,
      codes: instanceBusy.codes.filter((code) => code !== ZONE_MIGRATING),
    },
    InstanceLocked: instanceLocked,
    BackupRunning: {
      codes: ["BackupJobExists"],
      category: "busy",
      meaning: "a backup job runs on the instance",
      hint: "Wait until it has ended, then run again.",
    },
    ParametersDisagree: {
      codes: ["ResroreParamNotMatch"],
      category: "invalid",
      meaning: "the kind of restore doesn't fit what is given: a backup or a point in time",
      hint: "Give restoreTime or backupId, not both; leave restoreType out. filterKey and timeShift go with restoreTime alone.",
    },
    ParameterMissing: {
      codes: ["MissingParameter"],
      category: "invalid",
      meaning: "neither a backup nor a point in time is given",
      hint: "Give restoreTime or backupId.",
    },
    TimeNotAccepted: {
      codes: ["InvalidRestoreTime.Format"],
      category: "invalid",
      meaning: "the point in time is not accepted",
      hint: "Give restoreTime to the second, in the past, and not before flashback was switched on.",
    },
    TimeNotCovered: {
      codes: ["InvalidBinlog.NotValid"],
      category: "invalid",
      meaning: "the flashback log does not cover this second",
      hint: "Choose a later restoreTime (tair.getBackupHealth has the earliest), or restore a backup from before it into a new instance (tair.getRestoreArguments).",
    },
    BackupNotFound: backupNotFound,
    BackupUnusable: {
      codes: ["IncorrectBackupSetState"],
      category: "invalid",
      meaning: "this backup can't be restored: it failed, or is not complete",
      hint: "Choose one with status Success (tair.getBackups).",
    },
    // Nobody knows whether the restore was started before the lock was waited for.
    LockTimeout: {
      codes: ["LockTimeout"],
      category: "server",
      meaning: "another operation on the instance held its lock",
    },
  },
});

import { z } from "zod";
import { field } from "../core/field";
import { originOutputs } from "../core/origin";
import { triggers } from "../core/triggers";
import { NEVER, sameMinute } from "./backup-expiry";
import { backupShape } from "./backup-sets";
import { instanceId, retentionDays } from "./fields";

export const inputs = {
  instanceId: instanceId(),
  backupRetentionPeriod: field(z.union([z.literal(NEVER), retentionDays]).optional(), {
    description:
      "Days for which the backup is kept, 7 to 730, or -1: it never expires. Sent when the backup is taken; raising it later extends the expiry in place (start of the backup plus days). It can't be lowered, nor changed to or from -1. Exclusive with `expectExpireTime`. Unset: as the backup policy says.",
    expected: "a whole number of days from 7 to 730, or -1 for a backup that never expires",
    live: true,
  }),
  expectExpireTime: field(z.iso.datetime({ offset: true }).optional(), {
    description:
      "When the backup expires at the earliest, in RFC 3339; at least 7 days ahead when the backup is taken. A later time extends the expiry in place. Seconds are rounded up to the minute. Exclusive with `backupRetentionPeriod`.",
    expected: 'a time in RFC 3339 such as "2027-01-31T00:00:00Z"',
    live: true,
    same: sameMinute,
  }),
  triggers: triggers(
    "takes a new backup, and then the old one goes as `onDelete` says",
    '{"release": "42"}',
  ),
  ifBackupRunning: field(z.enum(["fail", "wait", "adopt"]).default("fail"), {
    description:
      "What to do when a manual backup job that is not ours already runs on the instance, perhaps the one of an interrupted run: `fail` names it and its import id; `wait` takes ours after it; `adopt` takes it over. Automatic jobs are always waited for.",
    expected: '"fail", "wait" or "adopt"',
  }),
  onExpire: field(z.enum(["keep", "recreate"]).default("keep"), {
    description:
      "What a backup that has reached its expiry means: `keep` keeps the resource with status `Expired` and takes no other; `recreate` takes a new one, which holds other data (not together with `expectExpireTime`).",
    expected: '"keep" or "recreate"',
  }),
  onDelete: field(z.enum(["delete", "retain", "deleteAdopted"]).default("delete"), {
    description:
      "`delete` deletes the backup, but retains one that was adopted; `deleteAdopted` deletes that too; `retain` leaves it until it expires. Backups of classic instances can only be retained.",
    expected: '"delete", "retain" or "deleteAdopted"',
  }),
  allowDeleteLast: field(z.boolean().default(false), {
    description:
      "Whether the only successful backup of the instance may be deleted. With `false`, a deletion waits 90 seconds and looks again where all others are manual ones of earlier runs: lists may show for a while what has just been deleted.",
    expected: "true or false",
  }),
};

export const outputs = {
  backupJobIds: field(z.array(z.string()), {
    description: "Jobs that made the backup; one per node for clusters created before 2023-12-05.",
    stable: true,
  }),
  backups: field(z.array(backupShape), {
    description: "The files of the backup, one per node; sizes in bytes, times in UTC.",
    stable: true,
  }),
  clusterBackupId: field(z.string().optional(), {
    description: "Id of the whole backup of a cloud-native cluster (`cb-…`).",
    stable: true,
  }),
  status: field(z.enum(["Running", "Success", "Failed", "Incomplete", "Expired"]), {
    description:
      "`Running` until the whole backup is listed, then `Success`; `Failed` and `Incomplete` (a file of it is gone) are replaced by the next `up`; `Expired` is kept.",
  }),
  startedAt: field(z.string(), {
    description:
      "When the job was asked for, by the cloud's clock, in UTC; for an adopted job, its start.",
    stable: true,
  }),
  expiresAt: field(z.string().optional(), {
    description:
      "When the backup expires, in UTC, at or after the declared time. Absent: never, or not told.",
  }),
  adopted: field(z.boolean(), {
    description:
      "Whether the job was running already and was taken over (`ifBackupRunning: adopt`).",
    stable: true,
  }),
  ...originOutputs("Alibaba Cloud"),
};

export type Inputs = z.infer<z.ZodObject<typeof inputs>>;
export type Outputs = z.infer<z.ZodObject<typeof outputs>>;
export type State = Inputs & Outputs;

import { jobsOf, resourceId } from "./backup-job";
import { findRows, listingOf } from "./backup-sets";
import { eachInstance, type InstanceFilter } from "./instances";
import type { TairContext } from "./session";

/** The manual backups of one instance or of all, each by an id that can be imported. */
export async function* listBackups(ctx: TairContext, filter: InstanceFilter) {
  for await (const { instanceId, name, isCluster } of eachInstance(ctx, filter)) {
    const listing = await listingOf(ctx, instanceId, isCluster);
    const rows = (await findRows(ctx, instanceId, listing)) ?? [];
    const manual = rows.filter((row) => row.isManual && row.backupId !== "");
    for (const job of jobsOf({ isCluster, listing }, [], manual)) {
      yield { id: resourceId(instanceId, job), name: `${name} ${job.startedAt}` };
    }
  }
}

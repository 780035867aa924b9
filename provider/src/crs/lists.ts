import { days } from "../core/clock";
import { allBackups, THERE } from "./backup-list";
import { untagged } from "./backup-tag";
import { allInstances, type InstanceFilter } from "./instances";
import type { CrsContext } from "./session";

/** As long as the vendor keeps any backup. */
const OLDEST_MS = days(1825);

interface ListedInstance {
  readonly instanceId: string;
  readonly name: string;
  /** Nothing of it is older. */
  readonly createdMs: number;
}

async function* eachInstance(
  ctx: CrsContext,
  filter: InstanceFilter,
): AsyncGenerator<ListedInstance> {
  for (const { InstanceId, InstanceName = "", Createtime } of await allInstances(ctx, filter)) {
    yield {
      instanceId: InstanceId,
      name: InstanceName === "" ? InstanceId : InstanceName,
      createdMs: Createtime === undefined ? 0 : Date.parse(Createtime),
    };
  }
}

/** The policies of one instance or of all, each by an id that can be imported. */
export async function* listPolicies(ctx: CrsContext, filter: InstanceFilter) {
  for await (const { instanceId, name } of eachInstance(ctx, filter)) {
    yield { id: instanceId, name };
  }
}

/** The manual backups of one instance or of all, likewise. */
export async function* listBackups(ctx: CrsContext, filter: InstanceFilter) {
  for await (const { instanceId, name, createdMs } of eachInstance(ctx, filter)) {
    const now = ctx.api.now();
    const list = await allBackups(ctx, {
      instanceId,
      fromMs: Math.max(createdMs - days(1), now - OLDEST_MS),
      toMs: now + days(1),
      statuses: THERE,
    });
    if (!list.ok) throw list.error;
    for (const { BackupId, BackupType, Remark, StartTime } of list.rows) {
      const { tag } = untagged(Remark);
      if (BackupType !== "0" || (tag === undefined && BackupId === undefined)) continue;
      yield { id: `${instanceId}:${tag ?? `backup/${BackupId}`}`, name: `${name} ${StartTime}` };
    }
  }
}

import { describeInstances } from "../api/alibaba/operations/describe-instances";
import type { TairContext } from "./session";

export interface ListedInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly isCluster: boolean;
}

const PAGE = 50;

/** The instances of the account in the region, or the one that is named, as they come. */
export async function* eachInstance(
  ctx: TairContext,
  instanceId: string | undefined,
): AsyncGenerator<ListedInstance> {
  for (let page = 1; ; page += 1) {
    const answer = await ctx.api.call(describeInstances, {
      RegionId: ctx.api.region,
      ...(instanceId === undefined ? {} : { InstanceIds: instanceId }),
      PageNumber: page,
      PageSize: PAGE,
    });
    const rows = answer.Instances?.KVStoreInstance ?? [];
    for (const row of rows) {
      yield {
        instanceId: row.InstanceId,
        name:
          row.InstanceName === undefined || row.InstanceName === ""
            ? row.InstanceId
            : row.InstanceName,
        isCluster: row.ArchitectureType === "cluster",
      };
    }
    if (rows.length < PAGE || page * PAGE >= (answer.TotalCount ?? Infinity)) return;
  }
}

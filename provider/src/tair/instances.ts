import { describeInstances } from "../api/alibaba/operations/describe-instances";
import type { TairContext } from "./session";

export interface ListedInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly isCluster: boolean;
}

/** All instances where nothing is given; what is given has to fit together. */
export interface InstanceFilter {
  readonly instanceId?: string | undefined;
  /** Five at most. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const PAGE = 50;

/** The instances of the account in the region, as they come. */
export async function* eachInstance(
  ctx: TairContext,
  { instanceId, tags = {} }: InstanceFilter,
): AsyncGenerator<ListedInstance> {
  const byTag = Object.entries(tags).flatMap(([key, value], index) => [
    [`Tag.${index + 1}.Key`, key],
    [`Tag.${index + 1}.Value`, value],
  ]);
  for (let page = 1; ; page += 1) {
    const answer = await ctx.api.call(describeInstances, {
      RegionId: ctx.api.region,
      ...(instanceId === undefined ? {} : { InstanceIds: instanceId }),
      ...Object.fromEntries(byTag),
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

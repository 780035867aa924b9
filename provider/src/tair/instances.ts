import type { z } from "zod";
import { describeInstances } from "../api/alibaba/operations/describe-instances";
import { cutShort } from "../core/cut-short";
import { allPages } from "./pages";
import type { TairContext } from "./session";

export interface ListedInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly isCluster: boolean;
}

/** All instances where nothing is given; what is given has to fit together. */
export interface InstanceFilter {
  readonly instanceId?: string | undefined;
  /** What the name or the id contains. */
  readonly searchKey?: string | undefined;
  readonly instanceStatus?: string | undefined;
  /** Five at most. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

type Answer = z.output<typeof describeInstances.output>;
export type WireInstance = NonNullable<Answer["Instances"]>["KVStoreInstance"][number];

const PAGE = 50;

/** The instances of the account in the region, all pages. */
export async function allInstances(
  ctx: TairContext,
  { instanceId, searchKey, instanceStatus, tags = {} }: InstanceFilter,
): Promise<WireInstance[]> {
  const byTag = Object.entries(tags).flatMap(([key, value], index) => [
    [`Tag.${index + 1}.Key`, key],
    [`Tag.${index + 1}.Value`, value],
  ]);
  const list = await allPages<WireInstance, undefined>({
    pageSize: PAGE,
    keyOf: (row) => row.InstanceId,
    read: async (PageNumber) => {
      const answer = await ctx.api.call(describeInstances, {
        RegionId: ctx.api.region,
        ...(instanceId === undefined ? {} : { InstanceIds: instanceId }),
        ...(searchKey === undefined ? {} : { SearchKey: searchKey }),
        ...(instanceStatus === undefined ? {} : { InstanceStatus: instanceStatus }),
        ...Object.fromEntries(byTag),
        PageNumber,
        PageSize: PAGE,
      });
      const rows = answer.Instances?.KVStoreInstance ?? [];
      return { ok: true, rows, total: answer.TotalCount, beside: undefined };
    },
  });
  if (!list.ok) throw list.error;
  if (list.withheld > 0) throw cutShort(list.rows.length, list.withheld);
  return list.rows;
}

/** The same, as what a list of resources is made from. */
export async function* eachInstance(
  ctx: TairContext,
  filter: InstanceFilter,
): AsyncGenerator<ListedInstance> {
  for (const row of await allInstances(ctx, filter)) {
    const { InstanceId, InstanceName = "" } = row;
    yield {
      instanceId: InstanceId,
      name: InstanceName === "" ? InstanceId : InstanceName,
      isCluster: row.ArchitectureType === "cluster",
    };
  }
}

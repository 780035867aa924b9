import type { z } from "zod";
import { describeInstances } from "../api/tencent/operations/describe-instances";
import { cutShort } from "../core/cut-short";
import type { CrsContext } from "./session";

type Answer = z.output<typeof describeInstances.output>;
export type WireInstance = Answer["InstanceSet"][number];

/** All instances where nothing is given; what is given has to fit together. */
export interface InstanceFilter {
  readonly instanceId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const PAGE = 100;
const READINGS = 3;

/** The instances of the account in the region: all pages, and again where the list has shrunk meanwhile. */
export async function allInstances(
  ctx: CrsContext,
  { instanceId, tags = {} }: InstanceFilter = {},
): Promise<WireInstance[]> {
  const wanted = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  const filter = {
    ...(instanceId === undefined ? {} : { InstanceIds: [instanceId] }),
    ...(wanted.length === 0 ? {} : { InstanceTags: wanted }),
  };
  for (let reading = 1; ; reading += 1) {
    const rows = new Map<string, WireInstance>();
    let highest = 0;
    for (let offset = 0; ; offset += PAGE) {
      const answer = await ctx.api.call(describeInstances, {
        Limit: PAGE,
        Offset: offset,
        ...filter,
      });
      const { InstanceSet, TotalCount } = answer;
      for (const row of InstanceSet) rows.set(row.InstanceId, row);
      highest = Math.max(highest, TotalCount ?? 0);
      if (InstanceSet.length === PAGE && offset + PAGE < (TotalCount ?? Infinity)) continue;
      if ((TotalCount ?? highest) < highest && reading < READINGS) break;
      const withheld = (TotalCount ?? 0) - offset - InstanceSet.length;
      if (withheld > 0 && reading < READINGS) break;
      if (withheld > 0) throw cutShort(rows.size, withheld);
      return [...rows.values()];
    }
  }
}

/** Absent where it is not listed, or where we may not look. */
export async function findInstance(
  ctx: CrsContext,
  instanceId: string,
): Promise<WireInstance | undefined> {
  const request = { Limit: PAGE, Offset: 0, InstanceIds: [instanceId] };
  const answer = await ctx.api.attempt(describeInstances, request, "AccessDenied");
  return answer.ok
    ? answer.value.InstanceSet.find(({ InstanceId }) => InstanceId === instanceId)
    : undefined;
}

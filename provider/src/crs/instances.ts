import type { z } from "zod";
import { describeInstances } from "../api/tencent/operations/describe-instances";
import type { CrsContext } from "./session";

type Answer = z.output<typeof describeInstances.output>;
export type WireInstance = Answer["InstanceSet"][number];

const PAGE = 100;
const READINGS = 3;

/** The instances of the account in the region: all pages, and again where the list has shrunk meanwhile. */
export async function allInstances(ctx: CrsContext): Promise<WireInstance[]> {
  for (let reading = 1; ; reading += 1) {
    const rows = new Map<string, WireInstance>();
    let highest = 0;
    for (let offset = 0; ; offset += PAGE) {
      const answer = await ctx.api.call(describeInstances, { Limit: PAGE, Offset: offset });
      const { InstanceSet, TotalCount = 0 } = answer;
      for (const row of InstanceSet) rows.set(row.InstanceId, row);
      highest = Math.max(highest, TotalCount);
      if (InstanceSet.length === PAGE && offset + PAGE < TotalCount) continue;
      if (TotalCount < highest && reading < READINGS) break;
      return [...rows.values()];
    }
  }
}

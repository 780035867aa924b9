import { allInstances } from "../../src/crs/instances";
import type { CrsContext } from "../../src/crs/session";

/** A cloud whose account has so many instances. */
function account(count: number, totalOf: () => number | undefined, mostOfPage = 100): CrsContext {
  const all = Array.from({ length: count }, (_, n) => ({ InstanceId: `crs-${n}` }));
  const call = (_operation: unknown, query: { Limit: number; Offset: number }) => {
    const page = all.slice(query.Offset, query.Offset + Math.min(query.Limit, mostOfPage));
    return Promise.resolve({ InstanceSet: page, TotalCount: totalOf() });
  };
  return { api: { call } } as unknown as CrsContext;
}

test("a list that doesn't say how many there are is read to its last page", async () => {
  expect(await allInstances(account(250, () => undefined))).toHaveLength(250);
});

test("a part is never taken for the whole", async () => {
  await expect(allInstances(account(60, () => 60, 20))).rejects.toThrow(
    /cut short: the cloud gave 20 and says that there are 40 more/,
  );
});

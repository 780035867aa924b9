import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { UNKNOWN } from "../../src/core/unknown";
import { toStruct } from "../support/struct";
import { Cloud, INSTANCE } from "../support/cloud";
import type { PluginClient } from "../support/plugin-client";

const BACKUP = "tair:ManualBackup";

let cloud: Cloud;
let plugin: PluginClient;

async function begin(...args: Parameters<typeof Cloud.start>) {
  cloud = await Cloud.start(args[0], args[1], "plugin");
  plugin = cloud.host as PluginClient;
}

afterEach(() => cloud.close());

const writes = () => cloud.writes();

describe("list", () => {
  const list = async (
    token: string,
    query: Record<string, unknown>,
    bounds: { limit?: number; pageSize?: number } = {},
    continuation = "",
  ) => {
    const client = await plugin.client();
    const request = new messages.ListRequest();
    request.setToken(token);
    request.setQuery(toStruct(query));
    request.setLimit(bounds.limit ?? 0);
    request.setPageSize(bounds.pageSize ?? 0);
    request.setContinuationToken(continuation);
    const stream = client.list(request);
    const found: { id: string; name: string }[] = [];
    let next = "";
    let isKnown = true;
    for await (const response of stream as AsyncIterable<messages.ListResponse>) {
      const result = response.getResult();
      if (result !== undefined) found.push({ id: result.getId(), name: result.getName() });
      next = response.getContinuation()?.getContinuationToken() ?? next;
      isKnown &&= !response.hasComputed();
    }
    return { found, next, isKnown };
  };

  test("gives policies and backups, each by an id that a read takes", async () => {
    await begin([
      { backups: [{ mode: "Manual", hoursAgo: 2 }] },
      {
        instanceId: "r-old",
        architecture: "cluster",
        shardCount: 2,
        createdAt: "2023-01-01T00:00:00Z",
        cloudNative: false,
        backups: [{ mode: "Manual", hoursAgo: 2 }],
      },
      {
        instanceId: "r-cluster",
        architecture: "cluster",
        shardCount: 2,
        backups: [{ mode: "Manual", hoursAgo: 2 }],
      },
    ]);
    const policies = await list("redis-backup:tair:BackupPolicy", {});
    expect(policies.found.map(({ id }) => id).sort()).toEqual(["r-cluster", "r-old", INSTANCE]);
    const backups = await list("redis-backup:tair:ManualBackup", {});
    expect(backups.found).toHaveLength(3);
    for (const { id } of backups.found) {
      const live = await plugin.read(BACKUP, id, {});
      expect(live.id).toBe(id);
    }
    const one = await list("redis-backup:tair:ManualBackup", { instanceId: "r-old" });
    expect(one.found).toEqual([
      { id: expect.stringMatching(/^r-old:\d+,\d+$/), name: expect.any(String) },
    ]);
  });

  test("gives those of the other cloud by its own ids, and the backups of long ago", async () => {
    const createdAt = "2026-01-01T00:00:00Z";
    const instances = [
      {
        instanceId: "crs-orders01",
        name: "orders",
        createdAt,
        backups: [
          { hoursAgo: 2 },
          { hoursAgo: 3, remark: "before the release [pulumi:0123456789abcdef]" },
          { hoursAgo: 24 * 70, storageDays: 365 },
          { hoursAgo: 24 * 9 },
          { hoursAgo: 5, mode: "Automated" as const },
        ],
      },
      { instanceId: "crs-carts001", createdAt },
    ];
    await begin([], { crs: { instances } });
    const policies = await list("redis-backup:crs:BackupPolicy", {});
    expect(policies.found).toEqual(
      expect.arrayContaining([
        { id: "crs-orders01", name: "orders" },
        { id: "crs-carts001", name: "crs-carts001" },
      ]),
    );
    const { found } = await list("redis-backup:crs:ManualBackup", { instanceId: "crs-orders01" });
    expect(found.map(({ name }) => name)).toEqual([
      "orders 2026-11-02T07:00:00Z",
      "orders 2026-11-02T06:00:00Z",
      "orders 2026-08-24T09:00:00Z",
    ]);
    for (const { id } of found) {
      const live = await plugin.read("crs:ManualBackup", id, {});
      expect(live.id).toBe(id);
    }
    for (const { id } of policies.found) {
      const live = await plugin.read("crs:BackupPolicy", id, {});
      expect(live.inputs).toMatchObject({ instanceId: id, timePeriod: "02:00-03:00" });
    }
    expect(writes()).toEqual([]);
  });

  test("stops at the limit and goes on where it stopped", async () => {
    await begin(
      Array.from({ length: 120 }, (_, index) => ({
        instanceId: `r-many${String(index).padStart(3, "0")}`,
      })),
    );
    const first = await list("redis-backup:tair:BackupPolicy", {}, { limit: 70 });
    expect(first.found).toHaveLength(70);
    const second = await list("redis-backup:tair:BackupPolicy", {}, { limit: 70 }, first.next);
    expect(second.found).toHaveLength(50);
    expect(second.next).toBe("");
    expect(new Set([...first.found, ...second.found].map(({ id }) => id)).size).toBe(120);
  });

  test.each([
    ["a limit", { limit: 7 }, 7, "7"],
    ["the size of a page, which is the smaller", { limit: 9, pageSize: 7 }, 7, "7"],
    ["no bound below 1", { limit: -1, pageSize: -3 }, 20, ""],
    ["a limit that is the number there is", { limit: 20 }, 20, ""],
  ])("keeps to %s", async (_, bounds, count, next) => {
    await begin(Array.from({ length: 20 }, (_, index) => ({ instanceId: `r-many${index}` })));
    const page = await list("redis-backup:tair:BackupPolicy", {}, bounds);
    expect({ count: page.found.length, next: page.next }).toEqual({ count, next });
  });

  test("says that it is not known where the query isn't, and asks nothing", async () => {
    await begin();
    const page = await list("redis-backup:tair:BackupPolicy", { instanceId: UNKNOWN });
    expect(page).toEqual({ found: [], next: "", isKnown: false });
    expect(cloud.actions()).toEqual([]);
  });

  test.each(["x", "-1", "1.5", "9".repeat(400)])("refuses %s as a continuation", async (token) => {
    await begin();
    await expect(list("redis-backup:tair:BackupPolicy", {}, {}, token)).rejects.toThrow(
      /continuationToken: .* begin with the first page/,
    );
  });

  test("tells a bad query and an unknown type", async () => {
    await begin();
    await expect(list("redis-backup:tair:BackupPolicy", { instance: "r-x" })).rejects.toThrow(
      /Did you mean "instanceId"/,
    );
    await expect(list("redis-backup:tair:Nothing", {})).rejects.toThrow(/is not a resource/);
  });
});

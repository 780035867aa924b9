import { startEmulator, type Emulator, type Seed } from "../../../emulator/src";
import { survey, type Cloud, type SurveyOptions } from "../../src/hosts/survey";
import { START } from "../support/cloud";
import { LinkedClock } from "../support/linked-clock";

let emulator: Emulator;
afterEach(() => emulator.close());

async function cloud(seed: Seed): Promise<void> {
  emulator = await startEmulator({ clock: "manual", startAt: START, random: 1, seed });
}

const look = (cloud: Cloud, options: Partial<SurveyOptions> = {}) =>
  survey({
    cloud,
    isWholeAccount: true,
    instanceIds: [],
    environment: emulator.environment,
    clock: new LinkedClock(emulator),
    log: { progress: () => undefined, info: () => undefined, warn: () => undefined },
    ...options,
  });

const actions = () => emulator.requests.map(({ action }) => action);

describe("survey of Alibaba Cloud", () => {
  const nightly = { preferredBackupTime: "02:00Z-03:00Z", backupRetentionPeriod: 7 };

  test("tells policy, backups, storage and windows, by two reads an instance", async () => {
    await cloud({
      instances: [
        {
          instanceId: "r-orders01",
          name: "orders",
          createdAt: "2026-10-01T00:00:00Z",
          capacityMb: 16,
          policy: { ...nightly, preferredBackupPeriod: ["Sunday", "Monday"] },
          backups: [
            { mode: "Automated", startTime: "2026-11-01T02:00:00Z", sizeBytes: 1_000_000 },
            { mode: "Manual", startTime: "2026-11-01T08:00:00Z" },
            { mode: "Automated", status: "Failed", startTime: "2026-11-02T02:00:00Z" },
          ],
        },
      ],
    });
    const { instances, region, accountId, listFailure } = await look("alibaba");
    expect({ region, accountId, listFailure }).toMatchObject({ region: "cn-hangzhou" });
    expect(accountId).toMatch(/^\d+$/);
    expect(listFailure).toBeUndefined();
    expect(instances).toEqual([{ ok: true, survey: expect.anything() }]);
    const [one] = instances;
    if (one?.ok !== true) throw new Error("unreadable");
    expect(one.survey).toMatchObject({
      instanceId: "r-orders01",
      name: "orders",
      status: "Normal",
      policy: {
        window: "02:00Z-03:00Z",
        days: ["Monday", "Sunday"],
        schedule: { hour: 2, weekdays: [1, 0] },
        retentionDays: 7,
      },
      failuresSince: 1,
      missedWindows: [],
      storage: { freeBytes: 16 * 1024 ** 2 },
    });
    expect(
      one.survey.backups.map(({ kind, state, startedAt }) => [kind, state, startedAt]),
    ).toEqual([
      ["automatic", "success", "2026-11-01T02:00:00Z"],
      ["manual", "success", "2026-11-01T08:00:00Z"],
      ["automatic", "failed", "2026-11-02T02:00:00Z"],
    ]);
    const [automatic, manual] = one.survey.backups;
    expect(automatic).toMatchObject({ bytes: 1_000_000, importId: undefined });
    expect(manual?.importId).toMatch(/^r-orders01:\d+$/);
    expect(manual?.names).toEqual([
      expect.stringMatching(/^backup\/\d+$/),
      `job/${manual?.importId?.split(":")[1]}`,
    ]);
    expect(actions().sort()).toEqual([
      "DescribeBackupPolicy",
      "DescribeBackups",
      "DescribeInstances",
      "GetCallerIdentity",
    ]);
  });

  test("counts all nodes of a cluster as one backup", async () => {
    await cloud({
      instances: [
        {
          instanceId: "r-sessions1",
          architecture: "cluster",
          shardCount: 3,
          backups: [{ mode: "Manual", hoursAgo: 2, sizeBytes: 300 }],
        },
      ],
    });
    const { instances } = await look("alibaba");
    expect(instances).toMatchObject([
      { survey: { backups: [{ kind: "manual", state: "success", bytes: 300 }] } },
    ]);
  });

  test("one that can't be read is told as such, with the request id, and the others are there", async () => {
    await cloud({ instances: [{ instanceId: "r-good" }, { instanceId: "r-bad" }] });
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      action: "DescribeBackupPolicy",
      instanceId: "r-bad",
    });
    const { instances } = await look("alibaba");
    const bad = instances.find((one) => !one.ok);
    expect(instances).toHaveLength(2);
    expect(bad).toMatchObject({ instanceId: "r-bad", message: expect.stringMatching(/Forbidden/) });
    expect(bad).toMatchObject({ message: expect.stringMatching(/[Rr]equest id/) });
  });

  test("without the list, those that were named are looked at all the same", async () => {
    await cloud({ instances: [{ instanceId: "r-named01" }] });
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", action: "DescribeInstances" });
    const { instances, listFailure } = await look("alibaba", { instanceIds: ["r-named01"] });
    expect(listFailure).toMatch(/DescribeInstances/);
    expect(instances).toMatchObject([{ ok: true, survey: { instanceId: "r-named01" } }]);
  });

  test("asks nothing of the account where only named instances are wanted; one that isn't there can't be told healthy", async () => {
    await cloud({ instances: [{ instanceId: "r-other" }] });
    const { instances } = await look("alibaba", { isWholeAccount: false, instanceIds: ["r-gone"] });
    expect(instances).toMatchObject([{ ok: false, instanceId: "r-gone" }]);
    expect(actions()).not.toContain("DescribeInstances");
  });
});

describe("survey of Tencent Cloud", () => {
  test("tells the daily policy in UTC, its backups with their tags, and the windows missed", async () => {
    await cloud({
      crs: {
        instances: [
          {
            instanceId: "crs-orders01",
            name: "orders",
            timePeriod: "02:00-03:00",
            backups: [
              { mode: "Automated", startTime: "2026-11-01T18:00:30Z" },
              {
                mode: "Manual",
                startTime: "2026-11-02T01:00:00Z",
                remark: "by hand [pulumi:0123456789abcdef]",
              },
            ],
          },
        ],
      },
    });
    const { instances, region } = await look("tencent");
    expect(region).toBe("ap-guangzhou");
    expect(instances).toMatchObject([
      {
        survey: {
          instanceId: "crs-orders01",
          name: "orders",
          status: "running",
          policy: { window: "02:00-03:00 China time", schedule: { hour: 18 }, retentionDays: 7 },
          backups: [
            { kind: "automatic", state: "success", expiresAt: "2026-11-08T18:00:30Z" },
            { kind: "manual", importId: "crs-orders01:0123456789abcdef" },
          ],
          nextBackupTime: "2026-11-02T18:00:00Z",
        },
      },
    ]);
  });

  test("reads the list of instances page by page", async () => {
    const instances = Array.from({ length: 101 }, (_, n) => ({ instanceId: `crs-${n}` }));
    await cloud({ crs: { instances } });
    const found = await look("tencent");
    expect(found.instances.filter(({ ok }) => ok)).toHaveLength(101);
    expect(actions().filter((action) => action === "DescribeInstances")).toHaveLength(2);
  });
});

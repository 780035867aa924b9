import type { InstanceSeed } from "../../../emulator/src";
import { getBackupHealth } from "../../src/tair/get-backup-health";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  // It is Monday, 2 November 2026, 09:00 in UTC.
  const NIGHTLY = { preferredBackupTime: "02:00Z-03:00Z" };

  async function health(instance: Partial<InstanceSeed>) {
    cloud = await Cloud.start(
      [{ policy: NIGHTLY, createdAt: "2026-10-30T12:00:00Z", ...instance }],
      {},
      host,
    );
    return asked(cloud, getBackupHealth, { instanceId: INSTANCE });
  }

  const automated = (startTime: string, more = {}) => ({
    mode: "Automated" as const,
    startTime,
    ...more,
  });

  test("of an instance without any backup names every window since it was created", async () => {
    const found = await health({});
    expect(found).toMatchObject({ latestBackupIds: [], failuresSince: 0, enableBackupLog: false });
    expect(found.latestBackupTime).toBeUndefined();
    expect(found.recoveryPointAgeSeconds).toBeUndefined();
    expect(found.missedWindows).toEqual([
      "2026-10-31T02:00:00Z",
      "2026-11-01T02:00:00Z",
      "2026-11-02T02:00:00Z",
    ]);
    expect(found.nextBackupTime).toMatch(/^2026-11-03T02:/);
  });

  test("gives the age of the latest success, failures since it, and the windows that were missed", async () => {
    const found = await health({
      backups: [
        automated("2026-10-31T02:10:00Z"),
        automated("2026-11-01T02:10:00Z", { status: "Failed" }),
        automated("2026-11-02T02:10:00Z", { status: "Failed" }),
      ],
    });
    expect(found).toMatchObject({
      latestBackupTime: "2026-10-31T02:10:00Z",
      latestBackupMode: "Automated",
      recoveryPointAgeSeconds: 2 * 86_400 + 6 * 3600 + 50 * 60,
      failuresSince: 2,
      // A backup that failed did start.
      missedWindows: [],
    });
  });

  test("counts a manual backup as a success, and not as a kept window", async () => {
    const found = await health({
      backups: [{ mode: "Manual", startTime: "2026-11-02T02:10:00Z" }],
    });
    expect(found).toMatchObject({ latestBackupMode: "Manual" });
    expect(found.missedWindows).toContain("2026-11-02T02:00:00Z");
  });

  test("asks only for windows of the days of the policy", async () => {
    const policy = { ...NIGHTLY, preferredBackupPeriod: ["Sunday" as const] };
    expect((await health({ policy })).missedWindows).toEqual(["2026-11-01T02:00:00Z"]);
  });

  test.each(["backups", "cluster backups"] as const)(
    "takes a cluster's latest whole backup: %s",
    async (list) => {
      const cloudNative = list === "cluster backups";
      cloud = await Cloud.start(
        [
          {
            architecture: "cluster",
            shardCount: 2,
            cloudNative,
            policy: NIGHTLY,
            backups: [
              automated("2026-11-01T02:10:00Z"),
              automated("2026-11-02T02:10:00Z", { status: "Failed" }),
            ],
          },
        ],
        {},
        host,
      );
      const found = await asked(cloud, getBackupHealth, { instanceId: INSTANCE });
      expect(found).toMatchObject({ latestBackupTime: "2026-11-01T02:10:00Z", failuresSince: 1 });
      expect(found.latestBackupIds).toHaveLength(2);
      expect(found.latestClusterBackupId !== undefined).toBe(cloudNative);
    },
  );

  test("counts all jobs of an old cluster's backup as one", async () => {
    const found = await health({
      architecture: "cluster",
      createdAt: "2022-01-01T00:00:00Z",
      cloudNative: false,
      backups: [automated("2026-11-02T02:10:00Z")],
    });
    expect(found.latestBackupIds).toHaveLength(2);
    expect(found.failuresSince).toBe(0);
  });

  test("tells how far back flashback goes", async () => {
    const found = await health({
      policy: { ...NIGHTLY, enableBackupLog: true },
      flashbackSince: "2026-11-01T00:00:00Z",
    });
    expect(found).toMatchObject({
      enableBackupLog: true,
      backupLogStartTime: "2026-11-01T00:00:00Z",
    });
  });

  test("fails for an instance that does not exist", async () => {
    cloud = await Cloud.start([{}], {}, host);
    await expect(asked(cloud, getBackupHealth, { instanceId: "r-nobody" })).rejects.toThrow(
      /there is no such instance/,
    );
  });
});

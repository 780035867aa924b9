import { getBackups } from "../../src/tair/get-backups";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE, START } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const hoursAgo = (n: number) => new Date(Date.parse(START) - n * 3_600_000).toISOString();

  async function begin(count: number) {
    cloud = await Cloud.start(
      [
        {
          backups: Array.from({ length: count }, (_, index) => ({
            mode: index % 2 === 0 ? ("Manual" as const) : ("Automated" as const),
            hoursAgo: index + 1,
            expectExpireTime: null,
          })),
        },
      ],
      {},
      host,
    );
  }

  test("gives every backup of the last 30 days, newest first, without download URLs", async () => {
    await begin(3);
    const { backups } = await asked(cloud, getBackups, { instanceId: INSTANCE });
    expect(backups).toHaveLength(3);
    expect(backups[0]).toMatchObject({
      backupMode: "Manual",
      backupStatus: "Success",
      backupType: "FullBackup",
      nodeInstanceId: INSTANCE,
      backupSize: expect.any(Number),
      backupId: expect.stringMatching(/^\d+$/),
      backupJobId: expect.stringMatching(/^\d+$/),
    });
    expect(JSON.stringify(backups)).not.toMatch(/Signature|https?:/);
  });

  test("gives the normal form that backups of both clouds have", async () => {
    cloud = await Cloud.start(
      [
        {
          jobSeconds: 60,
          rowShape: "rowFirstAsSuccess",
          backups: [
            { hoursAgo: 1, status: "Failed" },
            { hoursAgo: 2, mode: "Automated", sizeBytes: 1000 },
            { hoursAgo: 3, expectExpireTime: null },
          ],
        },
      ],
      {},
      host,
    );
    cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    cloud.pass(30_000);
    const { backups } = await asked(cloud, getBackups, { instanceId: INSTANCE });
    const [running, failed, automated, lasting] = backups;
    expect(running).toMatchObject({ type: "Manual", status: "Running", backupStatus: "Success" });
    expect(running?.id).toBeUndefined();
    expect(failed).toMatchObject({ id: expect.any(String), status: "Failed" });
    expect(automated).toMatchObject({
      id: automated?.backupId,
      instanceId: INSTANCE,
      startTime: "2026-11-02T07:00:00Z",
      endTime: automated?.backupEndTime,
      type: "Automated",
      status: "Success",
      sizeBytes: 1000,
      expireTime: "2026-11-09T07:00:00Z",
    });
    expect(lasting).toMatchObject({ type: "Manual", status: "Success" });
    expect(lasting?.expireTime).toBeUndefined();
  });

  test("lists append-only files on request alone", async () => {
    await begin(1);
    await asked(cloud, getBackups, { instanceId: INSTANCE });
    await asked(cloud, getBackups, { instanceId: INSTANCE, needAof: true });
    const sent = cloud.emulator.requests.map(({ params }) => params["NeedAof"]);
    expect(sent).toEqual([undefined, "1"]);
  });

  test("gives the signed URLs on request, and says that they are secret", async () => {
    await begin(1);
    const args = { instanceId: INSTANCE, withDownloadUrls: true };
    const { result, isSecret } = await cloud.host.ask("tair:getBackups", args);
    expect(JSON.stringify(result)).toMatch(/Signature=/);
    expect(isSecret).toBe(true);
    expect((await cloud.host.ask("tair:getBackups", { instanceId: INSTANCE })).isSecret).toBe(
      false,
    );
    expect(getBackups.isSecret?.({ withDownloadUrls: true } as never)).toMatchObject({
      property: "withDownloadUrls",
    });
    expect(getBackups.isSecret?.({ withDownloadUrls: false } as never)).toBeUndefined();
  });

  test("reads all pages with the largest page size, once", async () => {
    await begin(650);
    cloud.actions();
    const { backups } = await asked(cloud, getBackups, { instanceId: INSTANCE });
    expect(backups).toHaveLength(650);
    expect(cloud.actions()).toEqual(["DescribeBackups", "DescribeBackups", "DescribeBackups"]);
  });

  test("loses and repeats nothing when pages shift while they are read", async () => {
    await begin(650);
    cloud.emulator.faults.add({ kind: "pagesShift", action: "DescribeBackups" });
    const { backups } = await asked(cloud, getBackups, { instanceId: INSTANCE });
    const ids = backups.map((row) => row.backupId);
    expect(new Set(ids).size).toBe(ids.length);
    const there = cloud.emulator.backups(INSTANCE).map((row) => row.backupId);
    // Those that came while it was read may or may not be in it.
    expect(there.filter((id) => !ids.includes(id)).length).toBeLessThanOrEqual(2);
    expect(ids.length).toBeGreaterThanOrEqual(650);
  });

  test("filters by backup, job and time", async () => {
    await begin(10);
    const [newest] = cloud.emulator.backups(INSTANCE);
    const one = { instanceId: INSTANCE, backupId: newest?.backupId };
    expect((await asked(cloud, getBackups, one)).backups).toHaveLength(1);
    const job = { instanceId: INSTANCE, backupJobId: newest?.jobId };
    expect((await asked(cloud, getBackups, job)).backups).toHaveLength(1);
    const range = { instanceId: INSTANCE, startTime: hoursAgo(5.5), endTime: hoursAgo(2.5) };
    expect((await asked(cloud, getBackups, range)).backups).toHaveLength(3);
  });

  test.each([
    [{ startTime: "yesterday" }, /startTime: "yesterday" is not a time in RFC 3339/],
    [{ startTime: hoursAgo(1), endTime: hoursAgo(2) }, /endTime: .* is not later than startTime/],
    [{ backupId: "cb-1" }, /backupId: "cb-1" is not a number/],
    [{ instanceId: "" }, /instanceId: "" is not the ID/],
    [{ pageSize: 10 }, /pageSize: there is no such property/],
    [{ pageNumber: 0 }, /pageNumber: there is no such property/],
    [{ backupJobId: "10000,10001" }, /backupJobId: "10000,10001" is not a number/],
    [{ needAof: "1" }, /needAof: "1" is not true or false/],
  ])("refuses %j", async (args, reason) => {
    await begin(1);
    await expect(asked(cloud, getBackups, { instanceId: INSTANCE, ...args })).rejects.toThrow(
      reason,
    );
  });

  test("fails for an instance that does not exist", async () => {
    await begin(1);
    await expect(asked(cloud, getBackups, { instanceId: "r-nobody" })).rejects.toThrow(
      /DescribeBackups on r-nobody was refused: there is no such instance/,
    );
  });
});

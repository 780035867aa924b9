import type { Emulator, FaultRule } from "../src";
import { ALWAYS, ask, codeOf, emulatorWith, HOUR, INSTANCE, MINUTE, send } from "./support/client";

const READ = { InstanceId: INSTANCE };
const POLICY = {
  ...READ,
  PreferredBackupTime: "05:00Z-06:00Z",
  PreferredBackupPeriod: "Monday",
  BackupRetentionPeriod: 30,
};
const retention = (emulator: Emulator) =>
  emulator.instances.get(INSTANCE).policy.backupRetentionPeriod;
const status = async (emulator: Emulator, action = "DescribeBackupPolicy", params = {}) =>
  (await send(emulator, action, { ...READ, ...params })).status;
const applied = (emulator: Emulator) => emulator.requests.map((request) => request.applied);

describe("which requests a rule meets", () => {
  const fault = { kind: "error" as const, code: "InternalError" };
  const statuses = async (rule: Partial<FaultRule>, times = 4) => {
    const emulator = await emulatorWith();
    emulator.faults.add({ ...fault, ...rule } as FaultRule);
    const found: number[] = [];
    for (let n = 0; n < times; n++) found.push(await status(emulator));
    return found;
  };

  it("meets all of them until it is removed", async () => {
    const emulator = await emulatorWith();
    const id = emulator.faults.add(fault);
    const other = emulator.faults.add({ ...fault, code: "Other", status: 418 });
    expect([await status(emulator), await status(emulator)]).toEqual([500, 500]);
    expect(emulator.faults.list()).toMatchObject([
      { id, used: 2 },
      { id: other, used: 0 },
    ]);
    emulator.faults.remove(id);
    expect(await status(emulator)).toBe(418);
    emulator.faults.clear();
    expect(await status(emulator)).toBe(200);
  });

  it("counts and skips", async () => {
    expect(await statuses({ count: 2 })).toEqual([500, 500, 200, 200]);
    expect(await statuses({ skip: 1, count: 2 })).toEqual([200, 500, 500, 200]);
  });

  it("chooses by action, account and instance", async () => {
    expect(await statuses({ action: "DescribeBackupPolicy" }, 1)).toEqual([500]);
    expect(await statuses({ action: "*" }, 1)).toEqual([500]);
    expect(await statuses({ action: "CreateBackup" }, 1)).toEqual([200]);
    expect(await statuses({ account: "1234567890123456" }, 1)).toEqual([500]);
    expect(await statuses({ account: "2222" }, 1)).toEqual([200]);
    expect(await statuses({ instanceId: INSTANCE }, 1)).toEqual([500]);
    expect(await statuses({ instanceId: "r-other" }, 1)).toEqual([200]);
  });

  it("chooses an instance that is named by DBInstanceId", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ ...fault, instanceId: INSTANCE });
    const code = await codeOf(emulator, "DescribeParameters", { DBInstanceId: INSTANCE });
    expect(code).toBe("InternalError");
  });

  it("draws from a seeded generator", async () => {
    const draw = async (random: number) => {
      const emulator = await emulatorWith({}, { random });
      emulator.faults.add({ ...fault, probability: 0.5 });
      const found: number[] = [];
      for (let n = 0; n < 40; n++) found.push(await status(emulator));
      return found;
    };
    const first = await draw(7);
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
    const failed = first.filter((one) => one === 500).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(32);
  });

  it("meets no request that does not get past the gateway", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ ...fault, count: 1 });
    await send(emulator, "DescribeBackupPolicy", READ, { accessKeySecret: "wrong" });
    expect(await status(emulator)).toBe(500);
  });

  it("fails on a rule that makes no sense", async () => {
    const emulator = await emulatorWith();
    const add = (rule: object) => () => emulator.faults.add(rule as FaultRule);
    expect(add({ kind: "explosion" })).toThrow("kind");
    expect(add({ kind: "drop" })).toThrow("when");
    expect(add({ kind: "html", cuont: 1 })).toThrow("cuont");
    expect(add({ kind: "html", count: 0 })).toThrow("count");
  });
});

describe("throttling", () => {
  it("is Throttling.User with HTTP 400 and no hint by default", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "throttling" });
    const answer = await send(emulator, "ModifyBackupPolicy", POLICY);
    expect([answer.status, answer.body.Code]).toEqual([400, "Throttling.User"]);
    expect(answer.headers.has("x-acs-retry-after")).toBe(false);
    expect(retention(emulator)).toBe(7);
  });

  it("can have another code and status, and say when to come again", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({
      kind: "throttling",
      code: "Throttling.Api",
      status: 429,
      retryAfterMs: 1500,
    });
    const answer = await send(emulator, "DescribeBackupPolicy", READ);
    expect([answer.status, answer.body.Code]).toEqual([429, "Throttling.Api"]);
    expect(answer.headers.get("x-acs-retry-after")).toBe("1500");
  });
});

describe("spoilt answers", () => {
  it("fails with any code, before or after the change", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "error", code: "LockTimeout", count: 1 });
    expect(await codeOf(emulator, "ModifyBackupPolicy", POLICY)).toBe("LockTimeout");
    expect(retention(emulator)).toBe(7);
    emulator.faults.add({
      kind: "error",
      code: "Strange",
      status: 503,
      message: "try later",
      when: "after",
    });
    const answer = await send(emulator, "ModifyBackupPolicy", POLICY);
    expect([answer.status, answer.body.Message]).toEqual([503, "try later"]);
    expect(retention(emulator)).toBe(30);
    expect(applied(emulator)).toEqual([false, true]);
  });

  it("answers HTML", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "html" });
    const answer = await send(emulator, "ModifyBackupPolicy", POLICY);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(answer.text).toContain("<html>");
    expect(retention(emulator)).toBe(7);
  });

  it("answers HTML with another status, after the change", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "html", status: 200, when: "after" });
    expect(await status(emulator, "ModifyBackupPolicy", POLICY)).toBe(200);
    expect(retention(emulator)).toBe(30);
  });

  it("answers an empty body", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "emptyBody" });
    const answer = await send(emulator, "ModifyBackupPolicy", POLICY);
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(retention(emulator)).toBe(30);
  });

  it("answers half a body", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "truncatedBody" });
    const answer = await send(emulator, "DescribeBackupPolicy", READ);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/^\{"RequestId":"[^}]*$/);
  });

  it("breaks the connection in the middle of a body", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "truncatedBody", abort: true });
    await expect(send(emulator, "DescribeBackupPolicy", READ)).rejects.toThrow("terminated");
  });
});

describe("lost answers", () => {
  it.each([
    ["before" as const, 7, false],
    ["after" as const, 30, true],
  ])("breaks the connection %s the change", async (when, days, wasApplied) => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "drop", when, count: 1 });
    await expect(send(emulator, "ModifyBackupPolicy", POLICY)).rejects.toThrow("fetch failed");
    expect(retention(emulator)).toBe(days);
    expect(emulator.requests).toMatchObject([{ status: 0, applied: wasApplied }]);
    expect(await status(emulator)).toBe(200);
  });

  it("leaves a backup running that nobody was told of", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "drop", when: "after", action: "CreateBackup", count: 1 });
    await expect(send(emulator, "CreateBackup", READ)).rejects.toThrow("fetch failed");
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupJobExists");
    expect(emulator.jobs()).toHaveLength(1);
  });

  it("carries a slow request out at once and answers late", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "slow", ms: 200, count: 1 });
    const begun = Date.now();
    let isAnswered = false;
    const answering = send(emulator, "ModifyBackupPolicy", POLICY).finally(
      () => (isAnswered = true),
    );
    while (emulator.requests.length === 0) await new Promise(setImmediate);
    expect(retention(emulator)).toBe(30);
    expect(isAnswered).toBe(false);
    expect((await answering).status).toBe(200);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(199);
  });
});

describe("clock and token", () => {
  it("has a clock that is off, and shows it in the Date header", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "clockSkew", seconds: 3600 });
    const answer = await send(emulator, "DescribeBackupPolicy", READ);
    expect(answer.body.Code).toBe("InvalidTimeStamp.Expired");
    expect(answer.headers.get("date")).toBe("Wed, 07 Jan 2026 11:00:00 GMT");
    const common = { Timestamp: "2026-01-07T11:00:00Z" };
    expect((await send(emulator, "DescribeBackupPolicy", READ, { common })).status).toBe(200);
  });

  it("finds any token expired", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "expiredToken", count: 1 });
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ)).toBe(
      "InvalidSecurityToken.Expired",
    );
    expect(await status(emulator)).toBe(200);
  });
});

describe("jobs", () => {
  it("lets a job hang until somebody ends it", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "stuckJob", count: 1 });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(10 * HOUR);
    expect(emulator.jobs()).toMatchObject([{ state: "Uploading", progress: 50 }]);
    expect(emulator.jobs()[0]).not.toHaveProperty("endTime");
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupJobExists");
    emulator.console.endJob(INSTANCE, "Success");
    emulator.clock.advance(MINUTE);
    expect(emulator.jobs()).toEqual([]);
    expect(emulator.backups()).toMatchObject([{ status: "Success", mode: "Manual" }]);
    await ask(emulator, "CreateBackup", READ);
  });

  it("lets a hanging job end in failure", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "stuckJob", count: 1 });
    await ask(emulator, "CreateBackup", READ);
    emulator.console.endJob(INSTANCE, "Failed");
    emulator.clock.advance(MINUTE);
    expect(emulator.backups()).toMatchObject([{ status: "Failed", sizeBytes: 0 }]);
  });

  it("lets a job fail, also an automatic one, unless the rule names the action", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "failedJob", action: "CreateBackup" });
    emulator.console.startBackup(INSTANCE, { mode: "Automated" });
    emulator.clock.advance(HOUR);
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(HOUR);
    emulator.faults.add({ kind: "failedJob" });
    emulator.console.startBackup(INSTANCE, { mode: "Automated" });
    emulator.clock.advance(HOUR);
    expect(emulator.backups().map((backup) => `${backup.mode} ${backup.status}`)).toEqual([
      "Automated Failed",
      "Manual Failed",
      "Automated Success",
    ]);
  });
});

describe("readLag", () => {
  const lagging = async () => {
    const emulator = await emulatorWith({ backups: [{ hoursAgo: 2 }], changingSeconds: 5 });
    emulator.faults.add({ kind: "readLag", seconds: 10 });
    emulator.clock.advance(MINUTE);
    return emulator;
  };
  const live = async (emulator: Emulator) => ({
    retention: (await ask(emulator, "DescribeBackupPolicy", READ)).BackupRetentionPeriod,
    status: (await ask(emulator, "DescribeInstanceAttribute", READ)).Instances
      .DBInstanceAttribute[0].InstanceStatus,
  });

  it("shows a change of policy and its busy time later, while the truth has changed", async () => {
    const emulator = await lagging();
    await ask(emulator, "ModifyBackupPolicy", POLICY);
    expect(retention(emulator)).toBe(30);
    expect(await codeOf(emulator, "ModifyBackupPolicy", POLICY)).toBe("IncorrectDBInstanceState");
    emulator.clock.advance(9999);
    expect(await live(emulator)).toEqual({ retention: "7", status: "Normal" });
    emulator.clock.advance(1);
    expect(await live(emulator)).toEqual({ retention: "30", status: "Changing" });
    emulator.clock.advance(5000);
    expect(await live(emulator)).toEqual({ retention: "30", status: "Normal" });
  });

  it("shows a job later, in the state it had then", async () => {
    const emulator = await lagging();
    await ask(emulator, "CreateBackup", READ);
    const tasks = async () => (await ask(emulator, "DescribeBackupTasks", READ)).BackupJobs;
    emulator.clock.advance(9999);
    expect(await tasks()).toEqual([]);
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupJobExists");
    emulator.clock.advance(15_001);
    expect(await tasks()).toMatchObject([{ Progress: "50" }]);
  });

  it("shows a deletion and an extension later", async () => {
    const emulator = await lagging();
    const BackupId = emulator.backups()[0]?.backupId ?? "";
    const rows = async () =>
      (await ask(emulator, "DescribeBackups", { ...READ, ...ALWAYS })).Backups.Backup.map(
        (row: { ExpectExpireTime: string }) => row.ExpectExpireTime,
      );
    const ExpectExpireTime = "2026-03-01T00:00Z";
    await ask(emulator, "ModifyBackupExpireTime", { ...READ, BackupId, ExpectExpireTime });
    expect(await rows()).toEqual(["2026-01-14T08:00:00Z"]);
    emulator.clock.advance(10_000);
    expect(await rows()).toEqual(["2026-03-01T00:00:00Z"]);
    await ask(emulator, "DeleteBackup", { ...READ, BackupId });
    expect(await rows()).toEqual(["2026-03-01T00:00:00Z"]);
    expect(await codeOf(emulator, "DeleteBackup", { ...READ, BackupId })).toBe(
      "InvalidBackupSetID.NotFound",
    );
    emulator.clock.advance(10_000);
    expect(await rows()).toEqual([]);
  });

  it("shows a release later, although nothing can be written any more", async () => {
    const emulator = await lagging();
    emulator.instances.release(INSTANCE);
    expect(await live(emulator)).toMatchObject({ status: "Normal" });
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("InvalidInstanceId.NotFound");
    emulator.clock.advance(10_000);
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ)).toBe("InvalidInstanceId.NotFound");
  });

  it("is not used up by writes", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "readLag", seconds: 10, count: 1 });
    await ask(emulator, "ModifyBackupPolicy", POLICY);
    emulator.clock.advance(5000);
    expect((await live(emulator)).retention).toBe("7");
    expect((await live(emulator)).retention).toBe("30");
  });
});

describe("pagesShift", () => {
  it("puts one more row on top between two pages", async () => {
    const backups = Array.from({ length: 40 }, (_, n) => ({ hoursAgo: n + 1 }));
    const emulator = await emulatorWith({ backups });
    emulator.faults.add({ kind: "pagesShift", count: 1 });
    const page = async (PageNumber: number): Promise<number[]> =>
      (
        await ask(emulator, "DescribeBackups", { ...READ, ...ALWAYS, PageNumber })
      ).Backups.Backup.map((row: { BackupId: number }) => row.BackupId);
    const first = await page(1);
    const second = await page(2);
    expect(second[0]).toBe(first.at(-1));
    expect(second).toHaveLength(11);
    expect(new Set([...first, ...second]).size).toBe(40);
    expect(emulator.backups()).toHaveLength(41);
    const [shifted] = emulator.backups();
    expect(first).not.toContain(Number(shifted?.backupId));
    expect(shifted?.mode).toBe("Automated");
  });

  it("shifts within a range that lies in the past", async () => {
    const startTime = "2026-01-06T10:00:00Z";
    const backups = Array.from({ length: 31 }, () => ({ startTime }));
    const emulator = await emulatorWith({ backups });
    emulator.faults.add({ kind: "pagesShift", count: 1 });
    const range = { StartTime: "2026-01-06T00:00Z", EndTime: "2026-01-06T12:00Z" };
    const body = await ask(emulator, "DescribeBackups", { ...READ, ...range, PageNumber: 2 });
    expect(body.Backups.Backup).toHaveLength(2);
  });

  it("shifts the sets of a cluster", async () => {
    const backups = Array.from({ length: 6 }, (_, n) => ({ hoursAgo: n + 1 }));
    const emulator = await emulatorWith({ architecture: "cluster", backups });
    emulator.faults.add({ kind: "pagesShift", count: 1 });
    const params = { ...READ, ...ALWAYS, RegionId: "cn-hangzhou", PageSize: 5, PageNumber: 2 };
    const body = await ask(emulator, "DescribeClusterBackupList", params, { method: "GET" });
    expect(body.ClusterBackups).toHaveLength(2);
  });
});

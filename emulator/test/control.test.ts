import type { Emulator } from "../src";
import { ask, codeOf, emulatorWith, INSTANCE } from "./support/client";

async function call(emulator: Emulator, method: string, operation: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/_emulator/${operation}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return { status: response.status, value: (await response.json()) as any };
}

describe("the control interface", () => {
  it("answers the state", async () => {
    const emulator = await emulatorWith({ backups: [{}] });
    const { status, value } = await call(emulator, "GET", "state");
    expect(status).toBe(200);
    expect(value).toMatchObject({
      now: "2026-01-07T10:00:00.000Z",
      instances: [{ instanceId: INSTANCE }],
      backups: [{ instanceId: INSTANCE }],
      jobs: [],
      faults: [],
    });
    expect((await call(emulator, "GET", "environment")).value).toEqual(emulator.environment);
  });

  it("moves the clock", async () => {
    const emulator = await emulatorWith();
    const { value } = await call(emulator, "POST", "clock/advance", { ms: 60_000 });
    expect(value).toEqual({ now: "2026-01-07T10:01:00.000Z" });
    expect((await call(emulator, "GET", "clock")).value).toEqual(value);
  });

  it("adds, lists and removes faults", async () => {
    const emulator = await emulatorWith();
    const { value } = await call(emulator, "POST", "faults", { kind: "drop", when: "after" });
    await call(emulator, "POST", "faults", { kind: "html" });
    expect((await call(emulator, "GET", "faults")).value).toHaveLength(2);
    await call(emulator, "DELETE", `faults?id=${value.id}`);
    expect(emulator.faults.list()).toMatchObject([{ rule: { kind: "html" } }]);
    await call(emulator, "DELETE", "faults");
    expect(emulator.faults.list()).toEqual([]);
  });

  it("plays somebody in the console", async () => {
    const emulator = await emulatorWith();
    const instanceId = INSTANCE;
    const policy = { backupRetentionPeriod: 99 };
    await call(emulator, "POST", "console/setPolicy", { instanceId, policy });
    expect(emulator.instances.get(INSTANCE).policy).toMatchObject(policy);
    const { value: added } = await call(emulator, "POST", "console/addBackup", { instanceId });
    const { backupId } = added;
    const expireTime = "2026-06-01T00:00:00Z";
    await call(emulator, "POST", "console/setExpiry", { instanceId, backupId, expireTime });
    expect((await call(emulator, "GET", `backups?instanceId=${instanceId}`)).value).toMatchObject([
      { backupId, expireTime: "2026-06-01T00:00:00.000Z" },
    ]);
    await call(emulator, "POST", "console/deleteBackup", { instanceId, backupId });
    expect((await call(emulator, "GET", "backups")).value).toEqual([]);
    const started = await call(emulator, "POST", "console/startBackup", {
      instanceId,
      mode: "Manual",
    });
    expect((await call(emulator, "GET", "jobs")).value).toMatchObject([
      { jobId: started.value.jobIds[0] },
    ]);
    await call(emulator, "POST", "console/endJob", { instanceId, outcome: "Failed" });
    emulator.clock.advance(60_000);
    expect(emulator.backups()).toMatchObject([{ status: "Failed" }]);
  });

  it("adds and releases instances, accounts and roles", async () => {
    const emulator = await emulatorWith();
    await call(emulator, "POST", "instances", { instanceId: "r-more" });
    await call(emulator, "POST", "instances/setStatus", {
      instanceId: "r-more",
      status: "Changing",
    });
    await call(emulator, "POST", "instances/release", { instanceId: INSTANCE });
    expect((await call(emulator, "GET", "instances")).value).toMatchObject([
      { instanceId: "r-more", status: "Changing" },
    ]);
    const key = { accessKeyId: "K", accessKeySecret: "s" };
    await call(emulator, "POST", "accounts", { accountId: "2222", ...key });
    await call(emulator, "POST", "roles", { accountId: "2222", name: "reader" });
    await ask(
      emulator,
      "AssumeRole",
      { RoleArn: "acs:ram::2222:role/reader", RoleSessionName: "test" },
      { version: "2015-04-01", ...key },
    );
  });

  it("changes keys", async () => {
    const emulator = await emulatorWith();
    const accessKeyId = "EMULATOR_KEY_ID";
    const code = () => codeOf(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE });
    await call(emulator, "POST", "accounts/setPolicies", { accessKeyId, policies: [] });
    expect(await code()).toBe("Forbidden.RAM");
    await call(emulator, "POST", "accounts/setStatus", { accessKeyId, status: "Inactive" });
    expect(await code()).toBe("InvalidAccessKeyId.Inactive");
    await call(emulator, "POST", "accounts/remove", { accessKeyId });
    expect(await code()).toBe("InvalidAccessKeyId.NotFound");
  });

  it("shows and empties the journal", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE });
    expect((await call(emulator, "GET", "requests")).value).toMatchObject([
      { action: "DescribeBackupPolicy", params: { InstanceId: INSTANCE }, status: 200 },
    ]);
    await ask(emulator, "DescribeBackupTasks", { InstanceId: INSTANCE });
    expect((await call(emulator, "GET", "requests")).value).toHaveLength(2);
    expect((await call(emulator, "GET", "requests?last=1")).value).toMatchObject([
      { action: "DescribeBackupTasks" },
    ]);
    await call(emulator, "DELETE", "requests");
    expect(emulator.requests).toEqual([]);
  });

  it("saves, restores and resets", async () => {
    const emulator = await emulatorWith();
    const { value } = await call(emulator, "GET", "snapshot");
    emulator.instances.release(INSTANCE);
    expect((await call(emulator, "POST", "restore", value)).status).toBe(200);
    expect(emulator.instances.list()).toHaveLength(1);
    emulator.instances.add({ instanceId: "r-more" });
    await call(emulator, "POST", "reset");
    expect(emulator.instances.list()).toHaveLength(1);
  });

  it.each([
    ["POST", "faults", { kind: "none" }, 400, "kind"],
    ["POST", "instances", { instanceId: "r-a", color: "red" }, 400, "color"],
    ["POST", "instances/release", { instanceId: "r-none" }, 400, "there is no instance r-none"],
    ["POST", "clock/advance", { ms: -1 }, 400, "ms"],
    ["POST", "restore", {}, 400, "snapshot"],
    ["GET", "nothing", undefined, 404, "no such operation"],
    ["GET", "reset", undefined, 404, "no such operation"],
  ])("fails on %s %s %j", async (method, operation, body, status, text) => {
    const emulator = await emulatorWith();
    const answer = await call(emulator, method, operation, body);
    expect(answer.status).toBe(status);
    expect(answer.value.error).toContain(text);
  });

  it("fails on a body that is not JSON", async () => {
    const emulator = await emulatorWith();
    const url = `${emulator.url}/_emulator/faults`;
    const response = await fetch(url, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
  });
});

import type { Emulator, InstanceSeed } from "../../emulator/src";
import { during, startCloud, writes } from "../support/cloud";
import type { Declaration, Declarations } from "../support/program";
import { HOST_NAMES } from "../support/hosts";
import { Stack } from "../support/stack";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [] };
const MINUTE = 60_000;

const inMinutes = (minutes: number): string =>
  new Date(Date.now() + minutes * MINUTE).toISOString().replace(/\.\d+Z$/, "Z");
const POINT = inMinutes(-30);
const SOON = inMinutes(60);
const PASSED = inMinutes(-1);

const classic = (instanceId: string, more: Partial<InstanceSeed> = {}): InstanceSeed => ({
  instanceId,
  cloudNative: false,
  engineVersion: "5.0",
  policy: { enableBackupLog: true },
  flashbackSince: inMinutes(-120),
  restoreSeconds: 2,
  restoreDelaySeconds: 0,
  ...more,
});

const restoreOf = (instanceId: string, args: object = {}, options = {}): Declaration => ({
  type: "Restore",
  args: {
    instanceId,
    restoreTime: POINT,
    overwrite: `${instanceId}@${POINT}`,
    runBefore: SOON,
    ...args,
  },
  options,
});

describe.each(HOST_NAMES)("a restore that has been carried out, on the %s host", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let before: string;
  let after: string;

  const program = (args: object = {}, options = {}): Declarations => ({
    undo: restoreOf("r-orders", args, options),
  });
  const sent = () =>
    cloud.requests.filter(({ action, params }) => {
      return action === "RestoreInstance" && params["InstanceId"] === "r-orders";
    });

  beforeAll(async () => {
    cloud = await startCloud({ instances: [classic("r-orders")] });
    stack = await Stack.create({ host, emulator: cloud, program: {} });
    expect(await stack.up()).toMatchObject(NOTHING);
    before = await stack.keepState();
    stack.write(program());
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], steps: ["create undo"] });
    after = await stack.keepState();
  });

  afterEach(() => {
    expect(sent()).toHaveLength(1);
    expect(cloud.restores("r-orders")).toHaveLength(1);
  });

  it("has taken a backup, has waited until the instance was Normal, and says so in state", async () => {
    const { id, outputs } = (await stack.state())["undo"] ?? {};
    const jobs = cloud.backups("r-orders").map(({ jobId }) => jobId);
    expect(id).toBe(`r-orders@${POINT}`);
    expect(outputs).toMatchObject({
      status: "Restored",
      requestId: sent()[0]?.requestId,
      backupBeforeJobIds: jobs,
    });
    expect(writes(cloud).filter((action) => action === "RestoreInstance")).toHaveLength(1);
  });

  it("is not run again by three unchanged ups, which call nothing", async () => {
    const asked = cloud.requests.length;
    for (const _ of [1, 2, 3]) {
      expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    }
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
    expect(cloud.requests).toHaveLength(asked);
  });

  it("is not run again by options that change, nor by time that passes", async () => {
    stack.write(program({ runBefore: PASSED, backupBeforeRetention: 30 }));
    const asked = cloud.requests.length;
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["update undo"] });
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(cloud.requests).toHaveLength(asked);
  });

  const late = (name: string) =>
    expect.stringMatching(
      new RegExp(
        `'${name}': property runBefore value {${PASSED}}.* has passed.*nothing was called`,
      ),
    );

  it("is not run again under another name, with an alias or without", async () => {
    const asked = cloud.requests.length;
    stack.write({ renamed: restoreOf("r-orders", { runBefore: PASSED }) });
    const refused = await stack.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toEqual(late("renamed"));
    stack.write({
      renamed: restoreOf("r-orders", { runBefore: PASSED }, { aliases: [{ name: "undo" }] }),
    });
    const renamed = await stack.up();
    expect(renamed).toMatchObject({ exitCode: 0, errors: [], failures: [] });
    expect(renamed.steps.filter((step) => /create|replace/.test(step))).toEqual([]);
    expect(cloud.requests).toHaveLength(asked);
  });

  it("is not run again from an old state, whether that knows it or not", async () => {
    const asked = cloud.requests.length;
    stack.write(program({ runBefore: PASSED }));
    await stack.restoreState(after);
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["update undo"] });
    await stack.restoreState(before);
    const refused = await stack.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toEqual(late("undo"));
    expect(cloud.requests).toHaveLength(asked);
    await stack.restoreState(after);
  });

  it("is not run again by a copied stack", async () => {
    const asked = cloud.requests.length;
    const copy = await Stack.create({
      host,
      emulator: cloud,
      name: "copy",
      beside: stack,
      program: program({ runBefore: PASSED }),
    });
    const refused = await copy.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toEqual(late("undo"));
    expect(cloud.requests).toHaveLength(asked);
  });

  it("is forgotten by a destroy, which calls nothing and leaves the backup", async () => {
    const asked = cloud.requests.length;
    stack.write(program());
    expect(await stack.destroy()).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.state()).toEqual({});
    expect(cloud.requests).toHaveLength(asked);
    expect(cloud.backups("r-orders")).toHaveLength(1);
  });
});

describe.each(HOST_NAMES)("a restore whose run ends before it, on the %s host", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  const sent = (instanceId: string) =>
    cloud.requests.filter(({ action, params }) => {
      return action === "RestoreInstance" && params["InstanceId"] === instanceId;
    });

  beforeAll(async () => {
    cloud = await startCloud({
      instances: ["r-slow", "r-lost", "r-killed"].map((id) =>
        classic(id, { restoreSeconds: id === "r-lost" ? 2 : 3600 }),
      ),
    });
    const answer = { action: "RestoreInstance", instanceId: "r-lost" };
    cloud.faults.add({ kind: "drop", when: "after", ...answer });
    stack = await Stack.create({ host, emulator: cloud });
  });

  it("keeps its id, and the next up only waits", async () => {
    stack.write({ slow: restoreOf("r-slow"), lost: restoreOf("r-lost") });
    stack.environment = { ...stack.environment, REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "0.1" };
    const up = await stack.up();
    expect(up.failures).toEqual(["create slow"]);
    expect(up.output).toMatch(/gave up after .* waiting for r-slow to be restored/);
    expect((await stack.state())["slow"]).toMatchObject({
      id: `r-slow@${POINT}`,
      outputs: { status: "Restoring" },
    });
    cloud.instances.setStatus("r-slow", "Normal");
    cloud.clock.advance(5 * MINUTE);
    const next = await stack.up();
    expect(next).toMatchObject({ exitCode: 0, errors: [], steps: ["update slow"] });
    expect((await stack.state())["slow"]?.outputs).toMatchObject({ status: "Restored" });
    expect(sent("r-slow")).toHaveLength(1);
  });

  it("is found by the status where the answer was lost, and not sent again", async () => {
    expect((await stack.state())["lost"]?.outputs).toMatchObject({ status: "Restored" });
    expect(sent("r-lost")).toHaveLength(1);
    expect(cloud.restores("r-lost")).toHaveLength(1);
  });

  it("is met by the next up after a kill, which restores nothing", async () => {
    const other = await Stack.create({
      host,
      emulator: cloud,
      program: { killed: restoreOf("r-killed", { backupBefore: false }) },
    });
    const killed = other.operation("up", "--yes", "--skip-preview");
    await during(killed.ended, "RestoreInstance was sent", () => sent("r-killed").length === 1);
    await killed.kill();
    await killed.ended;
    await other.unlock();
    const up = await other.up();
    expect(up.exitCode).not.toBe(0);
    expect(up.output).toMatch(/r-killed is being restored already \(BackupRecovering\)/);
    expect(sent("r-killed")).toHaveLength(1);
    expect(writes(cloud, "r-killed")).toEqual(["RestoreInstance"]);
  });
});

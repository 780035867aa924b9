import type { Emulator, InstanceSeed } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { HOST_NAMES, LOOKS_FIRST } from "../support/hosts";
import { DECLARED, FOUND } from "../support/policies";
import { backup, policy, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

const POLICIES = ["server-error", "restored", "released"] as const;
const BACKUPS = ["lost-answer", "failed-job", "extended", "busy"] as const;
const idOf = (name: string) => `r-${name}`;
const DAY_MS = 86_400_000;

/**
 * What `alicloud.kvstore.BackupPolicy`, `alicloud.redis.Backup` and their Terraform twins were seen to
 * do, each done right: one test for each. The suites of each subject go further.
 */
describe.each(HOST_NAMES)("unlike the resources that were there before (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let up: Run;
  let seconds: number;

  const program = (days: number): Declarations => ({
    ...Object.fromEntries(
      POLICIES.map((name) => [name, policy({ instanceId: idOf(name), ...DECLARED })]),
    ),
    ...Object.fromEntries(
      BACKUPS.map((name) => [
        name,
        backup({ instanceId: idOf(name), backupRetentionPeriod: days }),
      ]),
    ),
  });

  beforeAll(async () => {
    const ids = [...POLICIES, ...BACKUPS].map(idOf);
    cloud = await startCloud({
      instances: ids.map((instanceId): InstanceSeed => ({ instanceId, policy: FOUND })),
    });
    const once = (action: string, name: string) => ({ action, instanceId: idOf(name), count: 1 });
    cloud.faults.add({ kind: "drop", when: "after", ...once("CreateBackup", "lost-answer") });
    cloud.faults.add({ kind: "failedJob", instanceId: idOf("failed-job"), count: 1 });
    cloud.faults.add({
      kind: "error",
      code: "IncorrectDBInstanceState",
      ...once("CreateBackup", "busy"),
    });
    cloud.faults.add({
      kind: "error",
      code: "InternalError",
      status: 500,
      ...once("ModifyBackupPolicy", "server-error"),
    });
    stack = await Stack.create({ host, emulator: cloud, program: program(7) });
    const began = performance.now();
    up = await stack.up("--continue-on-error");
    seconds = (performance.now() - began) / 1000;
  });

  it("a lost answer to CreateBackup makes no second backup", async () => {
    expect(up.failures).not.toContain("create lost-answer");
    const there = cloud.backups(idOf("lost-answer")).map(({ backupId }) => backupId);
    expect(there).toHaveLength(1);
    expect((await heldBackups(stack))[idOf("lost-answer")]).toEqual(there);
  });

  it("a job that fails makes the run fail", () => {
    expect(up).toMatchObject({ exitCode: 1, failures: ["create failed-job"] });
    expect(up.errors.join("\n")).toMatch(/job .* of r-failed-job|r-failed-job.*job/);
  });

  it("a busy instance is waited for", () => {
    expect(cloud.backups(idOf("busy"))).toHaveLength(1);
  });

  it("a server that fails once is asked again", () => {
    expect(cloud.instances.get(idOf("server-error")).policy).toMatchObject(DECLARED);
  });

  it("nothing waits a fixed time: not 60 s for a policy, nor 32 s for a backup done at once", () => {
    expect(seconds).toBeLessThan(30);
  });

  it("a run warns of nothing that the user can't change", () => {
    expect(up.warnings).toEqual([]);
  });

  it("retention is managed and read back", () => {
    const retention = cloud.instances.get(idOf("restored")).policy.backupRetentionPeriod;
    expect(retention).toBe(30);
  });

  it.each([["Funday"], ["Monday", "Monday"], undefined].map((days) => ({ days })))(
    "days of $days are refused by the preview",
    async ({ days }) => {
      cloud.requests.length = 0;
      stack.write({ days: policy({ instanceId: idOf("days"), preferredBackupPeriod: days }) });
      const preview = await stack.preview();
      expect(preview.exitCode).toBe(1);
      expect(preview.output).toContain("preferredBackupPeriod");
      expect(LOOKS_FIRST[host] ? writes(cloud) : cloud.requests).toEqual([]);
    },
  );

  it("an unknown instance gets one sentence, and leaves nothing in state", async () => {
    stack.write({ ...program(7), unknown: policy({ instanceId: "r-unknown" }) });
    const run = await stack.up("--continue-on-error");
    expect(run.failures).toEqual(["create unknown"]);
    expect(run.errors[0]).toMatch(
      /^DescribeBackupPolicy on r-unknown was refused: there is no such/,
    );
    expect(await stack.state()).not.toHaveProperty("unknown");
  });

  it("a longer retention of a backup extends its expiry", async () => {
    stack.write(program(30));
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    const [row] = cloud.backups(idOf("extended"));
    const days = (Date.parse(row?.expireTime ?? "") - Date.parse(row?.startTime ?? "")) / DAY_MS;
    expect(days).toBeGreaterThanOrEqual(30);
    expect(await stack.refreshPreview()).toMatchObject({ exitCode: 0, steps: [] });
  });

  it("a backup that has expired is not followed by a new one", async () => {
    cloud.clock.advance(31 * DAY_MS);
    cloud.requests.length = 0;
    const run = await stack.up("--refresh");
    expect(run).toMatchObject({ exitCode: 0, errors: [] });
    expect(writes(cloud)).toEqual([]);
  });

  it("destroy puts back what was there, and an instance that is gone is no obstacle", async () => {
    cloud.instances.release(idOf("released"));
    expect(await stack.destroy()).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.instances.get(idOf("restored")).policy).toMatchObject({
      ...FOUND,
      // Never weaker than it was.
      backupRetentionPeriod: 30,
    });
    expect(await stack.state()).toEqual({});
  });
});

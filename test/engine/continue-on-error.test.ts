import type { Emulator } from "../../emulator/src";
import { startCloud } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { backup } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

const INSTANCE = "r-orders";
const release = (number: string) => ({
  orders: backup({ instanceId: INSTANCE, triggers: { release: number } }),
});

/** What ends a program of the plugin, in YAML, is for one in Node no reason to end: then the engine deletes what was replaced. */
const SAID = {
  dynamic: /is not deleted: another one of r-orders .* has not succeeded/,
  plugin: /failed to register/,
};

describe.each(HOST_NAMES)("a replacement that fails with --continue-on-error (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let before: string[];
  let run: Run;

  const successful = () =>
    cloud.backups(INSTANCE).flatMap((row) => (row.status === "Success" ? row.backupId : []));

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: INSTANCE }] });
    stack = await Stack.create({ host, emulator: cloud, program: release("1") });
    expect(await stack.up()).toMatchObject({ exitCode: 0 });
    before = successful();
    cloud.faults.add({ kind: "failedJob", count: 1 });
    stack.write(release("2"));
    run = await stack.up("--continue-on-error");
  });

  it("leaves the backup that is there, and says why", () => {
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toMatch(SAID[host]);
    expect(before).toHaveLength(1);
    expect(successful()).toEqual(before);
  });

  it("ends with one good backup, the one in state, at the next up", async () => {
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    const held = await heldBackups(stack);
    expect(successful()).toEqual(held[INSTANCE]);
    expect(cloud.backups(INSTANCE)).toHaveLength(1);
    expect(before).not.toEqual(held[INSTANCE]);
  });
});

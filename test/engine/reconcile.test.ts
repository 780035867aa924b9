import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { backup, policy } from "../support/program";
import { Stack } from "../support/stack";

const CYCLES = 30;
const MINUTE = 60_000;

/**
 * Through the plugin alone, whose programs start three times as fast. A month of it, on both hosts, is in
 * provider/test/hosts/reconcile.test.ts and in bench/reconcile.js.
 */
describe("a stack that is reconciled every minute", () => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
    stack = await Stack.create({
      host: "plugin",
      emulator: cloud,
      program: {
        orders: policy({ instanceId: "r-orders", backupRetentionPeriod: 30 }),
        release: backup({ instanceId: "r-orders", backupRetentionPeriod: 60 }),
      },
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  });

  it("writes nothing without drift, and takes no backup that nobody declared", async () => {
    cloud.requests.length = 0;
    const backups = cloud.backups().length;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      cloud.clock.advance(MINUTE);
      if (cycle === CYCLES / 2) cloud.console.addBackup("r-orders", { mode: "Automated" });
      const up = await stack.up("--refresh", "--expect-no-changes");
      expect({ cycle, ...up }).toMatchObject({ cycle, exitCode: 0, steps: [], errors: [] });
    }
    expect(writes(cloud)).toEqual([]);
    expect(cloud.backups()).toHaveLength(backups + 1);
  }, 900_000);
});

import type { Emulator } from "../../emulator/src";
import { startCloud } from "../support/cloud";
import { backup, policy } from "../support/program";
import { Stack } from "../support/stack";

describe("a policy and a backup", () => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
    stack = await Stack.create({
      emulator: cloud,
      program: {
        orders: policy({ instanceId: "r-orders", backupRetentionPeriod: 30 }),
        "orders-now": backup({ instanceId: "r-orders", backupRetentionPeriod: 30 }),
      },
    });
  });

  it("are made by up", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    expect(up.steps).toEqual(["create orders", "create orders-now"]);
  });

  it("stay the same at the next up", async () => {
    const up = await stack.up("--expect-no-changes");
    expect(up).toMatchObject({ exitCode: 0, steps: [], errors: [], warnings: [] });
  });

  it("have no drift", async () => {
    const refresh = await stack.refreshPreview();
    expect(refresh).toMatchObject({ exitCode: 0, steps: [], errors: [], warnings: [] });
  });
});

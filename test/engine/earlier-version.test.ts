import fs from "node:fs";
import path from "node:path";
import type { Emulator } from "../../emulator/src";
import { OURS, startCloud, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { backup, policy, type Declarations } from "../support/program";
import { heldBackups, Stack } from "../support/stack";
import { temporaryFolder } from "../support/temporary-folder";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

/** Exports that version 0.1.0 has left: they stay as they are, whatever later versions keep in state. */
const FIXTURES = path.join(__dirname, "../fixtures");

/** What in the exports is the cloud's own. */
const RECORDED = {
  accountId: "1234567890123456",
  jobId: "11620001",
  backupId: "521000001",
  startTime: "2026-11-21T15:23:39",
};

describe.each(HOST_NAMES)("a state that an earlier version has written (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  const program = (backupRetentionPeriod: number, release: string): Declarations => ({
    orders: policy({
      instanceId: "r-orders",
      preferredBackupPeriod: ["Monday", "Thursday"],
      preferredBackupTime: "02:00-03:00",
      timeZone: "Asia/Shanghai",
      backupRetentionPeriod,
    }),
    "before-migration": backup({
      instanceId: "r-sessions",
      backupRetentionPeriod: -1,
      triggers: { release },
    }),
  });

  beforeAll(async () => {
    cloud = await startCloud({
      instances: [
        {
          instanceId: "r-orders",
          policy: {
            preferredBackupPeriod: ["Sunday", "Wednesday"],
            preferredBackupTime: "18:00Z-19:00Z",
            backupRetentionPeriod: 30,
          },
        },
        { instanceId: "r-sessions" },
      ],
    });
    cloud.console.addBackup("r-sessions", { mode: "Manual", expectExpireTime: null });
    stack = await Stack.create({ host, emulator: cloud, program: program(30, "41") });
    const [{ jobId = "", backupId = "", startTime = "" } = {}] = cloud.backups("r-sessions");
    const exported = fs.readFileSync(path.join(FIXTURES, `state-of-0.1.0-${host}.json`), "utf8");
    const state = path.join(temporaryFolder(), "state.json");
    fs.writeFileSync(
      state,
      exported
        .replaceAll(RECORDED.accountId, OURS.accountId)
        .replaceAll(RECORDED.jobId, jobId)
        .replaceAll(RECORDED.backupId, backupId)
        .replaceAll(RECORDED.startTime, startTime.slice(0, RECORDED.startTime.length)),
    );
    const imported = await stack.run(["stack", "import", "--file", state]);
    expect(imported).toMatchObject({ exitCode: 0 });
  });

  beforeEach(() => {
    cloud.requests.length = 0;
  });

  it("shows no drift, is refreshed, and is the same for its program", async () => {
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(await stack.refresh("--expect-no-changes")).toMatchObject(NOTHING);
    expect(writes(cloud)).toEqual([]);
  });

  it("is updated", async () => {
    stack.write(program(90, "42"));
    expect(await stack.up()).toMatchObject({
      exitCode: 0,
      errors: [],
      steps: [
        "create-replacement before-migration",
        "delete-replaced before-migration",
        "replace before-migration",
        "update orders",
      ],
    });
    expect(cloud.instances.get("r-orders").policy).toMatchObject({ backupRetentionPeriod: 90 });
    const [row, ...others] = cloud.backups("r-sessions");
    expect(others).toEqual([]);
    expect(await heldBackups(stack)).toEqual({ "r-sessions": [row?.backupId] });
  });

  it("is destroyed, with the policy from before it put back", async () => {
    expect(await stack.destroy()).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.state()).toEqual({});
    expect(cloud.backups("r-sessions")).toEqual([]);
    // The retention stays, which is the stronger one.
    expect(cloud.instances.get("r-orders").policy).toMatchObject({
      preferredBackupTime: "02:00Z-03:00Z",
      preferredBackupPeriod: expect.arrayContaining(["Monday", "Saturday"]) as string[],
      backupRetentionPeriod: 90,
    });
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type EmulatorOptions } from "../src";
import { StateFile } from "../src/state-file";
import { ask, INSTANCE, START } from "./support/client";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
  path = join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (options: EmulatorOptions = {}) =>
  startEmulator({
    clock: "manual",
    startAt: START,
    stateFile: path,
    seed: { instances: [{ instanceId: INSTANCE }] },
    ...options,
  });

describe("the state file", () => {
  it("keeps everything over a restart, the time included", async () => {
    const first = await start();
    await ask(first, "CreateBackup", { InstanceId: INSTANCE, BackupRetentionPeriod: 60 });
    first.clock.advance(10_000);
    first.console.setPolicy(INSTANCE, { backupRetentionPeriod: 99 });
    const expected = { jobs: first.jobs(), instances: first.instances.list() };
    await first.close();

    const second = await start({ startAt: "2030-01-01T00:00:00Z", seed: {} });
    expect(second.clock.now().toISOString()).toBe("2026-01-07T10:00:10.000Z");
    expect({ jobs: second.jobs(), instances: second.instances.list() }).toEqual(expected);
    second.clock.advance(60_000);
    expect(second.backups()).toMatchObject([{ mode: "Manual" }]);
    await second.close();
  });

  it("is on disk before the answer is sent", async () => {
    const emulator = await start();
    const { BackupJobID } = await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    expect(readFileSync(path, "utf8")).toContain(`"jobIds":["${BackupJobID}"]`);
    await emulator.close();
  });

  it("is written whole: no temporary file stays", async () => {
    const emulator = await start();
    await Promise.all(
      [1, 2, 3, 4].map((n) =>
        ask(emulator, "ModifyBackupPolicy", {
          InstanceId: INSTANCE,
          PreferredBackupTime: `0${n}:00Z-0${n + 1}:00Z`,
          PreferredBackupPeriod: "Monday",
        }),
      ),
    );
    await emulator.close();
    expect(readdirSync(folder)).toEqual(["state.json"]);
    expect(() => JSON.parse(readFileSync(path, "utf8")) as unknown).not.toThrow();
  });

  it("lets a real clock go on while the emulator is stopped", async () => {
    const first = await start({ clock: "real" });
    await first.close();
    const saved = JSON.parse(readFileSync(path, "utf8")) as { savedAt: number };
    writeFileSync(path, JSON.stringify({ ...saved, savedAt: saved.savedAt - 3_600_000 }));
    const second = await start({ clock: "real" });
    const hours = (second.clock.now().getTime() - Date.parse(START)) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(1);
    expect(hours).toBeLessThan(1.1);
    await second.close();
  });

  it("fails to start on a file that is something else", async () => {
    writeFileSync(path, "{}");
    await expect(start()).rejects.toThrow(`${path} is not a snapshot`);
  });

  it("writes once for many changes, and again for those that come meanwhile", async () => {
    let writes = 0;
    const file = new StateFile(path, () => ++writes);
    file.changed();
    const saving = [file.saved(), file.saved()];
    file.changed();
    await Promise.all([...saving, file.saved()]);
    expect(writes).toBe(2);
    await file.saved();
    expect(writes).toBe(2);
    expect(file.read()).toBe(2);
  });
});

import { PartialCreate } from "../../src/core/errors";
import { Cloud, INSTANCE } from "../support/cloud";
import { CHECKED_BACKUP, PluginClient } from "../support/plugin-client";

const TOKEN = "tair:ManualBackup";
const ENGINE = "127.0.0.1:50010";
const urnOf = (name: string) => `urn:pulumi:dev::test::redis-backup:${TOKEN}::${name}`;
const [BEFORE, AFTER] = [urnOf("before"), urnOf("after")];
const declared = { instanceId: INSTANCE, ...CHECKED_BACKUP };

let cloud: Cloud;
let open: PluginClient[];

beforeEach(async () => {
  cloud = await Cloud.start([{ automaticBackups: false }]);
  open = [];
});
afterEach(async () => {
  await endRun();
  await cloud.close();
});

/** A plugin process of a run; the first is that of the default provider. */
function started(more: Record<string, string> = {}): PluginClient {
  const say = (text: string) => void cloud.lines.push(text);
  const log = { progress: () => undefined, info: say, warn: say };
  const { clock, emulator } = cloud;
  const environment = { ...emulator.environment, ...more };
  const plugin = new PluginClient({ clock, environment, log }, {}, ENGINE);
  open.push(plugin);
  return plugin;
}

async function endRun() {
  await Promise.all(open.splice(0).map((plugin) => plugin.cancel().then(() => plugin.close())));
}

const there = () => cloud.emulator.backups(INSTANCE).map(({ jobId }) => jobId);
const said = () => cloud.lines.join("\n");

describe("a backup that another resource holds is retained by the deletion of the former", () => {
  test("where a run before has left it running, and one of another provider has adopted it", async () => {
    const hasty = started({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
    const kept = await hasty
      .create(TOKEN, declared, BEFORE)
      .catch((error: unknown) => error as PartialCreate);
    if (!(kept instanceof PartialCreate)) throw new Error("the run was not interrupted");
    await endRun();

    const [one, two] = [started(), started()];
    const after = await two.create(TOKEN, { ...declared, ifBackupRunning: "adopt" }, AFTER);
    expect(after.outs).toMatchObject({ status: "Success", adopted: true });
    await one.remove(TOKEN, kept.id, kept.properties, BEFORE);
    expect(there()).toEqual(after.outs["backupJobIds"]);
    expect(said()).toContain("retained: another resource of this program has it");
  });

  test.each(["the same provider", "another provider"])(
    "where it got another name by an import, with %s",
    async (which) => {
      const { id, outs } = await started().create(TOKEN, declared, BEFORE);
      await endRun();
      const one = started();
      const two = which === "the same provider" ? one : started();
      await two.read(TOKEN, id, {}, AFTER);
      await one.remove(TOKEN, id, outs, BEFORE);
      expect(there()).toEqual(outs["backupJobIds"]);
    },
  );

  test("where a run before has imported it by another name", async () => {
    const { id, outs } = await started().create(TOKEN, declared, BEFORE);
    await endRun();
    const one = started();
    expect(await one.diff(TOKEN, id, outs, declared, [], AFTER)).toMatchObject({ changes: false });
    await one.remove(TOKEN, id, outs, BEFORE);
    expect(there()).toEqual(outs["backupJobIds"]);
  });

  test("but not by its own, nor where that one is replaced too", async () => {
    const { id, outs } = await started().create(TOKEN, declared, BEFORE);
    await endRun();
    const one = started();
    await one.diff(TOKEN, id, outs, declared, [], BEFORE);
    await one.diff(TOKEN, id, outs, { ...declared, triggers: { release: "2" } }, [], AFTER);
    await one.remove(TOKEN, id, outs, BEFORE);
    expect(there()).toEqual([]);
  });
});

describe("the last copy", () => {
  const careful = { ...declared, allowDeleteLast: false };

  test("is none that another process of the run deletes at the same time", async () => {
    const first = await started().create(TOKEN, careful, BEFORE);
    const second = await started().create(TOKEN, careful, AFTER);
    await endRun();
    const [one, two] = [started(), started()];
    const ends = await Promise.allSettled([
      one.remove(TOKEN, first.id, first.outs, BEFORE),
      two.remove(TOKEN, second.id, second.outs, AFTER),
    ]);
    expect(ends.map(({ status }) => status)).toContain("rejected");
    expect(there()).not.toEqual([]);
  });

  test("is none that another process has deleted, and that lists still show", async () => {
    const first = await started().create(TOKEN, careful, BEFORE);
    const second = await started().create(TOKEN, careful, AFTER);
    await endRun();
    cloud.pass(120_000);
    cloud.emulator.faults.add({ kind: "readLag", seconds: 60 });
    const [one, two] = [started(), started()];
    await one.remove(TOKEN, first.id, first.outs, BEFORE);
    await expect(two.remove(TOKEN, second.id, second.outs, AFTER)).rejects.toThrow(
      /only successful backup of r-orders01, as another provider of this run deletes the others/,
    );
    expect(there()).toEqual(second.outs["backupJobIds"]);
  });
});

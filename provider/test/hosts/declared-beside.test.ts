import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { DeclaredBeside } from "../../src/hosts/declared-beside";
import { Cloud, INSTANCE } from "../support/cloud";
import { PluginClient } from "../support/plugin-client";

const ENGINE = "127.0.0.1:50001";
const ORDERS = "tair:BackupPolicy r-orders";
const URN = "urn:pulumi:dev::test::redis-backup:tair:BackupPolicy::orders";

let folder: string;

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-beside-")), "own");
});
afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));

const processOf = (engine: string | undefined) => new DeclaredBeside(engine, folder);

test("what one process notes the others of the same engine know", () => {
  const [one, two] = [processOf(ENGINE), processOf(ENGINE)];
  expect(two.by(ORDERS)).toEqual([]);
  one.note(ORDERS, URN);
  one.note(ORDERS, URN);
  expect(two.by(ORDERS)).toEqual([URN]);
  expect(two.by("tair:BackupPolicy r-order")).toEqual([]);
  expect(one.by(ORDERS)).toEqual([]);
  expect(fs.readdirSync(folder)).toHaveLength(1);
});

test.each(["127.0.0.1:5000", undefined])("not those of an engine at %s", (engine) => {
  processOf(ENGINE).note(ORDERS, URN);
  expect(processOf(engine).by(ORDERS)).toEqual([]);
  processOf(engine).note(ORDERS, URN);
  expect(processOf("127.0.0.1:50002").by(ORDERS)).toEqual([]);
});

test("is forgotten with the run, and can be noted in the next", () => {
  const [one, two] = [processOf(ENGINE), processOf(ENGINE)];
  one.forget();
  one.note(ORDERS, URN);
  one.forget();
  expect(two.by(ORDERS)).toEqual([]);
  expect(fs.readdirSync(folder)).toEqual([]);
  one.note(ORDERS, URN);
  expect(two.by(ORDERS)).toEqual([URN]);
});

test("of a process that was killed does not count, and is cleared away", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, `50001-${pid}-abcd`), `${JSON.stringify([ORDERS, URN])}\n`);
  expect(processOf(ENGINE).by(ORDERS)).toEqual([]);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("is known to nobody where no file can be written, without a failure", () => {
  fs.writeFileSync(folder, "");
  const one = processOf(ENGINE);
  one.note(ORDERS, URN);
  expect(one.by(ORDERS)).toEqual([]);
  one.forget();
});

test("of somebody else are not believed", () => {
  processOf(ENGINE).note(ORDERS, URN);
  const uid = (process.getuid?.() ?? 0) + 1;
  const getuid = jest.spyOn(process, "getuid").mockReturnValue(uid);
  try {
    expect(processOf(ENGINE).by(ORDERS)).toEqual([]);
  } finally {
    getuid.mockRestore();
  }
});

test("that can't be read are none", () => {
  processOf(ENGINE).note(ORDERS, URN);
  const [name = ""] = fs.readdirSync(folder);
  fs.appendFileSync(path.join(folder, name), "not a note\n");
  expect(processOf(ENGINE).by(ORDERS)).toEqual([]);
});

test("is read by nobody else", () => {
  processOf(ENGINE).note(ORDERS, URN);
  const [name = ""] = fs.readdirSync(folder);
  const modes = [folder, path.join(folder, name)].map((file) => fs.statSync(file).mode & 0o077);
  expect(modes).toEqual([0, 0]);
});

describe("a policy that another process of the run declares", () => {
  const POLICY = "tair:BackupPolicy";
  const declared = {
    instanceId: INSTANCE,
    preferredBackupPeriod: ["Monday"],
    preferredBackupTime: "02:00Z-03:00Z",
    backupRetentionPeriod: 30,
    onDelete: "reset",
  };
  let cloud: Cloud;
  let open: PluginClient[];

  beforeEach(async () => {
    cloud = await Cloud.start();
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((plugin) => plugin.cancel().then(() => plugin.close())));
    await cloud.close();
  });

  function started(engine: string): PluginClient {
    const log = { progress: () => undefined, info: say, warn: say };
    const { clock, emulator } = cloud;
    const plugin = new PluginClient({ clock, environment: emulator.environment, log }, {}, engine);
    open.push(plugin);
    return plugin;
  }
  const say = (text: string) => void cloud.lines.push(text);
  const retention = () => cloud.emulator.instances.get(INSTANCE).policy.backupRetentionPeriod;

  test("is left as it is by the deletion of what had it before", async () => {
    const { id, outs } = await started("127.0.0.1:50003").create(POLICY, declared);
    const [one, two] = [started("127.0.0.1:50004"), started("127.0.0.1:50004")];
    const { inputs } = await two.check(POLICY, {}, declared);
    await two.create(POLICY, inputs);
    await one.remove(POLICY, id, outs);
    expect(retention()).toBe(30);
    expect(cloud.lines.join("\n")).toMatch(
      /left as it is: another resource of this program has it/,
    );
  });

  test("can't be declared a second time by a resource of another provider", async () => {
    const checked = (engine: string, name: string) =>
      started(engine).check(
        POLICY,
        {},
        declared,
        `urn:pulumi:dev::test::redis-backup:${POLICY}::${name}`,
      );
    expect((await checked("127.0.0.1:50006", "first")).failures).toEqual([]);
    expect((await checked("127.0.0.1:50006", "first")).failures).toEqual([]);
    expect((await checked("127.0.0.1:50007", "second")).failures).toEqual([]);
    const { failures } = await checked("127.0.0.1:50006", "second");
    expect(failures).toEqual([
      {
        property: "instanceId",
        reason: expect.stringMatching(/already, .*::first, .* remove that one or .*::second\.$/),
      },
    ]);
  });

  test("is put back in a run that declares it no longer", async () => {
    const one = started("127.0.0.1:50005");
    const { inputs } = await one.check(POLICY, {}, declared);
    const { id, outs } = await one.create(POLICY, inputs);
    await one.cancel();
    await started("127.0.0.1:50005").remove(POLICY, id, outs);
    expect(retention()).toBe(7);
  });
});

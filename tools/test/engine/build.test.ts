import fs from "node:fs";
import path from "node:path";
import { Machine } from "./fakes";

const { getEngine } = require("../../engine");
const { cacheFolder } = require("../../engine/cache");

let machine: Machine;
let folder: string;
beforeEach(() => {
  machine = new Machine();
  folder = cacheFolder(machine.env);
});
afterEach(() => machine.remove());

const build = (log = machine.log) => getEngine({ env: machine.env, log, ways: ["build"] });

it("puts the CLI, its language hosts and their scripts into the cache", async () => {
  machine.go();
  const bin = path.join(folder, "bin");

  expect(await build()).toEqual({ bin, version: "3.259.0", way: "build" });
  expect(fs.readdirSync(bin).sort()).toEqual([
    "pulumi",
    "pulumi-language-go",
    "pulumi-language-nodejs",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-language-yaml",
    "pulumi-resource-pulumi-nodejs",
    "pulumi-resource-pulumi-python",
  ]);
  for (const file of fs.readdirSync(bin)) fs.accessSync(path.join(bin, file), fs.constants.X_OK);
  expect(await getEngine({ env: machine.env, log: machine.log, ways: ["cache"] })).toMatchObject({
    bin,
    way: "cache",
  });
});

it("holds the modules to the go.sum files and to nothing around the checkout", async () => {
  const calls = machine.go();
  await build();

  expect(calls().map(({ args }) => args[0])).toEqual(["build", "build", "build", "list"]);
  for (const { args, workspace } of calls()) {
    expect(args).toContain("-mod=readonly");
    expect(workspace).toBe("off");
  }
});

it("says each step", async () => {
  machine.go();
  await build();

  expect(machine.lines).toEqual([
    "engine: building the Pulumi CLI 3.259.0 from Go modules (about 4 minutes, once per machine) …",
    expect.stringMatching(/^engine: … done in \d+ s$/),
    "engine: building the language hosts for Node, Python and Go …",
    expect.stringMatching(/^engine: … done in \d+ s$/),
    "engine: building the language host for YAML …",
    expect.stringMatching(/^engine: … done in \d+ s$/),
    `engine: Pulumi 3.259.0, built in ${folder}/bin`,
  ]);
});

it("replaces what an interrupted run has left", async () => {
  machine.go();
  machine.pulumi(path.join(folder, "bin"), "v0.0.0");
  machine.pulumi(`${folder}.partial-abc/bin`, "v0.0.0");
  await build();

  expect(fs.readdirSync(machine.cache)).toEqual([path.basename(folder)]);
  expect(fs.readFileSync(path.join(folder, "bin/pulumi"), "utf8")).toContain("v3.259.0");
});

it("keeps nothing of a build that fails", async () => {
  machine.go();
  machine.shell(
    path.join(machine.onPath, "go"),
    "echo 'go: downloading x v1' >&2; echo '# x' >&2; echo 'x.go:1: broken' >&2; exit 1",
  );

  await expect(build()).rejects.toThrow("  build: x.go:1: broken\n");
  expect(fs.readdirSync(machine.cache)).toEqual([]);
});

it("refuses a CLI of another version", async () => {
  machine.go("v3.258.0");

  await expect(build()).rejects.toThrow("build: the CLI that was built says it is 3.258.0");
  expect(fs.existsSync(folder)).toBe(false);
});

it("explains a full disk", async () => {
  machine.shell(
    path.join(machine.onPath, "go"),
    "echo 'write /x: no space left on device' >&2; exit 1",
  );
  await expect(build()).rejects.toThrow("build: the disk is full (write /x: no space left");
});

it("explains a cache that cannot be written", async () => {
  machine.env.REDIS_BACKUP_ENGINE_CACHE = "/dev/null/engine";
  await expect(build()).rejects.toThrow(
    /build: cannot lock .*; REDIS_BACKUP_ENGINE_CACHE can name a folder that can be written/,
  );
});

it("says that Windows is not supported", async () => {
  const platform = Object.getOwnPropertyDescriptor(process, "platform");
  Object.defineProperty(process, "platform", { ...platform, value: "win32" });
  try {
    await expect(build()).rejects.toThrow("build: not supported on Windows");
  } finally {
    Object.defineProperty(process, "platform", { ...platform });
  }
});

describe("two runs at once", () => {
  it("build once", async () => {
    const calls = machine.go();
    const engines = await Promise.all([build(), build()]);

    expect(engines.map(({ way }) => way).sort()).toEqual(["build", "cache"]);
    expect(calls()).toHaveLength(4);
  });

  it("take turns, and the second says what it waits for", async () => {
    machine.go();
    fs.mkdirSync(`${folder}.lock`);

    const engine = await build((line) => {
      machine.log(line);
      if (line.includes("waiting")) fs.rmdirSync(`${folder}.lock`);
    });

    expect(engine).toMatchObject({ way: "build" });
    expect(machine.lines[0]).toBe(
      `engine: waiting for another run that is getting the engine (${folder}.lock)`,
    );
  });

  it("do not wait for a process that has died", async () => {
    machine.go();
    fs.mkdirSync(`${folder}.lock`);
    const aMinuteAgo = Date.now() / 1000 - 60;
    fs.utimesSync(`${folder}.lock`, aMinuteAgo, aMinuteAgo);
    await build();

    expect(machine.lines[0]).toMatch(/^engine: building/);
    expect(fs.existsSync(`${folder}.lock`)).toBe(false);
  });
});

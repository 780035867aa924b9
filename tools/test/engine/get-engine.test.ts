import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Machine } from "./fakes";

const { getEngine } = require("../../engine");
const { cacheFolder } = require("../../engine/cache");

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.remove());

const get = (ways?: string[]) => getEngine({ env: machine.env, log: machine.log, ways });

function fillCache(): string {
  const folder = cacheFolder(machine.env);
  machine.pulumi(path.join(folder, "bin"), "v3.259.0");
  fs.writeFileSync(path.join(folder, "complete"), "");
  return path.join(folder, "bin");
}

describe("the pulumi on PATH", () => {
  it("is taken when it is new enough and has its language hosts", async () => {
    fillCache();
    machine.pulumi(machine.onPath, "v3.250.1");

    expect(await get()).toEqual({ bin: machine.onPath, version: "3.250.1", way: "path" });
    expect(machine.lines).toEqual([`engine: Pulumi 3.250.1, on PATH in ${machine.onPath}`]);
  });

  it("is followed to the folder that has the language hosts", async () => {
    const installed = machine.folder("installed");
    machine.pulumi(installed, "v3.250.1");
    fs.symlinkSync(path.join(installed, "pulumi"), path.join(machine.onPath, "pulumi"));

    expect(await get(["path"])).toMatchObject({ bin: fs.realpathSync(installed) });
  });

  it("is named and passed by when it has no Node language host", async () => {
    const bin = fillCache();
    machine.pulumi(machine.onPath, "v3.250.1", ["yaml"]);

    expect(await get()).toEqual({ bin, version: "3.259.0", way: "cache" });
    expect(machine.lines[0]).toBe(
      `engine: path: ${machine.onPath}/pulumi has no Node language host beside it`,
    );
  });

  it.each(["v3.243.0", "3.243.0", "v3.260.0-alpha.12", "v3.300.0-dev.0+abc.dirty"])(
    "is new enough as %s",
    async (printed) => {
      machine.pulumi(machine.onPath, printed);
      expect(await get(["path"])).toMatchObject({ way: "path" });
    },
  );

  it.each(["v3.242.9", "v3.99.0", "v3.243.0-alpha.1", "v4.0.0"])(
    "is named and passed by as %s",
    async (printed) => {
      const bin = fillCache();
      machine.pulumi(machine.onPath, printed);

      expect(await get()).toMatchObject({ bin, way: "cache" });
      expect(machine.lines[0]).toBe(
        `engine: path: ${machine.onPath}/pulumi is ${printed.slice(1)}; 3.243.0 or newer (below 4) is needed`,
      );
    },
  );

  it("is passed by when it prints no version", async () => {
    machine.pulumi(machine.onPath, "hello");
    await expect(get(["path"])).rejects.toThrow('printed no version but "hello"');
  });

  it("is passed by when it fails, with its own words", async () => {
    machine.pulumi(machine.onPath, "v3.250.1");
    machine.shell(path.join(machine.onPath, "pulumi"), "echo 'no shared library' >&2; exit 127");
    await expect(get(["path"])).rejects.toThrow("path: no shared library");
  });
});

describe("the cache", () => {
  it("is taken with one line", async () => {
    const bin = fillCache();

    expect(await get()).toEqual({ bin, version: "3.259.0", way: "cache" });
    expect(machine.lines).toEqual([`engine: Pulumi 3.259.0, cached in ${bin}`]);
  });

  it("is not taken half built", async () => {
    fillCache();
    fs.rmSync(path.join(cacheFolder(machine.env), "complete"));

    await expect(get(["cache"])).rejects.toThrow("cache: there is no complete engine in");
  });

  it.each([
    [{ REDIS_BACKUP_ENGINE_CACHE: "/there", XDG_CACHE_HOME: "/xdg" }, "/there"],
    [{ XDG_CACHE_HOME: "/xdg" }, "/xdg/pulumi-redis-backup/engine"],
  ])("lies where %j says", (env, root) => {
    const folder: string = cacheFolder(env);
    expect(path.dirname(folder)).toBe(root);
    expect(path.basename(folder)).toMatch(
      new RegExp(`^3\\.259\\.0-${process.platform}-${process.arch}-[0-9a-f]{12}$`),
    );
  });
});

describe("the ways", () => {
  it("are named by the environment", async () => {
    fillCache();
    machine.pulumi(machine.onPath, "v3.250.1");
    machine.env.REDIS_BACKUP_ENGINE_WAYS = " cache, path";

    expect(await get()).toMatchObject({ way: "cache" });
  });

  it("are all four when the environment names none", async () => {
    machine.env.REDIS_BACKUP_ENGINE_WAYS = "";
    machine.pulumi(machine.onPath, "v3.250.1");

    expect(await get()).toMatchObject({ way: "path" });
  });

  it("must be known", async () => {
    machine.env.REDIS_BACKUP_ENGINE_WAYS = "path,biuld";
    await expect(get()).rejects.toThrow(
      'no way to an engine is called "biuld", only path, cache, download, build',
    );
  });

  it("are all explained when none is open", async () => {
    machine.pulumi(machine.onPath, "v3.100.0");

    await expect(get()).rejects.toThrow(
      [
        "there is no Pulumi engine, and no way to get one:",
        `  path: ${machine.onPath}/pulumi is 3.100.0; 3.243.0 or newer (below 4) is needed`,
        `  cache: there is no complete engine in ${cacheFolder(machine.env)}`,
        "  download: there is no npm on PATH",
        "  build: there is no go on PATH",
        "Install pulumi 3.243.0 or newer, or Go 1.25.11 or newer, and run this again.",
      ].join("\n"),
    );
  });
});

describe("get.js", () => {
  const command = path.join(__dirname, "../../engine/get.js");
  const run = () => spawnSync(process.execPath, [command], { env: machine.env, encoding: "utf8" });

  it("prints the folder on stdout and the rest on stderr", () => {
    const bin = fillCache();
    expect(run()).toMatchObject({
      status: 0,
      stdout: `${bin}\n`,
      stderr: `engine: Pulumi 3.259.0, cached in ${bin}\n`,
    });
  });

  it("fails with the reason", () => {
    machine.env.REDIS_BACKUP_ENGINE_WAYS = "path";
    expect(run()).toMatchObject({ status: 1, stdout: "" });
    expect(run().stderr).toContain("  path: there is no pulumi on PATH\n");
  });
});

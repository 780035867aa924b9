import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { executed } from "../support/executed";
import { ENGINE_BIN } from "../support/global-setup";
import { PluginProcess } from "../support/plugin-process";
import { temporaryFolder } from "../support/temporary-folder";
import { YamlProject } from "../support/yaml-project";

interface BuildTool {
  buildPlugin(folder: string): Promise<string>;
  pluginFiles(): Promise<{ files: Map<string, { text: string; executable: boolean }> }>;
}

const { buildPlugin, pluginFiles } = require("../../tools/plugin/build") as BuildTool;
const { tarball } = require("../../tools/plugin/tar") as {
  tarball(files: Iterable<[string, { text: string; executable: boolean }]>): Buffer;
};

const { packageRelease } = require("../../tools/plugin/package") as {
  packageRelease(folder: string): Promise<string>;
};

const ROOT = path.join(__dirname, "../..");
const NAME = "pulumi-resource-redis-backup";
const { version } = require("../../package.json") as { version: string };
const schema = JSON.parse(fs.readFileSync(path.join(ROOT, "schema.json"), "utf8")) as unknown;

interface Outputs {
  readonly jobs: string[];
  readonly listed: { readonly backupJobId: string }[];
}

const GOOD = {
  instanceId: "r-orders",
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
};

jest.setTimeout(300_000);

let plugin: string;
let environment: Record<string, string>;

beforeAll(async () => {
  plugin = await buildPlugin(path.join(temporaryFolder(), "plugin"));
  environment = { PATH: process.env["PATH"] ?? "", HOME: temporaryFolder() };
});

describe("what is built", () => {
  it("is one bundled file with its launcher, and less than 2 MB", () => {
    expect(fs.readdirSync(plugin).sort()).toEqual([
      "LICENSE",
      "THIRD-PARTY-NOTICES.txt",
      "package.json",
      NAME,
      `${NAME}.cmd`,
      "redis-backup.cjs",
    ]);
    expect(fs.statSync(path.join(plugin, "redis-backup.cjs")).size).toBeLessThan(2_000_000);
  });

  it("is the same each time", async () => {
    const again = await buildPlugin(path.join(temporaryFolder(), "plugin"));
    for (const name of fs.readdirSync(plugin)) {
      const texts = [plugin, again].map((folder) => fs.readFileSync(path.join(folder, name)));
      expect(texts[0]?.equals(texts[1] ?? Buffer.of())).toBe(true);
    }
  });

  it("names the license of everything in it", () => {
    const notices = fs.readFileSync(path.join(plugin, "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["@grpc/grpc-js", "protobufjs", "@alicloud/pop-core", "zod", "luxon"]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d.* \\(`, "m"));
    }
    expect(notices).not.toContain("(undefined)");
  });
});

describe("a release", () => {
  it("has the plugin for each platform, npm packages, bills of materials, and the sum of each", async () => {
    const release = path.join(temporaryFolder(), "release");
    await packageRelease(release);
    const platforms = ["darwin", "linux", "windows"].flatMap((system) => [
      `${NAME}-v${version}-${system}-amd64.tar.gz`,
      `${NAME}-v${version}-${system}-arm64.tar.gz`,
    ]);
    const names = [
      ...platforms,
      `${NAME}-v${version}.cdx.json`,
      `pulumi-redis-backup-${version}.cdx.json`,
      `pulumi-redis-backup-${version}.tgz`,
      `pulumi-redis-backup-sdk-${version}.tgz`,
      "schema.json",
    ].sort();
    expect(fs.readdirSync(release).sort()).toEqual(["SHA256SUMS", ...names]);
    const sums = fs.readFileSync(path.join(release, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(sums).toEqual(names.map((name) => `${sha256(path.join(release, name))}  ${name}`));
    for (const file of names.filter((name) => name.endsWith(".cdx.json"))) {
      const bill = JSON.parse(fs.readFileSync(path.join(release, file), "utf8")) as object;
      expect(bill).toMatchObject({ bomFormat: "CycloneDX" });
    }
    const packed = ["tzf", path.join(release, `pulumi-redis-backup-${version}.tgz`)];
    const inside = await executed("tar", packed, { cwd: release });
    expect(inside).toContain("package/dist/provider/index.js\n");
    expect(inside).not.toMatch(/dist\/(plugin|release)|tsbuildinfo/);
  });
});

describe("a start", () => {
  it.each(["20.20.2", "22.23.3", "24.21.0"])("works on Node %s", async (nodeVersion) => {
    const folder = temporaryFolder();
    const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
    await executed("npm", ["install", ...flags, "--prefix", folder, `node@${nodeVersion}`], {
      cwd: folder,
    });
    const bin = path.join(folder, "node_modules/node/bin");
    const started = await PluginProcess.start([path.join(plugin, NAME)], {
      ...environment,
      PATH: [bin, environment["PATH"]].join(path.delimiter),
    });
    expect(await started.version()).toBe(version);
    expect(await started.schema()).toEqual(schema);
    expect(await started.check(GOOD)).toEqual([]);
    expect(await started.check({ ...GOOD, timeZone: "Nowhere/Else" })).toEqual([
      expect.stringContaining('"Nowhere/Else"'),
      expect.stringContaining("02:00Z-03:00Z"),
    ]);
    await started.stop();
    const kept = fs.readdirSync(path.join(environment["HOME"] ?? "", ".cache"), {
      recursive: true,
    });
    expect(kept.filter((name) => String(name).includes(`v${nodeVersion}-`))).toHaveLength(1);
  });

  it("works below a folder of ES modules, and through a link", async () => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
    fs.cpSync(plugin, path.join(folder, "plugin"), { recursive: true });
    const link = path.join(folder, "linked");
    fs.symlinkSync(path.join(folder, "plugin", NAME), link);
    const started = await PluginProcess.start([link], environment);
    expect(await started.version()).toBe(version);
    await started.stop();
  });

  it("keeps V8's code once, and does without it where it can't", async () => {
    const home = temporaryFolder();
    const cache = path.join(home, ".cache/pulumi-redis-backup/plugin");
    const run = async (more: Record<string, string> = {}) => {
      const all = { ...environment, HOME: home, ...more };
      const started = await PluginProcess.start([path.join(plugin, NAME)], all);
      expect(await started.check(GOOD)).toEqual([]);
      await started.stop();
    };
    await run({ NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(fs.existsSync(cache)).toBe(false);

    await run();
    const [name = "", ...others] = fs.readdirSync(cache);
    expect(others).toEqual([]);
    const file = path.join(cache, name);
    const { mtimeMs, size } = fs.statSync(file);
    await run();
    expect(fs.statSync(file).mtimeMs).toBe(mtimeMs);

    fs.writeFileSync(file, "damaged");
    fs.writeFileSync(path.join(cache, name.replace(/-\w+\.v8$/, "-older.v8")), "");
    await run();
    expect(fs.readdirSync(cache)).toEqual([name]);
    expect(fs.statSync(file).size).toBeGreaterThan(size / 2);

    const notAFolder = path.join(home, "file");
    fs.writeFileSync(notAFolder, "");
    await run({ XDG_CACHE_HOME: notAFolder });
  });

  it("evaluates what is heavy only when it's used", async () => {
    const evaluated = async (use: (started: PluginProcess) => Promise<unknown>) => {
      const coverage = temporaryFolder();
      const atEnd = path.join(coverage, "at-end.js");
      fs.writeFileSync(atEnd, 'process.on("SIGINT", () => process.exit(0));');
      const started = await PluginProcess.start(
        [process.execPath, "--require", atEnd, path.join(plugin, "redis-backup.cjs")],
        { ...environment, NODE_V8_COVERAGE: coverage },
      );
      await use(started);
      await started.stop();
      return modulesOf(coverage);
    };
    const first = await evaluated((started) => started.version());
    expect(first).toContain("@grpc/grpc-js");
    expect(first).not.toEqual(expect.arrayContaining(["zod"]));
    const heavy = ["luxon", "@alicloud/pop-core", "@alicloud/credentials"];
    expect(heavy.filter((name) => first.includes(name))).toEqual([]);

    const checked = await evaluated((started) => started.check(GOOD));
    expect(checked).toContain("zod");
    expect(heavy.filter((name) => checked.includes(name))).toEqual([]);

    const zoned = { ...GOOD, timeZone: "Asia/Shanghai", preferredBackupTime: "02:00-03:00" };
    expect(await evaluated((started) => started.check(zoned))).toContain("luxon");
  });
});

describe("on the engine", () => {
  let cloud: Emulator;

  const program = (plugins: object = {}) => ({
    ...plugins,
    resources: {
      orders: { type: "redis-backup:tair:BackupPolicy", properties: GOOD },
      now: {
        type: "redis-backup:tair:ManualBackup",
        properties: { instanceId: "r-orders", allowDeleteLast: true, triggers: { release: 1 } },
      },
    },
    variables: {
      found: {
        "fn::invoke": {
          function: "redis-backup:tair:getBackups",
          arguments: { instanceId: "${now.instanceId}" },
        },
      },
    },
    outputs: { jobs: "${now.backupJobIds}", listed: "${found.backups}" },
  });

  const environmentOf = (more: Record<string, string> = {}) => ({
    ...cloud.environment,
    PATH: path.dirname(process.execPath),
    ...more,
  });

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
  });

  it("is found by its path, and does all that a stack needs", async () => {
    const providers = [{ name: "redis-backup", path: plugin }];
    const project = await YamlProject.create(program({ plugins: { providers } }), environmentOf());
    cloud.requests.length = 0;
    const preview = await project.pulumi("preview");
    expect(preview).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("3 to create") });
    expect(writes(cloud)).toEqual([]);

    const up = await project.pulumi("up", "--yes", "--skip-preview");
    expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("3 created") });
    expect(writes(cloud).sort()).toEqual(["CreateBackup", "ModifyBackupPolicy"]);
    const outputs = await project.pulumi("stack", "output", "--json");
    const { jobs, listed } = JSON.parse(outputs.stdout) as Outputs;
    expect(jobs).toEqual(listed.map(({ backupJobId }) => backupJobId));

    const drift = ["refresh", "--preview-only", "--expect-no-changes"];
    expect(await project.pulumi(...drift)).toMatchObject({ exitCode: 0 });
    expect(await project.pulumi("preview", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    cloud.console.setPolicy("r-orders", { preferredBackupTime: "05:00Z-06:00Z" });
    expect(await project.pulumi(...drift)).toMatchObject({ exitCode: 7 });

    const destroy = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(destroy).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("3 deleted") });
    expect(cloud.backups("r-orders")).toEqual([]);
  });

  it("is found on PATH", async () => {
    const PATH = [plugin, path.dirname(process.execPath)].join(path.delimiter);
    const project = await YamlProject.create(program(), environmentOf({ PATH }));
    const { exitCode, output } = await project.pulumi("preview");
    expect(output).toContain("3 to create");
    expect(exitCode).toBe(0);
  });

  it("is found in the plugin cache, installed from the tarball of a release", async () => {
    const project = await YamlProject.create(program(), environmentOf());
    const file = path.join(project.folder, `${NAME}.tar.gz`);
    fs.writeFileSync(file, tarball((await pluginFiles()).files));
    const install = ["plugin", "install", "resource", "redis-backup", version, "--file", file];
    expect(await project.pulumi(...install)).toMatchObject({ exitCode: 0 });
    const { exitCode, output } = await project.pulumi("preview");
    expect(output).toContain("3 to create");
    expect(exitCode).toBe(0);
  });

  it("gives the committed schema, which passes the engine's own check", async () => {
    const project = await YamlProject.create({}, environmentOf());
    const said = await project.pulumi("package", "get-schema", path.join(plugin, NAME));
    expect(said).toMatchObject({ exitCode: 0 });
    const given = JSON.parse(said.stdout) as { resources: object };
    expect(Object.keys(given.resources)).toEqual(
      Object.keys((schema as { resources: object }).resources),
    );
    const bin = process.env[ENGINE_BIN] ?? "";
    await executed(path.join(bin, "pulumi"), ["schema", "check", "schema.json"], { cwd: ROOT });
  });

  it("lists what there is, as ids that can be imported", async () => {
    const project = await YamlProject.create({}, environmentOf());
    const executable = path.join(plugin, NAME);
    const type = "redis-backup:tair:BackupPolicy";
    const said = await project.pulumi("do", "--package", executable, type, "list");
    expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"r-orders"') });
  });
});

function sha256(file: string): string {
  return crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

/** The packages of which something was evaluated: esbuild names each module's function by its path. */
function modulesOf(coverage: string): string[] {
  const reports = fs.readdirSync(coverage).filter((name) => name.endsWith(".json"));
  const names = reports.flatMap((report) => {
    const { result } = JSON.parse(fs.readFileSync(path.join(coverage, report), "utf8")) as {
      result: { functions: { functionName: string; ranges: { count: number }[] }[] }[];
    };
    return result
      .flatMap(({ functions }) => functions)
      .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
      .map(({ functionName }) => functionName);
  });
  const packages = names.flatMap((name) => {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/[^/].*$/.exec(name);
    return found?.[1] === undefined ? [] : [found[1]];
  });
  return [...new Set(packages)];
}

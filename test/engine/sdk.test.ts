import fs from "node:fs";
import path from "node:path";
import { programOf, samplesOf, type Language } from "../../provider/src/schema/example-text";
import { packageSchema } from "../../provider/src/schema/package-schema";
import { executed } from "../support/executed";
import { temporaryFolder } from "../support/temporary-folder";

const { generateSdks } = require("../../tools/generate/sdks") as {
  generateSdks(schemaFile: string, folder: string): Promise<void>;
};
const { packNodeSdk } = require("../../tools/plugin/node-sdk") as {
  packNodeSdk(folder: string): Promise<string>;
};

const ROOT = path.join(__dirname, "../..");
const { version, devDependencies } = require("../../package.json") as {
  version: string;
  devDependencies: Record<string, string>;
};

jest.setTimeout(300_000);

/** The programs that the descriptions show, by a name of their own. */
function examplesIn(language: Language): Map<string, string> {
  const { resources, functions } = packageSchema(version);
  const samples = [
    ...Object.entries(resources).map(([token, { inputProperties }]) => [token, inputProperties]),
    ...Object.entries(functions).map(([token, { inputs }]) => [token, inputs.properties]),
  ].flatMap(([token, properties]) =>
    samplesOf((token as string).replace("redis-backup:", ""), properties as never),
  );
  return new Map(samples.map((sample, n) => [`${sample.member}${n}`, programOf(language, sample)]));
}

describe("the committed SDKs", () => {
  it("are what the schema gives: else run make generate", async () => {
    const folder = temporaryFolder();
    await generateSdks(path.join(ROOT, "schema.json"), folder);
    const committed = await executed("git", ["ls-files", "sdk"], { cwd: ROOT });
    const wanted = filesIn(folder);
    expect(committed.trim().split("\n").sort()).toEqual(wanted.map((name) => `sdk/${name}`));
    const isStale = (name: string) =>
      fs.readFileSync(path.join(folder, name), "utf8") !==
      fs.readFileSync(path.join(ROOT, "sdk", name), "utf8");
    expect(wanted.filter(isStale)).toEqual([]);
  });
});

describe("the SDK for Node, packed and installed in an empty folder", () => {
  const folder = temporaryFolder();

  beforeAll(async () => {
    const tarball = await packNodeSdk(folder);
    const pulumi = `@pulumi/pulumi@${devDependencies["@pulumi/pulumi"]}`;
    const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
    await executed("npm", ["install", ...flags, tarball, pulumi], { cwd: folder });
  });

  it("compiles every example, and refuses what isn't allowed", async () => {
    for (const [name, text] of examplesIn("typescript")) {
      fs.writeFileSync(path.join(folder, `${name}.ts`), text);
    }
    fs.writeFileSync(path.join(folder, "strings.ts"), NODE_TYPES);
    const options = { module: "node16", target: "es2022", strict: true, noEmit: true, types: [] };
    fs.writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true }, include: ["*.ts"] }),
    );
    const tsc = require.resolve("typescript/bin/tsc");
    await executed(process.execPath, [tsc, "-p", folder], { cwd: folder });
  });

  it("registers resources with their token, alias, version and defaults", async () => {
    fs.writeFileSync(path.join(folder, "program.js"), NODE_PROGRAM);
    const said = await executed(process.execPath, ["program.js"], { cwd: folder });
    expect(JSON.parse(said)).toEqual({
      type: "redis-backup:tair:ManualBackup",
      inputs: {
        instanceId: "r-orders",
        onDelete: "retain",
        allowDeleteLast: false,
        ifBackupRunning: "fail",
        onExpire: "keep",
      },
      version,
      backups: 0,
    });
  });
});

describe("the SDK for Python, packed and installed in an empty environment", () => {
  const folder = temporaryFolder();
  const bin = path.join(folder, "venv/bin");

  beforeAll(async () => {
    fs.cpSync(path.join(ROOT, "sdk/python"), path.join(folder, "source"), { recursive: true });
    await executed("python3", ["-m", "venv", "venv"], { cwd: folder });
    const pip = (...args: string[]) =>
      executed(path.join(bin, "python"), ["-m", "pip", "--quiet", ...args], { cwd: folder });
    await pip("wheel", "--no-deps", "--wheel-dir", "wheels", "./source");
    const [wheel = ""] = fs.readdirSync(path.join(folder, "wheels"));
    fs.rmSync(path.join(folder, "source"), { recursive: true });
    await pip("install", path.join("wheels", wheel));
  });

  it("runs every example", async () => {
    const programs = path.join(folder, "programs");
    fs.mkdirSync(programs);
    for (const [name, text] of examplesIn("python")) {
      fs.writeFileSync(path.join(programs, `${name}.py`), text);
    }
    fs.writeFileSync(path.join(folder, "run.py"), PYTHON_EXAMPLES);
    const said = await executed(path.join(bin, "python"), ["run.py", "programs"], { cwd: folder });
    expect(said.trim()).toBe(String(examplesIn("python").size));
  });

  it("takes strings where there are enums, and fills in defaults", async () => {
    fs.writeFileSync(path.join(folder, "program.py"), PYTHON_PROGRAM);
    const said = await executed(path.join(bin, "python"), ["program.py"], { cwd: folder });
    expect(JSON.parse(said)).toEqual({
      type: "redis-backup:tair:BackupPolicy",
      inputs: {
        instanceId: "r-orders",
        preferredBackupPeriod: ["Monday"],
        preferredBackupTime: "02:00Z-03:00Z",
        onDelete: "restorePrevious",
      },
    });
  });
});

describe("the SDK for Go, as a module of an empty folder", () => {
  it("compiles every example", async () => {
    const folder = temporaryFolder();
    fs.cpSync(path.join(ROOT, "sdk/go"), path.join(folder, "sdk"), { recursive: true });
    const program = path.join(folder, "program");
    for (const [name, text] of examplesIn("go")) {
      fs.mkdirSync(path.join(program, name), { recursive: true });
      fs.writeFileSync(path.join(program, name, "main.go"), text);
    }
    const sdk = "pulumi-redis-backup/sdk/go";
    const modules = fs.readFileSync(path.join(folder, "sdk/go.mod"), "utf8");
    fs.writeFileSync(
      path.join(program, "go.mod"),
      `${modules.replace(`module ${sdk}`, "module program")}\nrequire ${sdk} v0.0.0\nreplace ${sdk} => ../sdk\n`,
    );
    fs.copyFileSync(path.join(folder, "sdk/go.sum"), path.join(program, "go.sum"));
    const environment = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod", CGO_ENABLED: "0" };
    // Compiles the SDK and checks all of each program, without the minute that linking them takes.
    await executed("go", ["vet", "./..."], { cwd: program, environment });
    const unformatted = await executed("gofmt", ["-l", "."], { cwd: program });
    expect(unformatted).toBe("");
  });
});

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

const NODE_TYPES = `
import * as pulumi from "@pulumi/pulumi";
import { Provider, tair } from "pulumi-redis-backup-sdk";

const provider = new Provider("eu", {
  region: "eu-central-1",
  assumeRole: { roleArn: "acs:ram::1111111111111111:role/backup", durationSeconds: 900 },
  maxRetries: 3,
});
const args: tair.BackupPolicyArgs = {
  instanceId: pulumi.output("r-orders"),
  preferredBackupPeriod: ["Monday", tairDay()],
  preferredBackupTime: "02:00Z-03:00Z",
};
const policy = new tair.BackupPolicy("orders", args, { provider });
export const days: pulumi.Output<string[]> = policy.preferredBackupPeriod;
export const previous: pulumi.Output<number | undefined> = policy.previousPolicy.apply(
  (previous) => previous?.backupRetentionPeriod,
);
// @ts-expect-error a day of no week
new tair.BackupPolicy("no", { ...args, preferredBackupPeriod: ["Caturday"] });
// @ts-expect-error no instance
new tair.ManualBackup("no", {});
// @ts-expect-error no such property
new tair.ManualBackup("no", { instanceId: "r-orders", retention: 7 });

function tairDay(): "Friday" {
  return "Friday";
}
`;

const NODE_PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const { tair, config } = require("pulumi-redis-backup-sdk");
let made;
pulumi.runtime.setMocks({
  newResource: (args) => {
    made = args;
    return { id: "r-orders:1", state: { ...args.inputs, backups: [] } };
  },
  call: () => ({}),
});
const backup = new tair.ManualBackup("now", { instanceId: "r-orders", onDelete: "retain" });
backup.backups.apply((backups) => {
  const { version } = require("pulumi-redis-backup-sdk/package.json").pulumi;
  console.log(JSON.stringify({ type: made.type, inputs: made.inputs, version, backups: backups.length }));
});
`;

const PYTHON_MOCKS = `
import json, pathlib, runpy, sys
import pulumi

made = []

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        made.append(args)
        return ["id", args.inputs]

    def call(self, args):
        return {}

pulumi.runtime.set_mocks(Mocks())
`;

const PYTHON_EXAMPLES = `${PYTHON_MOCKS}
@pulumi.runtime.test
def run(program):
    runpy.run_path(str(program))

programs = sorted(pathlib.Path(sys.argv[1]).glob("*.py"))
for program in programs:
    run(program)
print(len(programs))
`;

const PYTHON_PROGRAM = `${PYTHON_MOCKS}
import pulumi_redis_backup as redis_backup

@pulumi.runtime.test
def run():
    policy = redis_backup.tair.BackupPolicy("orders",
        instance_id="r-orders",
        preferred_backup_period=["Monday"],
        preferred_backup_time="02:00Z-03:00Z")
    return policy.urn.apply(lambda _: print(json.dumps({"type": made[0].typ, "inputs": made[0].inputs})))

run()
`;

import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../emulator/src";
import { leaks, secretsOf } from "./canary";
import { ENGINE_BIN, ENGINE_PLUGIN } from "./global-setup";
import { readRun, type Run } from "./run";

interface EngineTool {
  engineEnvironment(options: {
    bin: string;
    home: string;
    backendDir: string;
    passphrase: string;
  }): Record<string, string>;
}

const { engineEnvironment } = require("../../tools/engine") as EngineTool;
const { packNodeSdk } = require("../../tools/plugin/node-sdk") as {
  packNodeSdk(folder: string): Promise<string>;
};
const { version: VERSION } = require("../../package.json") as { version: string };

export const ROOT = path.join(__dirname, "../..");
const PASSPHRASE = "canary-of-the-passphrase";
const execute = promisify(execFile);

/** jest takes `testTimeout` from no project's own configuration. */
jest.setTimeout(600_000);

/** What the projects of one test file share; removed when its tests are over. */
export const workshop = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-projects-"));

afterAll(() => fs.rmSync(workshop, { recursive: true, force: true }));

export interface ProjectOptions {
  /** A folder of the project to copy, or its files by name. */
  readonly from: string | Readonly<Record<string, string>>;
  readonly emulator: Emulator;
  /** Over the emulator's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders that come first on PATH. */
  readonly bin?: readonly string[];
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly provider?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

/** A whole Pulumi project of any language in a temporary folder, with the plugin installed as a user does. */
export class Project {
  readonly folder = fs.mkdtempSync(path.join(workshop, "project-"));
  environment: Readonly<Record<string, string>>;
  private readonly kept = fs.mkdtempSync(path.join(workshop, "kept-"));
  private commands = 0;
  /** All that the engine has said. */
  private said = "";

  private constructor(private readonly options: ProjectOptions) {
    this.environment = { ...options.emulator.environment, ...options.environment };
  }

  static async create(options: ProjectOptions): Promise<Project> {
    const project = new Project(options);
    if (typeof options.from === "string") {
      fs.cpSync(options.from, project.folder, { recursive: true });
    } else {
      for (const [name, text] of Object.entries(options.from)) project.write(name, text);
    }
    await installPlugin();
    await project.succeed("stack", "init", "dev");
    return project;
  }

  /** One whose program is TypeScript, with what its package.json asks for. */
  static async typescript(options: ProjectOptions): Promise<Project> {
    const project = await Project.create({
      ...options,
      // Types are checked once for all examples, by tools/check-example.js.
      environment: { ...options.environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    });
    const packages = path.join(project.folder, "node_modules");
    const link = (target: string, name: string) => {
      fs.mkdirSync(path.dirname(path.join(packages, name)), { recursive: true });
      fs.symlinkSync(target, path.join(packages, name), "dir");
    };
    for (const name of ["@pulumi/pulumi", "@types/node", "typescript"]) {
      link(path.join(ROOT, "node_modules", name), name);
    }
    link(ROOT, "pulumi-redis-backup");
    // Not a link: the SDK has to find the program's own @pulumi/pulumi.
    fs.cpSync(await nodeSdk(), path.join(packages, "pulumi-redis-backup-sdk"), { recursive: true });
    return project;
  }

  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.folder, file), text);
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), "utf8");
  }

  up(...flags: string[]): Promise<Run> {
    return this.run("up", "--yes", "--skip-preview", ...flags);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.run("preview", "--diff", ...flags);
  }

  /** What a pipeline asks to learn of drift. */
  refreshPreview(...flags: string[]): Promise<Run> {
    return this.run("refresh", "--preview-only", "--expect-no-changes", "--diff", ...flags);
  }

  destroy(...flags: string[]): Promise<Run> {
    return this.run("destroy", "--yes", "--skip-preview", ...flags);
  }

  /** A command that acts on resources. */
  run(...args: string[]): Promise<Run> {
    this.commands += 1;
    const eventLog = path.join(this.kept, `${this.commands}.json`);
    return this.pulumi([...args, "--event-log", eventLog], eventLog);
  }

  /** Any other command; its standard output. */
  async succeed(...args: string[]): Promise<string> {
    const { exitCode, stdout, output } = await this.pulumi(args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${output}`);
    return stdout;
  }

  async state(): Promise<readonly StateResource[]> {
    const { resources = [] } = (
      JSON.parse(await this.succeed("stack", "export")) as {
        deployment: { resources?: StateResource[] };
      }
    ).deployment;
    return resources.filter(({ type }) => !type.startsWith("pulumi:"));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const text = await this.succeed("stack", "output", "--json");
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Secrets of the emulator in what the engine has said, and in the state as it is stored. */
  leaks(): string[] {
    const stored = fs
      .readdirSync(this.kept, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath.includes(`${path.sep}stacks`))
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
    // Keys that a program names itself are found in state encrypted; access key ids are no secrets there.
    const secrets = secretsOf(this.options.emulator).filter(({ name }) => !name.endsWith("key id"));
    return leaks([this.said, ...stored].join("\n"), secrets);
  }

  private async pulumi(args: readonly string[], eventLog?: string): Promise<Run> {
    const said = await pulumi([...args], {
      cwd: this.folder,
      backendDir: this.kept,
      bin: this.options.bin ?? [],
      environment: this.environment,
    });
    const events =
      eventLog !== undefined && fs.existsSync(eventLog) ? fs.readFileSync(eventLog, "utf8") : "";
    this.said += said.stdout + said.stderr;
    return readRun({ ...said, events });
  }
}

/** The plugin as `make plugin` builds it, installed once for all projects of a test file. */
function installPlugin(): Promise<void> {
  installed ??= (async () => {
    const folder = process.env[ENGINE_PLUGIN] ?? "";
    const args = ["plugin", "install", "resource", "redis-backup", VERSION, "--file", folder];
    const { exitCode, stderr } = await pulumi(args, { cwd: workshop, backendDir: workshop });
    if (exitCode !== 0) throw new Error(`the plugin can't be installed:\n${stderr}`);
  })();
  return installed;
}

let installed: Promise<void> | undefined;

/** The SDK for Node, unpacked from what a user would install. */
function nodeSdk(): Promise<string> {
  unpacked ??= (async () => {
    const tarball = await packNodeSdk(workshop);
    await execute("tar", ["-xzf", tarball, "-C", workshop]);
    return path.join(workshop, "package");
  })();
  return unpacked;
}

let unpacked: Promise<string> | undefined;

async function pulumi(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly backendDir: string;
    readonly bin?: readonly string[];
    readonly environment?: NodeJS.ProcessEnv;
  },
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const engine = process.env[ENGINE_BIN];
  if (engine === undefined) throw new Error("there is no engine: run these tests through jest");
  const quiet = engineEnvironment({
    bin: engine,
    home: path.join(workshop, "home"),
    backendDir: options.backendDir,
    passphrase: PASSPHRASE,
  });
  const { TMPDIR, LANG } = process.env;
  const env: NodeJS.ProcessEnv = {
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(LANG === undefined ? {} : { LANG }),
    // Makes `--event-log` known.
    PULUMI_DEBUG_COMMANDS: "true",
    HOME: workshop,
    ...quiet,
    PATH: [...(options.bin ?? []), quiet["PATH"]].join(path.delimiter),
    ...options.environment,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      path.join(engine, "pulumi"),
      [...args, "--color", "never", "--non-interactive"],
      { cwd: options.cwd, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (child.exitCode === null) reject(error ?? new Error("pulumi has been killed"));
        else resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

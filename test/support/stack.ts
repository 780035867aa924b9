import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Emulator } from "../../emulator/src";
import { leaks, secretsOf, signedParts, withoutSecrets, type Secret } from "./canary";
import { ENGINE_BIN } from "./global-setup";
import { HOSTS, type HostName } from "./hosts";
import { processTree } from "./process-tree";
import type { Declaration, Declarations } from "./program";
import { readRun, type Run } from "./run";
import { plainState, type Deployment } from "./stored-state";

interface EngineTool {
  engineEnvironment(options: {
    bin: string;
    home: string;
    backendDir: string;
    passphrase: string;
  }): Record<string, string>;
}

const { engineEnvironment } = require("../../tools/engine") as EngineTool;

const ROOT = path.join(__dirname, "../..");
const REDIS_BACKUP = path.join(ROOT, "dist/cli/main.js");
const PASSPHRASE = "canary-of-the-passphrase";

export interface StackOptions {
  /** Default: dynamic. */
  readonly host?: HostName;
  readonly program?: Declarations | string;
  /** Where the program finds its cloud; none where the test says so in `environment`. */
  readonly emulator?: Emulator;
  /** Over the emulator's; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly name?: string;
  /** The stack whose project and backend this one shares. */
  readonly beside?: Stack;
}

/** What of a resource in state is the package's own. */
export interface OwnResource {
  readonly id: string | undefined;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors: string[];
}

/** A command that runs. */
interface Operation {
  readonly ended: Promise<Run>;
  kill(): Promise<void>;
  /** Ctrl-C; waits until the engine has heard it. */
  interrupt(): Promise<void>;
}

/** A Pulumi project in a temporary folder with one stack in a file backend of its own. */
export class Stack {
  readonly name: string;
  environment: Readonly<Record<string, string | undefined>>;
  private readonly folder: string;
  private readonly host: (typeof HOSTS)[HostName];
  private readonly children = new Set<ChildProcess>();
  /** All that the engine has said since it was last searched for secrets. */
  private said: { readonly where: string; readonly text: string }[] = [];
  private commands = 0;

  private constructor(private readonly options: StackOptions) {
    this.name = options.name ?? "dev";
    this.host = HOSTS[options.host ?? "dynamic"];
    this.folder =
      options.beside?.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-stack-"));
    this.environment = { ...options.emulator?.environment, ...options.environment };
  }

  static async create(options: StackOptions): Promise<Stack> {
    const stack = new Stack(options);
    open.add(stack);
    if (options.beside === undefined) stack.layOut();
    stack.write(options.program ?? {});
    const init = await stack.start(["stack", "init", stack.name]).ended;
    if (init.exitCode !== 0) throw new Error(`no stack: ${init.output}`);
    return stack;
  }

  /** Replaces the program. */
  write(program: Declarations | string): void {
    for (const [file, text] of Object.entries(this.host.project(PROJECT, program))) {
      fs.writeFileSync(path.join(this.folder, file), text);
    }
  }

  up(...flags: string[]): Promise<Run> {
    return this.operate("up", "--yes", "--skip-preview", ...flags);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.operate("preview", ...flags);
  }

  refresh(...flags: string[]): Promise<Run> {
    return this.operate("refresh", "--yes", "--skip-preview", ...flags);
  }

  /** What a pipeline asks to learn of drift. */
  refreshPreview(...flags: string[]): Promise<Run> {
    return this.operate("refresh", "--preview-only", "--expect-no-changes", "--diff", ...flags);
  }

  destroy(...flags: string[]): Promise<Run> {
    return this.operate("destroy", "--yes", "--skip-preview", ...flags);
  }

  /** The package's own command, in the folder of the project. */
  redisBackup(...args: string[]): Promise<Run> {
    return this.launch(process.execPath, [REDIS_BACKUP, ...args], `redis-backup ${args[0]}`).ended;
  }

  /** A line for a shell, such as one that a report has told. */
  shell(line: string): Promise<Run> {
    return this.launch("/bin/sh", ["-c", line], line).ended;
  }

  /** Where the project lies. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Any other command, such as `state delete`. */
  run(args: readonly string[]): Promise<Run> {
    return this.start([...args, "--stack", this.name]).ended;
  }

  /** One of the commands that act on resources; it may still be killed, or asked to end. */
  operation(...args: string[]): Operation {
    return this.start(this.operationFlags(args));
  }

  async setConfig(key: string, value: string, ...flags: string[]): Promise<void> {
    const chosen = ["--stack", this.name, ...flags];
    const set = await this.start(["config", "set", ...chosen, "--", key, value]).ended;
    if (set.exitCode !== 0) throw new Error(`config set ${key}: ${set.output}`);
  }

  urn(type: Declaration["type"], name: string): string {
    return `urn:pulumi:${this.name}::${PROJECT}::${this.host.typeOf(type)}::${name}`;
  }

  /** Takes a resource out of state, as a person does who has lost it. */
  async forget(type: Declaration["type"], name: string): Promise<void> {
    const deleted = await this.run(["state", "delete", "--yes", this.urn(type, name)]);
    if (deleted.exitCode !== 0) throw new Error(`state delete ${name}: ${deleted.output}`);
  }

  /** Gives up the lock that a killed run has left. */
  async unlock(): Promise<void> {
    const cancelled = await this.run(["cancel", "--yes"]);
    if (cancelled.exitCode !== 0) throw new Error(`cancel: ${cancelled.output}`);
  }

  async exported(): Promise<Deployment> {
    const plain = this.stored();
    if (plain !== undefined) return plain;
    const { exitCode, stdout, stderr } = await this.run(["stack", "export", "--show-secrets"]);
    if (exitCode !== 0) throw new Error(`stack export: ${stderr}`);
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  }

  /** Writes the state of this moment into a file, from which `restoreState` brings it back. */
  async keepState(): Promise<string> {
    this.commands += 1;
    const file = path.join(this.folder, "events", `kept-${this.name}-${this.commands}.json`);
    const kept = await this.run(["stack", "export", "--file", file]);
    if (kept.exitCode !== 0) throw new Error(`stack export: ${kept.output}`);
    const { deployment } = JSON.parse(fs.readFileSync(file, "utf8")) as { deployment: Deployment };
    expect(this.stored() ?? deployment).toEqual(deployment);
    return file;
  }

  async restoreState(file: string): Promise<void> {
    const imported = await this.run(["stack", "import", "--file", file]);
    if (imported.exitCode !== 0) throw new Error(`stack import: ${imported.output}`);
  }

  /** The resources of the package in state, by name. */
  async state(): Promise<Record<string, OwnResource>> {
    const { resources = [] } = await this.exported();
    const ours = resources.filter((resource) => !resource.type.startsWith("pulumi:"));
    return Object.fromEntries(
      ours.map(({ urn, id, inputs, outputs, initErrors }) => [
        nameOf(urn),
        { id, inputs: inputs ?? {}, outputs: outputs ?? {}, initErrors: initErrors ?? [] },
      ]),
    );
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { resources = [] } = await this.exported();
    return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  }

  /** Everything said and kept since the last time, searched for the secrets of this test. */
  async leaks(): Promise<string[]> {
    if (this.said.length === 0) return [];
    const { resources = [], ...rest } = await this.exported();
    const kept = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    const state = { ...rest, resources: kept };
    const where = "the exported state";
    const said = this.said.splice(0);
    const plain = [...said, { where, text: JSON.stringify(withoutSecrets(state)) }];
    const secrets = this.secrets();
    const found = ({ where, text }: { where: string; text: string }, search: typeof ugliness) =>
      search(text).map((finding) => `${where} holds ${finding}`);
    return [
      // Of the secrets of these tests nothing is in place in a state, encrypted or not.
      ...[...said, { where, text: JSON.stringify(state) }].flatMap((text) =>
        found(text, (searched) => leaks(searched, secrets)),
      ),
      ...plain.flatMap((text) => [...found(text, signedParts), ...found(text, ugliness)]),
    ];
  }

  async remove(): Promise<void> {
    open.delete(this);
    await Promise.all([...this.children].map((child) => killTree(child)));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private stored(): Deployment | undefined {
    return plainState(path.join(this.folder, "state"), PROJECT, this.name);
  }

  private secrets(): Secret[] {
    const { emulator } = this.options;
    return [
      { name: "the passphrase", value: PASSPHRASE },
      ...(emulator === undefined ? [] : secretsOf(emulator)),
    ];
  }

  private layOut(): void {
    for (const folder of ["home", "pulumi", "state", "events", "node_modules/@pulumi"]) {
      fs.mkdirSync(path.join(this.folder, folder), { recursive: true });
    }
    const link = (target: string, name: string) =>
      fs.symlinkSync(target, path.join(this.folder, "node_modules", name), "dir");
    link(path.join(ROOT, "node_modules/@pulumi/pulumi"), "@pulumi/pulumi");
    // As a package that is installed: the engine looks through all folders of a package for plugins.
    const ours = path.join(this.folder, "node_modules/pulumi-redis-backup");
    fs.mkdirSync(ours);
    fs.copyFileSync(path.join(ROOT, "package.json"), path.join(ours, "package.json"));
    link(path.join(ROOT, "dist"), "pulumi-redis-backup/dist");
    fs.writeFileSync(
      path.join(this.folder, "package.json"),
      JSON.stringify({ name: PROJECT, version: "0.0.0", main: "index.js" }),
    );
  }

  private operate(...args: string[]): Promise<Run> {
    return this.start(this.operationFlags(args)).ended;
  }

  private operationFlags(args: readonly string[]): string[] {
    return [...args, "--stack", this.name, "--event-log", this.eventLog()];
  }

  private eventLog(): string {
    this.commands += 1;
    return path.join(this.folder, "events", `${this.name}-${this.commands}.json`);
  }

  private start(args: readonly string[]): Operation {
    const bin = process.env[ENGINE_BIN];
    if (bin === undefined) throw new Error("there is no engine: run these tests through jest");
    const flags = ["--color", "never", "--non-interactive"];
    const where = args[0] === "stack" ? undefined : `pulumi ${args[0]}`;
    const eventLog = args[args.indexOf("--event-log") + 1];
    return this.launch(path.join(bin, "pulumi"), [...flags, ...args], where, eventLog);
  }

  /** What is said is searched for secrets, unless nobody says where. */
  private launch(
    command: string,
    args: readonly string[],
    where: string | undefined,
    eventLog = "",
  ): Operation {
    const bin = process.env[ENGINE_BIN];
    if (bin === undefined) throw new Error("there is no engine: run these tests through jest");
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.commandEnvironment(bin),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.children.add(child);
    return {
      ended: this.ended(child, where, eventLog),
      kill: () => killTree(child),
      interrupt: () => interrupted(child),
    };
  }

  private async ended(
    child: ChildProcess,
    where: string | undefined,
    eventLog: string,
  ): Promise<Run> {
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    }
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? -1));
    });
    this.children.delete(child);
    const events = fs.existsSync(eventLog) ? fs.readFileSync(eventLog, "utf8") : "";
    if (where !== undefined) {
      this.said.push(
        { where: `stdout of ${where}`, text: texts.stdout },
        { where: `stderr of ${where}`, text: texts.stderr },
        { where: `the event log of ${where}`, text: withoutProviders(events) },
      );
    }
    return readRun({ exitCode, ...texts, events });
  }

  /** Nothing of the environment of the tests themselves but what programs need to start at all. */
  private commandEnvironment(bin: string): NodeJS.ProcessEnv {
    const { TMPDIR, LANG } = process.env;
    return defined({
      TMPDIR,
      LANG,
      HOME: path.join(this.folder, "home"),
      ...engineEnvironment({
        bin,
        home: path.join(this.folder, "pulumi"),
        backendDir: path.join(this.folder, "state"),
        passphrase: PASSPHRASE,
      }),
      // Makes `--event-log` known.
      PULUMI_DEBUG_COMMANDS: "true",
      ...this.host.environment,
      ...this.environment,
    });
  }
}

/** jest takes `testTimeout` from no project's own configuration. */
jest.setTimeout(300_000);

const PROJECT = "tests";
const open = new Set<Stack>();

afterEach(async () => {
  const found = await Promise.all([...open].map((stack) => stack.leaks()));
  expect(found.flat()).toEqual([]);
});

afterAll(async () => {
  await Promise.all([...open].map((stack) => stack.remove()));
});

/** What no user should ever see, whatever went wrong. */
function ugliness(text: string): string[] {
  const patterns = {
    "a stack trace": /\n\s+at [^\n]*:\d+:\d+\)?/,
    "an object as text": /\[object \w+\]/,
    "an internal error": /internal error, please report it[^\n]*/,
  };
  return Object.entries(patterns).flatMap(([name, pattern]) => {
    const match = pattern.exec(text);
    return match === null ? [] : [`${name}: ${match[0].trim()}`];
  });
}

/** The engine tells the provider's configuration in events of the provider alone. */
function withoutProviders(events: string): string {
  const lines = events.split("\n").filter((line) => !line.includes("::pulumi:providers:"));
  return lines.join("\n");
}

/** The plugins have process groups of their own: a terminal too reaches the engine alone. */
async function interrupted(child: ChildProcess): Promise<void> {
  const heard = new Promise<void>((resolve) => {
    let text = "";
    const listen = (more: string) => {
      text += more;
      if (text.includes("^C received")) resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("close", resolve);
  });
  child.kill("SIGINT");
  await heard;
}

async function killTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  for (const pid of await processTree(child.pid)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function defined(values: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The files of the backups in state, by instance. */
export async function heldBackups(stack: Stack): Promise<Record<string, string[]>> {
  const held: Record<string, string[]> = {};
  for (const { outputs } of Object.values(await stack.state())) {
    const backups = outputs["backups"] as { readonly backupId: string }[] | undefined;
    if (backups === undefined) continue;
    const instanceId = String(outputs["instanceId"]);
    held[instanceId] = [...(held[instanceId] ?? []), ...backups.map(({ backupId }) => backupId)];
  }
  return held;
}

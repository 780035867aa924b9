import { startEmulator, type Emulator, type InstanceSeed, type Seed } from "../../../emulator/src";
import type { Surroundings } from "../../src/hosts/open-session";
import { systemClock, type Clock } from "../../src/core/clock";
import { PartialCreate } from "../../src/core/errors";
import { ignoring } from "../../src/core/ignore-changes";
import { DynamicClient } from "./dynamic-client";
import { LinkedClock } from "./linked-clock";
import { PluginClient } from "./plugin-client";

type Json = Record<string, unknown>;

/** What both hosts do for a resource, and for a function. */
export interface HostUnderTest {
  check(
    token: string,
    olds: Json,
    news: Json,
  ): Promise<{ inputs: Json; failures: readonly unknown[] }>;
  diff(
    token: string,
    id: string,
    olds: Json,
    news: Json,
    ignoreChanges: readonly string[],
  ): Promise<{ changes: boolean; replaces: readonly string[] }>;
  create(token: string, inputs: Json): Promise<{ id: string; outs: Json }>;
  read(
    token: string,
    id: string,
    props: Json,
  ): Promise<{ id?: string; props?: Json; inputs?: Json }>;
  update(
    token: string,
    id: string,
    olds: Json,
    news: Json,
    ignoreChanges: readonly string[],
  ): Promise<{ outs: Json }>;
  remove(token: string, id: string, props: Json): Promise<void>;
  ask(token: string, args: Json): Promise<{ result: Json; isSecret: boolean }>;
  close?(): Promise<void>;
}

/** Every suite of a resource runs over both. */
export const HOSTS: Record<"dynamic" | "plugin", (surroundings: Surroundings) => HostUnderTest> = {
  dynamic: (surroundings) => new DynamicClient(surroundings),
  plugin: (surroundings) => new PluginClient(surroundings),
};
export type HostName = keyof typeof HOSTS;
export const HOST_NAMES = Object.keys(HOSTS) as HostName[];

export const START = "2026-11-02T09:00:00Z";
export const INSTANCE = "r-orders01";

/** What the tests may not find in any text. */
export const SECRETS = ["EMULATOR_KEY_ID", "emulator-secret-not-real"];

/** One emulator and a host that works against it, on one virtual clock. */
export class Cloud {
  readonly lines: string[] = [];
  /** Something that happens at the very moment at which a line is said. */
  onLine: (text: string) => void = () => undefined;
  host: HostUnderTest;
  private readonly hosts: HostUnderTest[] = [];

  private constructor(
    readonly emulator: Emulator,
    readonly clock: Clock,
    private environment: Record<string, string>,
    private readonly hostName: HostName,
  ) {
    this.host = this.newProcess();
  }

  static async start(
    instances: readonly Partial<InstanceSeed>[] = [{}],
    seed: Seed = {},
    hostName: HostName = "dynamic",
  ): Promise<Cloud> {
    const emulator = await startEmulator({
      clock: "manual",
      startAt: START,
      random: 1,
      seed: {
        ...seed,
        instances: instances.map((instance) => ({
          instanceId: INSTANCE,
          instanceType: "Tair" as const,
          jobSeconds: 30,
          ...instance,
        })),
      },
    });
    return new Cloud(emulator, new LinkedClock(emulator), { ...emulator.environment }, hostName);
  }

  /** One whose first instance has real keys, and with them real time; who waits looks often. */
  static async real(instance: Partial<InstanceSeed>, hostName: HostName): Promise<Cloud> {
    const emulator = await startEmulator({
      seed: { instances: [{ instanceId: INSTANCE, redis: true, ...instance }] },
    });
    const sleep: Clock["sleep"] = (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal);
    const clock = { ...systemClock, sleep };
    return new Cloud(emulator, clock, { ...emulator.environment }, hostName);
  }

  /** A new provider process: nothing in memory, same configuration plus the given. */
  newProcess(environment: Record<string, string> = {}): HostUnderTest {
    this.environment = { ...this.environment, ...environment };
    this.host = HOSTS[this.hostName]({
      clock: this.clock,
      environment: this.environment,
      log: {
        progress: (text) => this.said(text),
        info: (text) => this.said(text),
        warn: (text) => this.said(`warning: ${text}`),
      },
    });
    this.hosts.push(this.host);
    return this.host;
  }

  private said(text: string): void {
    this.lines.push(text);
    this.onLine(text);
  }

  /** The requests that change something, of all since the last `actions`. */
  writes() {
    return this.emulator.requests.filter(({ action }) =>
      /^(Modify|Create|Delete|Restore|ManualBackup)/.test(action),
    );
  }

  /** The actions asked for since the last question, in order. */
  actions(): string[] {
    const actions = this.emulator.requests.map((request) => request.action);
    this.emulator.requests.length = 0;
    return actions;
  }

  pass(ms: number): void {
    this.emulator.clock.advance(ms);
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.close?.()));
    await this.emulator.close();
  }
}

/** A resource as the engine drives it: check, then diff, then create, update or replace; state in between. */
export class Driven {
  id: string | undefined;
  state: Json = {};
  inputs: Json = {};
  /** Whether the last step left an initialisation error, so that the next `up` updates whatever the diff. */
  isUnhealthy = false;

  constructor(
    private readonly cloud: Cloud,
    readonly token: string,
    readonly ignoreChanges: readonly string[] = [],
  ) {}

  async check(
    inputs: Json,
  ): Promise<{ inputs: Json; failures: { property: string; reason: string }[] }> {
    const olds = this.id === undefined ? {} : this.inputs;
    // The engine takes what is ignored from the inputs of before, not from what is live.
    const news = ignoring(olds, json(inputs), this.id === undefined ? [] : this.ignoreChanges);
    return this.cloud.host.check(this.token, olds, news) as never;
  }

  /** One `pulumi up`; says what it did. */
  async up(inputs: Json): Promise<"create" | "same" | "update" | "replace"> {
    const { inputs: checked, failures } = await this.check(inputs);
    if (failures.length > 0) {
      throw new Error(failures.map((f) => `${f.property}: ${f.reason}`).join("\n"));
    }
    if (this.id === undefined) {
      await this.create(checked);
      return "create";
    }
    const { token, state, ignoreChanges } = this;
    const diff = await this.cloud.host.diff(token, this.id, state, checked, ignoreChanges);
    if (diff.replaces.length > 0) {
      const old = { id: this.id, state: this.state };
      await this.create(checked);
      await this.cloud.host.remove(this.token, old.id, old.state);
      return "replace";
    }
    if (!diff.changes && !this.isUnhealthy) {
      this.inputs = checked;
      return "same";
    }
    await this.kept(checked, async () => {
      const id = this.id ?? "";
      const { outs } = await this.cloud.host.update(token, id, state, checked, ignoreChanges);
      return { id, outs };
    });
    return "update";
  }

  async create(checked: Json): Promise<void> {
    await this.kept(checked, () => this.cloud.host.create(this.token, checked));
  }

  /** `pulumi refresh`; the names of the inputs that drifted, or "gone". */
  async refresh(): Promise<readonly string[] | "gone"> {
    const declared = this.inputs;
    const live = await this.cloud.host.read(this.token, this.id ?? "", this.state);
    if (live.id === undefined) {
      this.id = undefined;
      this.state = {};
      return "gone";
    }
    const before = this.state;
    this.state = json(live.props);
    this.inputs = json(live.inputs);
    const { token, state, ignoreChanges } = this;
    const diff = await this.cloud.host.diff(token, live.id, state, declared, ignoreChanges);
    if (!diff.changes) return [];
    const names = new Set([...Object.keys(before), ...Object.keys(this.state)]);
    return [...names].filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(this.state[name]),
    );
  }

  async destroy(): Promise<void> {
    await this.cloud.host.remove(this.token, this.id ?? "", this.state);
    this.id = undefined;
    this.state = {};
  }

  private async kept(
    checked: Json,
    step: () => Promise<{ id: string; outs: Json }>,
  ): Promise<void> {
    try {
      const { id, outs } = await step();
      this.id = id;
      this.state = json(outs);
      this.inputs = checked;
      this.isUnhealthy = false;
    } catch (error) {
      if (error instanceof PartialCreate) {
        this.id = error.id;
        this.state = json(error.properties);
        this.inputs = checked;
        this.isUnhealthy = true;
      }
      throw error;
    }
  }
}

/** What survives the way through the engine. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

import type { AccountSeed, RamPolicy, RoleSeed } from "./account-seed";
import type { ClockMode } from "./clock";
import type { Console } from "./console";
import type { CrsEmulator } from "./crs-emulator";
import type { FaultRule } from "./fault-rule";
import type { ActiveFault } from "./faults";
import type { InstanceSeed } from "./instance-seed";
import type { RequestRecord } from "./journal";
import type { Seed } from "./seed";
import type { BackupView, InstanceView, JobView, RestoreView } from "./views";

export interface EmulatorOptions {
  /** Default 0, any free port. The server listens on 127.0.0.1 only. */
  readonly port?: number | undefined;
  /** Default `real`; `manual` stands still until it is advanced. */
  readonly clock?: ClockMode | undefined;
  /** RFC 3339 start of virtual time; default now. */
  readonly startAt?: string | undefined;
  /** Default: one instance of each kind. */
  readonly seed?: Seed | undefined;
  /** Every answer is delayed by this real time. */
  readonly latencyMs?: number | undefined;
  /** Per account and action; more is answered with Throttling.User. */
  readonly ratePerSecond?: number | undefined;
  /** Seed of the generator of ids and probabilities. */
  readonly random?: number | undefined;
  /** Keeps the state over restarts; once it exists it takes the place of the seed. */
  readonly stateFile?: string | undefined;
}

export interface Emulator {
  readonly url: string;
  /** What a client needs in its environment. */
  readonly environment: Record<string, string>;
  readonly clock: { now(): Date; advance(ms: number): void };
  readonly faults: {
    add(rule: FaultRule): string;
    remove(id: string): void;
    clear(): void;
    list(): ActiveFault[];
  };
  /** The journal, oldest first; empty it with `requests.length = 0`. */
  readonly requests: RequestRecord[];
  readonly accounts: {
    /** A further key: of another account, or of another user of one. */
    add(account: AccountSeed): void;
    addRole(role: RoleSeed): void;
    setStatus(accessKeyId: string, status: "Active" | "Inactive"): void;
    /** No policies: everything is allowed. */
    setPolicies(accessKeyId: string, policies: RamPolicy[] | undefined): void;
    /** The key is unknown from now on, as after a rotation. */
    remove(accessKeyId: string): void;
  };
  readonly instances: {
    add(instance: InstanceSeed): void;
    get(instanceId: string): InstanceView;
    list(): InstanceView[];
    release(instanceId: string): void;
    setStatus(instanceId: string, status: string): void;
  };
  readonly console: Console;
  /** TencentDB for Redis. */
  readonly crs: CrsEmulator;
  /** Complete rows, newest first: the truth, without lag, paging or permission. */
  backups(instanceId?: string): BackupView[];
  jobs(instanceId?: string): JobView[];
  restores(instanceId?: string): RestoreView[];
  /** Plain data, the virtual time included. Faults and journal are not part of it. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  /** Ends when the real Redis servers have done what has been asked of them so far. */
  settled(): Promise<void>;
  /** State, faults, journal and nonces as at the start; the clock goes on. */
  reset(): void;
  close(): Promise<void>;
}

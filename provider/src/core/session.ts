import { Mutex } from "async-mutex";
import type { Context } from "./resource";
import type { WaitSettings } from "./time-limit";

/** What all resources of one process share in one account and region of a cloud. */
export class Session<Api> {
  /** Instances whose policy was written by a create or an update of this process. */
  readonly policiesWritten = new Set<string>();
  private readonly locks = new Map<string, Mutex>();
  private readonly said = new Set<string>();
  private account: Promise<string> | undefined;

  constructor(
    readonly client: Api,
    private readonly accountOf: (client: Api) => Promise<string>,
    /** The configuration key of the region, for what a person has to check. */
    readonly regionKey: string,
    readonly waits: WaitSettings,
  ) {}

  /** One at a time per instance and purpose. */
  alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lock = this.locks.get(key) ?? new Mutex();
    this.locks.set(key, lock);
    return lock.runExclusive(work);
  }

  /** True the first time. */
  firstTime(note: string): boolean {
    if (this.said.has(note)) return false;
    this.said.add(note);
    return true;
  }

  /** The account of the credentials, asked once per process. */
  accountId(client: Api = this.client): Promise<string> {
    this.account ??= this.accountOf(client).catch((error: unknown) => {
      this.account = undefined;
      throw error;
    });
    return this.account;
  }
}

/** What a resource or function of one cloud works with. */
export interface CloudContext<Api extends { readonly region: string }> extends Context {
  readonly api: Api;
  readonly session: Session<Api>;
}

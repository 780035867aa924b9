import { Mutex } from "async-mutex";
import { getCallerIdentity } from "../api/alibaba/operations/get-caller-identity";
import type { Client } from "../api/client";
import { minutes } from "../core/clock";
import { messageOf } from "../core/errors";
import type { Context } from "../core/resource";

/** What all resources of one process share: the client, locks, and what they have claimed. */
export class TairSession {
  /** Instances whose policy was written by a create or an update of this process. */
  readonly policiesWritten = new Set<string>();
  /** `instance:job` and `instance:cluster/…` of every backup that a resource of this run is known to hold. */
  readonly backupsHeld = new Set<string>();
  /** `instance:backup` of every file that this process has deleted; lists may show them for a while. */
  readonly filesDeleted = new Set<string>();
  private readonly locks = new Map<string, Mutex>();
  private readonly said = new Set<string>();
  private account: Promise<string> | undefined;

  constructor(
    readonly client: Client,
    readonly backupTimeoutMs: number = minutes(120),
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
  accountId(client: Client = this.client): Promise<string> {
    this.account ??= client
      .call(getCallerIdentity, {})
      .then((identity) => identity.AccountId)
      .catch((error: unknown) => {
        this.account = undefined;
        throw error;
      });
    return this.account;
  }
}

export interface TairContext extends Context {
  readonly api: Client;
  readonly session: TairSession;
}

/** Where a resource was made; recorded in state so that "gone" can be proven later. */
export interface Origin {
  readonly regionId: string;
  readonly accountId: string | undefined;
}

/** A region and an account that can't be told doesn't stop a creation; it is said once. */
export async function originOf(ctx: TairContext): Promise<Origin> {
  const regionId = ctx.api.region;
  try {
    return { regionId, accountId: await ctx.session.accountId(ctx.api) };
  } catch (error) {
    if (ctx.session.firstTime("account unknown")) {
      ctx.log.warn(
        `the account can't be told (${messageOf(error)}): state won't record it, and a refresh that finds nothing will keep the resource and ask you.`,
      );
    }
    return { regionId, accountId: undefined };
  }
}

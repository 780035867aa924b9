import { getCallerIdentity } from "../api/alibaba/operations/get-caller-identity";
import type { Client } from "../api/client";
import { Session, type CloudContext } from "../core/session";
import type { WaitSettings } from "../core/time-limit";

/** What all resources of one process share: the client, locks, and what they have claimed. */
export class TairSession extends Session<Client> {
  /** `instance:job` and `instance:cluster/…` of every backup that a resource of this run is known to hold. */
  readonly backupsHeld = new Set<string>();
  /** `instance:job` of every job that a resource of this run is known to have adopted. */
  readonly jobsAdopted = new Set<string>();
  /** `instance:job` of every job that a creation of this process has adopted. */
  readonly jobsTaken = new Set<string>();
  /** Ids of the resources whose backup this process has begun or gone on with, and not seen succeed. */
  readonly backupsUnfinished = new Set<string>();
  /** `instance:backup` of every file that this process has taken, and seen succeed. */
  readonly filesMade = new Set<string>();
  /** `instance:backup` of every file that this process has deleted; lists may show them for a while. */
  readonly filesDeleted = new Set<string>();

  constructor(client: Client, waits: WaitSettings) {
    super(
      client,
      async (asking) => (await asking.call(getCallerIdentity, {})).AccountId,
      "redis-backup:region",
      waits,
    );
  }
}

export interface TairContext extends CloudContext<Client> {
  readonly session: TairSession;
}

import type { Client } from "../api/client";
import { getCallerIdentity } from "../api/tencent/operations/get-caller-identity";
import { Session, type CloudContext } from "../core/session";
import type { WaitSettings } from "../core/time-limit";

interface Options {
  readonly client: Client;
  /** The legacy API v2, of which some functions can ask. */
  readonly legacy: Client;
  readonly waits: WaitSettings;
  /** Of the instances that are restored; some have none. */
  readonly password?: string | undefined;
}

/** What all resources of one process share at Tencent Cloud: the clients, locks, and what they have claimed. */
export class CrsSession extends Session<Client> {
  /** `instance:tag` and `instance:backup/…` of every backup that a resource of this run is known to hold. */
  readonly backupsHeld = new Set<string>();
  readonly legacy: Client;
  readonly password: string | undefined;

  constructor(options: Options) {
    super(
      options.client,
      async (asking) => (await asking.call(getCallerIdentity, {})).AccountId,
      "redis-backup:tencentRegion",
      options.waits,
    );
    this.legacy = options.legacy;
    this.password = options.password;
  }
}

export interface CrsContext extends CloudContext<Client> {
  readonly session: CrsSession;
}

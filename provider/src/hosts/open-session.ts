import type { Client } from "../api/client";
import { readConfig, type Config, type ConfigSource } from "../config";
import type { Clock } from "../core/clock";
import { named } from "../core/named";
import type { Log } from "../core/resource";
import type { CloudContext, Session } from "../core/session";
import type { TimeLimit } from "../core/time-limit";
import { modules, PACKAGE } from "../package";

/** What a host runs on; tests bring their own. */
export interface Surroundings {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** The sessions of a process: one per module, opened when something of that module is first wanted. */
export class Sessions {
  private readonly opened = new Map<string, Session<Client>>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The region that something of a module is asked in, without opening a session; for Diff, which calls nothing. */
  regionOf(token: string): { readonly region: string | undefined; readonly key: string } {
    const key = modules[token.split(":")[0] as keyof typeof modules].regionKey;
    return { region: this.config[key], key: `${PACKAGE}:${key}` };
  }

  /** `tair:BackupPolicy` gets the session of `tair`: a program of one cloud needs no keys of the other. */
  of(token: string): Session<Client> {
    const name = token.split(":")[0] as keyof typeof modules;
    const session = this.opened.get(name) ?? modules[name].openSession(this.config, this.clock);
    this.opened.set(name, session);
    return session;
  }
}

export function openSessions(
  { clock, environment }: Pick<Surroundings, "clock" | "environment">,
  source: ConfigSource,
): Sessions {
  return new Sessions(readConfig(source, environment), clock);
}

interface Step {
  /** Of the resource or function. */
  readonly token: string;
  /** Begins each of its log lines. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly timeLimit?: TimeLimit | undefined;
}

/** The context of one step on one thing. */
export function contextOf(
  { clock, log }: Surroundings,
  sessions: Sessions,
  { token, name, signal, timeLimit }: Step,
): CloudContext<Client> {
  const ctx = named({ clock, log, signal, timeLimit }, name);
  const session = sessions.of(token);
  return { ...ctx, session, api: session.client.heardBy({ signal, log: ctx.log }) };
}

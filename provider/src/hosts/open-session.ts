import { connect } from "../api/alibaba/connect";
import { readConfig, required, type ConfigSource } from "../config";
import { minutes, type Clock } from "../core/clock";
import { named, type Log } from "../core/resource";
import { TairSession, type TairContext } from "../tair/session";

/** What a host runs on; tests bring their own. */
export interface Surroundings {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** The session of a process, from its configuration. */
export function openSession(
  { clock, environment }: Surroundings,
  source: ConfigSource,
): TairSession {
  const config = readConfig(source, environment);
  const client = connect({ ...config, region: required(config, "region") }, clock);
  return new TairSession(client, minutes(config.backupTimeoutMinutes ?? 120));
}

/** The context of one step on one thing; `name` begins each of its log lines. */
export function contextOf(
  { clock, log }: Surroundings,
  session: TairSession,
  name: string,
  signal: AbortSignal,
): TairContext {
  const ctx = named({ clock, log, signal }, name);
  return { ...ctx, session, api: session.client.heardBy({ signal, log: ctx.log }) };
}

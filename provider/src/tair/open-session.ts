import { connect } from "../api/alibaba/connect";
import { required, type Config } from "../config";
import type { Clock } from "../core/clock";
import { TairSession } from "./session";

/** The session of Alibaba Cloud for a configuration. */
export function openTairSession(config: Config, clock: Clock): TairSession {
  const client = connect({ ...config, region: required(config, "region") }, clock);
  return new TairSession(client, config);
}

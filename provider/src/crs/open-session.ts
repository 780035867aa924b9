import { connect, connectLegacy } from "../api/tencent/connect";
import { required, type Config } from "../config";
import type { Clock } from "../core/clock";
import { CrsSession } from "./session";

/** The session of Tencent Cloud for a configuration. */
export function openCrsSession(config: Config, clock: Clock): CrsSession {
  const connection = {
    ...config,
    region: required(config, "tencentRegion"),
    credentials: {
      secretId: required(config, "tencentSecretId"),
      secretKey: required(config, "tencentSecretKey"),
      token: config.tencentToken,
    },
  };
  return new CrsSession({
    client: connect(connection, clock),
    legacy: connectLegacy(connection, clock),
    waits: config,
    password: config.crsPassword,
  });
}

import type { CrsInstanceSeed, CrsSeed } from "../../../emulator/src";
import { Cloud, type HostName } from "./cloud";

export const CRS = "crs-orders01";

/** A cloud with one instance of TencentDB for Redis. */
export function crsCloud(
  host: HostName,
  instance: Partial<CrsInstanceSeed> = {},
  crs: Partial<CrsSeed> = {},
): Promise<Cloud> {
  const instances = [{ instanceId: CRS, ...instance }];
  return Cloud.start([], { crs: { instances, ...crs } }, host);
}

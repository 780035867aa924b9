import { Refused } from "../core/errors";
import { isOnDisks, type Instance } from "./instance";

/** Fails on what no analysis can be had of, before anything is started or a backup is taken for it. */
export function refuseUnanalysable(instance: Instance, api: "das" | "r-kvstore"): void {
  const { instanceId, instanceClass, engineVersion } = instance;
  const fail = (reason: string): never => {
    throw new Refused(`${instanceId} can't be analysed: ${reason}. Nothing was started.`);
  };
  if (instance.isSingleNode) fail("it is a single-node instance, which has no backups");
  if (isOnDisks(instance)) {
    fail(
      `its data is on disks (${instanceClass}), and cache analysis reads the backups of instances in memory alone`,
    );
  }
  if (api === "r-kvstore" && Number(engineVersion) < 4) {
    fail(
      `the retired operation needs engine 4.0 or later, and this is ${engineVersion}; api "das" has no such limit`,
    );
  }
}

import type { World } from "../world";
import { runAutomaticBackups } from "./automatic-backups";
import type { Instance } from "./instance";

/** An instance that is there (as seen at `time`), with the automatic backups that have become due. */
export function findInstance(
  world: World,
  instanceId: string,
  time = world.clock.time(),
): Instance | undefined {
  const instance = world.store.state.instances[instanceId];
  if (instance === undefined) return undefined;
  runAutomaticBackups(world, instance);
  return instance.releasedAt !== null && instance.releasedAt <= time ? undefined : instance;
}

/** For the side that no client sees: a wrong id there is a mistake in a test, and says so. */
export function existingInstance(world: World, instanceId: string): Instance {
  const found = findInstance(world, instanceId);
  if (found === undefined) throw new Error(`there is no instance ${instanceId}`);
  return found;
}

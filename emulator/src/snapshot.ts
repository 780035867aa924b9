import type { State } from "./state";
import type { World } from "./world";

/** The whole state with its virtual time, as plain data. */
export interface Snapshot {
  readonly version: 1;
  readonly now: number;
  readonly state: State;
  /** Real time, in a state file: a real clock went on while the emulator was stopped. */
  readonly savedAt?: number;
}

export function takeSnapshot(world: World): Snapshot {
  return { version: 1, now: world.clock.time(), state: world.store.copy() };
}

export function restoreSnapshot(world: World, given: unknown, what: string): void {
  const snapshot = given as Partial<Snapshot> | null;
  if (snapshot?.version !== 1 || snapshot.state === undefined || snapshot.now === undefined) {
    throw new Error(`${what} is not a snapshot of the emulator`);
  }
  const { instances: ours, crs } = snapshot.state;
  const instances = [...Object.values(ours), ...Object.values(crs.instances)];
  if (world.data.isUsed || instances.some(({ redis }) => redis)) {
    throw new Error(
      `${what} cannot be restored: a snapshot has no keys of instances with \`redis: true\``,
    );
  }
  const { now, savedAt = Date.now(), state } = snapshot;
  const passed = world.clock.mode === "real" ? Math.max(Date.now() - savedAt, 0) : 0;
  world.clock.set(now + passed);
  world.store.replace(state);
}

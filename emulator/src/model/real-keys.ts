import type { World } from "../world";

interface Backed {
  readonly instanceId: string;
  redisUrl: string | null;
}

/** What an instance with real keys cannot be, said before anything is started. */
export function wantRealKeys(
  { clock, data }: World,
  { instanceId }: Backed,
  impossible: string | undefined,
): void {
  const isHere = clock.isRealTime
    ? undefined
    : 'its keys live in real time: use the clock "real" without startAt, and do not advance it';
  const why = data.refusal ?? impossible ?? isHere;
  if (why !== undefined) throw new Error(`instance ${instanceId} has \`redis: true\`: ${why}`);
  clock.hold(`${instanceId} has \`redis: true\``);
}

/** Starts its server. */
export function startRealKeys(world: World, instance: Backed): void {
  world.data.start(instance.instanceId, (url) => {
    instance.redisUrl = url;
    world.store.onChange();
  });
}

export function refuseSeededBackup({ instanceId }: Backed): never {
  throw new Error(`${instanceId} has \`redis: true\`: its backups are taken, not seeded`);
}

import { Clock } from "./clock";
import { consoleOf } from "./console";
import { crsOf } from "./crs-emulator";
import { crsAccount } from "./crs-identity";
import { crsSettings } from "./crs-settings";
import { DEFAULT_SEED } from "./default-seed";
import type { Emulator, EmulatorOptions } from "./emulator";
import { Faults } from "./faults";
import { account, role } from "./identity";
import { Journal } from "./journal";
import { addInstance } from "./model/add-instance";
import { addCrsInstance } from "./model/crs-flows";
import { record } from "./model/dated";
import { existingInstance } from "./model/find-instance";
import type { Gateway } from "./protocols/alibaba-rpc";
import type { CrsGateway } from "./protocols/crs-gateway";
import { Nonces } from "./protocols/authenticate";
import { RealData } from "./redis/real-data";
import { RateLimit } from "./rate-limit";
import type { Seed } from "./seed";
import { HttpServer } from "./server";
import { settings } from "./settings";
import { restoreSnapshot, takeSnapshot } from "./snapshot";
import { StateFile } from "./state-file";
import { Store } from "./store";
import { validated } from "./validated";
import { backupViews, instanceView, jobViews, present, restoreViews } from "./views";
import type { World } from "./world";

/** What Tencent Cloud allows an account for each action and second. */
const CRS_RATE = 20;

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const startAt = options.startAt === undefined ? undefined : Date.parse(options.startAt);
  if (Number.isNaN(startAt)) throw new Error(`startAt ${options.startAt} is not a time`);
  const seed = options.seed === undefined ? DEFAULT_SEED : validated("seed", options.seed);
  const chosen = settings(seed.defaults);
  const store = new Store(chosen, options.random ?? 1);
  let url = "";
  const gateway: Gateway & CrsGateway = {
    clock: new Clock(options.clock ?? "real", startAt),
    store,
    faults: new Faults(() => store.random),
    settings: chosen,
    crsSettings: crsSettings(seed.crs?.defaults),
    data: new RealData(),
    url: () => url,
    nonces: new Nonces(),
    rateLimit: new RateLimit(options.ratePerSecond),
    crsRateLimit: new RateLimit(Math.min(options.ratePerSecond ?? CRS_RATE, CRS_RATE)),
  };
  const journal = new Journal();
  const { data } = gateway;
  let file: StateFile | undefined;

  const server = new HttpServer({
    gateway,
    journal,
    latencyMs: options.latencyMs ?? 0,
    saved: async () => {
      await data.begun();
      await file?.saved();
    },
    emulator: () => emulator,
  });
  try {
    plant(gateway, seed);
    file = openStateFile(gateway, options.stateFile);
    await file?.saved();
    await data.settled();
    url = await server.listen(options.port ?? 0);
  } catch (error) {
    await data.close();
    throw error;
  }
  const emulator = build(gateway, journal, url, seed, async () => {
    await server.close();
    await data.close();
    await file?.saved();
  });
  return emulator;
}

function plant(world: World, seed: Seed): void {
  const { state } = world.store;
  if (seed.accounts !== undefined) state.accounts = seed.accounts.map(account);
  const owner = state.accounts[0]?.accountId ?? "";
  state.roles = (seed.roles ?? []).map((given) => role(given, owner));
  for (const instance of seed.instances ?? []) addInstance(world, instance);
  const { crs } = seed;
  if (crs?.accounts !== undefined) state.crs.accounts = crs.accounts.map(crsAccount);
  for (const instance of crs?.instances ?? []) addCrsInstance(world, instance);
  for (const rule of seed.faults ?? []) world.faults.add(rule);
}

function openStateFile(world: World, path: string | undefined): StateFile | undefined {
  if (path === undefined) return undefined;
  world.data.refuse(`a state file (${path}) cannot keep its keys`);
  const file = new StateFile(path, () => ({ ...takeSnapshot(world), savedAt: Date.now() }));
  const kept = file.read();
  if (kept !== undefined) restoreSnapshot(world, kept, path);
  world.store.onChange = () => file.changed();
  file.changed();
  return file;
}

function build(
  gateway: Gateway & CrsGateway,
  journal: Journal,
  url: string,
  seed: Seed,
  close: () => Promise<void>,
): Emulator {
  const { clock, faults, store } = gateway;
  const forgetRequests = () => {
    gateway.nonces.clear();
    gateway.rateLimit.clear();
    gateway.crsRateLimit.clear();
  };
  return {
    url,
    environment: environmentOf(gateway, url),
    clock,
    faults: {
      add: (rule) => faults.add(validated("faultRule", rule)),
      remove: (id) => faults.remove(id),
      clear: () => faults.clear(),
      list: () => faults.list(),
    },
    requests: journal.records,
    accounts: accountsOf(gateway),
    instances: instancesOf(gateway),
    console: consoleOf(gateway),
    crs: crsOf(gateway),
    backups: (id) => backupViews(gateway, id),
    jobs: (id) => jobViews(gateway, id),
    restores: (id) => restoreViews(gateway, id),
    snapshot: () => takeSnapshot(gateway),
    restore(given) {
      restoreSnapshot(gateway, given, "the snapshot");
      forgetRequests();
    },
    settled: () => gateway.data.settled(),
    reset() {
      if (gateway.data.isUsed) {
        throw new Error("instances with `redis: true` cannot be reset: start another emulator");
      }
      store.clear();
      faults.clear();
      journal.clear();
      forgetRequests();
      plant(gateway, seed);
    },
    close,
  };
}

function environmentOf(world: World, url: string): Record<string, string> {
  const [first] = world.store.state.accounts;
  const [key] = world.store.state.crs.accounts;
  if (first === undefined || key === undefined) {
    throw new Error("an emulator has at least one account of each cloud");
  }
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: first.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: first.accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: first.regionId,
    REDIS_BACKUP_ENDPOINT: url,
    REDIS_BACKUP_STS_ENDPOINT: url,
    REDIS_BACKUP_DAS_ENDPOINT: url,
    TENCENTCLOUD_SECRET_ID: key.secretId,
    TENCENTCLOUD_SECRET_KEY: key.secretKey,
    ...(key.token === null ? {} : { TENCENTCLOUD_SECURITY_TOKEN: key.token }),
    TENCENTCLOUD_REGION: key.regionId,
    REDIS_BACKUP_CRS_ENDPOINT: url,
    REDIS_BACKUP_CRS_LEGACY_ENDPOINT: url,
    REDIS_BACKUP_TENCENT_STS_ENDPOINT: url,
  };
}

function accountsOf({ store }: World): Emulator["accounts"] {
  const keyOf = (accessKeyId: string) => {
    const found = store.state.accounts.find((key) => key.accessKeyId === accessKeyId);
    if (found === undefined) throw new Error(`there is no access key ${accessKeyId}`);
    return found;
  };
  return {
    add(given) {
      store.state.accounts.push(account(validated("accountSeed", given)));
      store.onChange();
    },
    addRole(given) {
      const owner = store.state.accounts[0]?.accountId ?? "";
      store.state.roles.push(role(validated("roleSeed", given), owner));
      store.onChange();
    },
    setStatus(accessKeyId, status) {
      keyOf(accessKeyId).status = status;
      store.onChange();
    },
    setPolicies(accessKeyId, policies) {
      const key = keyOf(accessKeyId);
      key.policies = policies === undefined ? null : validated("ramPolicies", policies);
      store.onChange();
    },
    remove(accessKeyId) {
      const key = keyOf(accessKeyId);
      store.state.accounts = store.state.accounts.filter((other) => other !== key);
      store.onChange();
    },
  };
}

function instancesOf(world: World): Emulator["instances"] {
  return {
    add: (given) => void addInstance(world, validated("instanceSeed", given)),
    get: (id) => instanceView(world, existingInstance(world, id)),
    list: () => present(world).map((instance) => instanceView(world, instance)),
    release(id) {
      existingInstance(world, id).releasedAt = world.clock.time();
      world.data.stop(id);
      world.store.onChange();
    },
    setStatus(id, status) {
      record(existingInstance(world, id).statuses, world.clock.time(), status);
      world.store.onChange();
    },
  };
}

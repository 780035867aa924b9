import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { UNKNOWN } from "../../src/core/unknown";
import { toWire } from "../../src/hosts/wire";
import { Cloud, Driven, INSTANCE } from "../support/cloud";
import { ask, type PluginClient } from "../support/plugin-client";

/** Random and mutated requests: a status or an answer for each, never a crash, a hang or a write. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20261121);
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 3000);
const CONCURRENT = 50;

type Json = Record<string, unknown>;
let cloud: Cloud;
let random: () => number;

/** mulberry32: small, seeded, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

const SECRET = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

function anything(depth = 0): unknown {
  const plain = [
    () => null,
    () => "",
    () => UNKNOWN,
    () => random() * 1e9,
    () => -1,
    () => Number.MAX_SAFE_INTEGER,
    () => random() < 0.5,
    () =>
      String.fromCharCode(...Array.from({ length: 8 }, () => Math.floor(random() * 0x3000) + 1)),
    () => "x".repeat(Math.floor(random() * 2000)),
    () => "2026-13-45T99:99:99Z",
    () => "__proto__",
  ];
  const nested = [
    () => Array.from({ length: Math.floor(random() * 4) }, () => anything(depth + 1)),
    () => ({ [String(pick(["a", "constructor", "toString", "value"]))]: anything(depth + 1) }),
    () => SECRET(anything(depth + 1)),
  ];
  return pick(depth < 3 ? [...plain, ...nested] : plain)();
}

const text = (): string => {
  const value = anything();
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
};

/** No instance of the emulator: whatever gets through finds nothing that it could write to. */
const nobody = () => `r-nobody${Math.floor(random() * 1e6)}`;

const properties = (): Json => ({
  instanceId: nobody(),
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  timeZone: "Asia/Shanghai",
  backupRetentionPeriod: 30,
  expectExpireTime: "2027-01-01T00:00:00Z",
  enableBackupLog: true,
  onDelete: "delete",
  triggers: { release: "1" },
  previousPolicy: { preferredBackupTime: "02:00Z-03:00Z", preferredBackupPeriod: ["Monday"] },
  appliedPolicy: { preferredBackupTime: "02:00Z-03:00Z" },
  effectiveBackupTime: "02:00Z-03:00Z",
  effectiveBackupPeriod: ["Monday"],
  backupJobIds: ["1"],
  backups: [{ backupId: "1", status: "Success" }],
  clusterBackupId: "cb-1",
  status: pick(["Running", "Success", "Failed", "Incomplete", "Expired"]),
  startedAt: "2026-11-01T00:00:00Z",
  expiresAt: "2026-12-01T00:00:00Z",
  adopted: false,
  regionId: "cn-hangzhou",
  accountId: "1",
});

/** Some of what belongs there, some of it gone, some of it something else, and some that is strange. */
function mutated(): Json {
  const made = Object.entries(properties()).flatMap(([key, value]): [string, unknown][] => {
    const dice = random();
    if (dice < 0.35) return [];
    return [[key, dice < 0.55 ? anything() : value]];
  });
  if (random() < 0.2) made.push([text().slice(0, 20), anything()]);
  return Object.fromEntries(made);
}

const struct = () => (random() < 0.05 ? undefined : toWire(mutated()));
const urn = () =>
  pick([
    `urn:pulumi:dev::t::redis-backup:tair:BackupPolicy::a`,
    `urn:pulumi:dev::t::redis-backup:tair:ManualBackup::b`,
    `urn:pulumi:dev::t::parent$redis-backup:tair:ManualBackup::b`,
    "urn:pulumi:dev::t::redis-backup:tair:Nothing::c",
    "",
    text(),
  ]);
const id = () =>
  pick([
    nobody(),
    `${nobody()}:1,2`,
    `${nobody()}:backup/7`,
    `${nobody()}:cluster/cb-x`,
    "",
    ":",
    text(),
  ]);

type Rpc = { name: string; request: () => unknown };

const set = <M extends object>(message: M, fields: Record<string, unknown>): M => {
  for (const [field, value] of Object.entries(fields)) {
    (message as Record<string, (value: unknown) => void>)[`set${field}`]?.call(message, value);
  }
  return message;
};

const RPCS: Rpc[] = [
  {
    name: "handshake",
    request: () => set(new messages.ProviderHandshakeRequest(), { EngineAddress: text() }),
  },
  { name: "getPluginInfo", request: () => new Empty() },
  {
    name: "getSchema",
    request: () => set(new messages.GetSchemaRequest(), { Version: Math.floor(random() * 5) }),
  },
  {
    name: "checkConfig",
    request: () => set(new messages.CheckRequest(), { Urn: urn(), News: struct(), Olds: struct() }),
  },
  {
    name: "diffConfig",
    request: () => set(new messages.DiffRequest(), { Urn: urn(), News: struct(), Olds: struct() }),
  },
  {
    name: "check",
    request: () => set(new messages.CheckRequest(), { Urn: urn(), News: struct(), Olds: struct() }),
  },
  {
    name: "diff",
    request: () =>
      set(new messages.DiffRequest(), {
        Id: id(),
        Urn: urn(),
        News: struct(),
        Olds: struct(),
        IgnorechangesList: random() < 0.3 ? [text(), "triggers.a[0]", "*"] : [],
      }),
  },
  {
    name: "create",
    request: () =>
      set(new messages.CreateRequest(), {
        Urn: urn(),
        Properties: struct(),
        Preview: random() < 0.5,
        Timeout: random() < 0.1 ? 0.01 : 0,
      }),
  },
  {
    name: "read",
    request: () =>
      set(new messages.ReadRequest(), {
        Id: id(),
        Urn: urn(),
        Properties: struct(),
        Inputs: struct(),
      }),
  },
  {
    name: "update",
    request: () =>
      set(new messages.UpdateRequest(), {
        Id: id(),
        Urn: urn(),
        Olds: struct(),
        News: struct(),
        Preview: random() < 0.5,
      }),
  },
  {
    name: "delete",
    request: () =>
      set(new messages.DeleteRequest(), { Id: id(), Urn: urn(), Properties: struct() }),
  },
  {
    name: "invoke",
    request: () =>
      set(new messages.InvokeRequest(), {
        Tok: pick(
          [
            "getBackups",
            "getBackupPolicy",
            "getBackupTasks",
            "getClusterBackups",
            "",
            "nothing",
          ].map((f) => `redis-backup:tair:${f}`),
        ),
        Args: struct(),
      }),
  },
  {
    name: "attach",
    request: () => set(new PluginAttach(), { Address: pick(["127.0.0.1:1", "", text()]) }),
  },
  {
    name: "configure",
    request: () =>
      set(new messages.ConfigureRequest(), {
        Args: toWire({ maxRetries: anything(), profile: anything() }),
      }),
  },
  { name: "cancel", request: () => new Empty() },
];

beforeAll(async () => {
  cloud = await Cloud.start([{}], {}, "plugin");
});
afterAll(() => cloud.close());

test.each(RPCS)(
  `$name survives ${REQUESTS} requests of seed ${SEED}`,
  async ({ name, request }) => {
    random = generator(SEED + name.length * 7919 + name.charCodeAt(0));
    cloud.newProcess();
    const host = cloud.host as PluginClient;
    const client = (await host.client()) as never as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    const call = client[name]?.bind(client) as never;
    let answered = 0;
    for (let sent = 0; sent < REQUESTS; sent += CONCURRENT) {
      const batch = Array.from({ length: CONCURRENT }, () => ask(call, request()));
      for (const outcome of await Promise.allSettled(batch)) {
        answered += 1;
        if (outcome.status === "rejected") {
          expect(String(outcome.reason)).not.toMatch(
            /internal error|UNAVAILABLE|EMULATOR_KEY_ID|emulator-secret/,
          );
        }
      }
    }
    expect(answered).toBeGreaterThanOrEqual(REQUESTS);
    const writes = cloud.emulator.requests.filter((r) =>
      /^(Modify|Create|Delete)/.test(r.action ?? ""),
    );
    expect(writes).toEqual([]);
    cloud.emulator.requests.length = 0;
    if (name === "configure") cloud.newProcess();
    const policy = new Driven(cloud, "tair:BackupPolicy");
    await policy.up({
      instanceId: INSTANCE,
      preferredBackupPeriod: ["Monday"],
      preferredBackupTime: "02:00Z-03:00Z",
    });
    expect(policy.id).toBe(INSTANCE);
    cloud.emulator.requests.length = 0;
  },
  120_000,
);

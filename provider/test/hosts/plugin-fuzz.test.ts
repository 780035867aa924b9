import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { settings } from "../../src/config";
import { UNKNOWN } from "../../src/core/unknown";
import { toStruct } from "../support/struct";
import { functions, PACKAGE, resourceOf, resourceTokens } from "../../src/package";
import { Cloud, Driven, INSTANCE } from "../support/cloud";
import { CRS } from "../support/crs";
import { ask, type PluginClient } from "../support/plugin-client";

/** Random and mutated requests: a status or an answer for each, never a crash, a hang or a write. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20261121);
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 3000);
const CONCURRENT = 50;

type Json = Record<string, unknown>;
let cloud: Cloud;
let random: () => number;
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => rejections.push(reason);

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

const below = (bound: number): number => Math.floor(random() * bound);
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

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
    () => String.fromCharCode(...Array.from({ length: 8 }, () => below(0x3000) + 1)),
    () => "x".repeat(below(2000)),
    () => "2026-13-45T99:99:99Z",
    () => "__proto__",
  ];
  const nested = [
    () => Array.from({ length: below(4) }, () => anything(depth + 1)),
    () => ({ [String(pick(["a", "constructor", "toString", "value"]))]: anything(depth + 1) }),
    () => SECRET(anything(depth + 1)),
  ];
  return pick(depth < 3 ? [...plain, ...nested] : plain)();
}

const text = (): string => {
  const value = anything();
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
};

/** Whatever gets through finds nothing there that it could write to. */
const nobody = () => `${pick(["r", "crs"])}-nobody${below(1e6)}`;
/** For what may only read: instances that there are, too. */
const anybody = () => pick([INSTANCE, CRS, nobody()]);

const properties = (instanceId: string): Json => ({
  instanceId,
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  timeZone: "Asia/Shanghai",
  backupRetentionPeriod: 30,
  expectExpireTime: "2027-01-01T00:00:00Z",
  enableBackupLog: true,
  onDelete: pick(["delete", "restorePrevious", "reset"]),
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
  timePeriod: "02:00-03:00",
  backupStorageDays: 30,
  storageDays: 30,
  remark: "before the release",
  restoreTime: "2026-11-02T08:30:00Z",
  backupId: "1",
  overwrite: `${instanceId}@2026-11-02T08:30:00Z`,
  runBefore: "2026-11-02T10:00:00Z",
  backupBefore: true,
  api: pick(["das", "v3", "v2"]),
  takeBackup: true,
});

/** Some of what belongs there gone, some of it something else, and some that is strange; or all as it is. */
function mutated(whole: Json, share = pick([0, 0.1, 0.55])): Json {
  const made = Object.entries(whole).flatMap(([key, value]): [string, unknown][] => {
    const dice = random();
    if (dice > share) return [[key, value]];
    return dice < share / 2 ? [] : [[key, anything()]];
  });
  if (random() < share / 3) made.push([text().slice(0, 20), anything()]);
  return Object.fromEntries(made);
}

const TYPES = resourceTokens.map((token) => `${PACKAGE}:${token}`);
const FUNCTIONS = functions().map(({ token }) => `${PACKAGE}:${token}`);
/** Of the request that is being made. */
let token = "";

/** The properties of the type that is asked for, so that what is sound gets beyond the checks. */
function own(kind: "inputs" | "state", instanceId: string): Json {
  const { inputs = {}, outputs = {} } = resourceOf(token) ?? {};
  const known: Json = kind === "inputs" ? inputs : { ...inputs, ...outputs };
  const whole = Object.entries(properties(instanceId));
  return Object.fromEntries(random() < 0.1 ? whole : whole.filter(([key]) => key in known));
}

const wire = (whole: Json) => (random() < 0.05 ? undefined : toStruct(mutated(whole)));
const harmless = (kind: "inputs" | "state") => wire(own(kind, nobody()));
const reading = (kind: "inputs" | "state") => wire(own(kind, anybody()));
const typeName = () => pick([...TYPES, ...TYPES, `${PACKAGE}:tair:Nothing`, "", text()]);
const urn = () => {
  const name = random() < 0.85 ? `${PACKAGE}:${token}` : typeName();
  return pick([
    `urn:pulumi:dev::t::${name}::a`,
    `urn:pulumi:dev::t::parent$${name}::b`,
    `urn:pulumi:dev::t::${name}::c`,
    random() < 0.2 ? text() : `urn:pulumi:dev::t::${name}::d`,
  ]);
};
const idOf = (instanceId: string) =>
  pick([
    instanceId,
    `${instanceId}:1,2`,
    `${instanceId}:backup/7`,
    `${instanceId}:cluster/cb-x`,
    `${instanceId}:${text()}`,
    "",
    ":",
    text(),
  ]);

interface Message {
  serializeBinary(): Uint8Array;
}

const set = <M extends Message>(message: M, fields: Record<string, unknown>): M => {
  for (const [field, value] of Object.entries(fields)) {
    (message as never as Record<string, (value: unknown) => void>)[`set${field}`]?.call(
      message,
      value,
    );
  }
  return message;
};

const asked = () => ({ Urn: urn(), News: reading("inputs"), Olds: reading("state") });
/** A preview may look at what there is; a step that is not one must find nothing. */
const step = (isPreview: boolean) => ({
  Urn: urn(),
  Preview: isPreview,
  Timeout: random() < 0.1 ? 0.01 : 0,
  Id: idOf(isPreview ? anybody() : nobody()),
});

const RPCS: Record<string, () => Message> = {
  handshake: () => set(new messages.ProviderHandshakeRequest(), { EngineAddress: text() }),
  getPluginInfo: () => new Empty(),
  getSchema: () => set(new messages.GetSchemaRequest(), { Version: pick([-1, 1, 2, below(1e9)]) }),
  checkConfig: () =>
    set(new messages.CheckRequest(), { ...asked(), News: toStruct(mutated(configuration())) }),
  diffConfig: () => set(new messages.DiffRequest(), asked()),
  check: () => set(new messages.CheckRequest(), asked()),
  diff: () =>
    set(new messages.DiffRequest(), {
      ...asked(),
      Id: idOf(anybody()),
      IgnorechangesList: random() < 0.3 ? [text(), "triggers.a[0]", "*"] : [],
    }),
  create: () => {
    const isPreview = random() < 0.5;
    return set(new messages.CreateRequest(), {
      ...step(isPreview),
      Properties: isPreview ? reading("inputs") : harmless("inputs"),
    });
  },
  read: () =>
    set(new messages.ReadRequest(), {
      Id: idOf(anybody()),
      Urn: urn(),
      Properties: reading("state"),
      Inputs: reading("inputs"),
    }),
  update: () => {
    const isPreview = random() < 0.5;
    const properties = isPreview ? reading : harmless;
    return set(new messages.UpdateRequest(), {
      ...step(isPreview),
      Olds: properties("state"),
      News: properties("inputs"),
    });
  },
  delete: () =>
    set(new messages.DeleteRequest(), { ...step(false), Properties: harmless("state") }),
  invoke: () =>
    set(new messages.InvokeRequest(), {
      Tok: pick([...FUNCTIONS, ...FUNCTIONS, `${PACKAGE}:tair:nothing`, "", text()]),
      Args: random() < 0.5 ? toStruct({ instanceId: anybody() }) : reading("inputs"),
    }),
  list: () =>
    set(new messages.ListRequest(), {
      Token: typeName(),
      Query: random() < 0.5 ? toStruct({ instanceId: anybody() }) : reading("inputs"),
      Limit: pick([0, 1, -1, below(10)]),
      PageSize: pick([0, 1, -1, below(10)]),
      ContinuationToken: pick(["", "1", "-1", text()]),
    }),
  attach: () => set(new PluginAttach(), { Address: pick(["127.0.0.1:1", "", text()]) }),
  configure: () =>
    set(new messages.ConfigureRequest(), { Args: toStruct(mutated(configuration())) }),
  cancel: () => new Empty(),
};

/** Something for each key; the real credentials come from the environment. */
function configuration(): Json {
  return Object.fromEntries(Object.keys(settings).map((key) => [key, anything()]));
}

/** The bytes of a request; of one in ten something is changed, missing or too much. */
function bytesOf(message: Message): Buffer {
  const bytes = Buffer.from(message.serializeBinary());
  if (random() > 0.1) return bytes;
  for (let n = below(4); n >= 0; n -= 1) {
    if (bytes.length > 0) bytes[below(bytes.length)] = below(256);
  }
  const strange = Buffer.from(Array.from({ length: below(20) }, () => below(256)));
  return Buffer.concat([bytes.subarray(0, below(bytes.length + 1)), strange]);
}

interface Method {
  readonly path: string;
  readonly responseStream: boolean;
}
type Service = Readonly<Record<string, Method>>;

const asIs = (bytes: Buffer): Buffer => bytes;

/** The end of a call, of which the answer doesn't matter. */
function send(client: grpc.Client, name: string, bytes: Buffer): Promise<void> {
  const { path, responseStream } = (ResourceProviderService as never as Service)[name] as Method;
  return new Promise((resolve, reject) => {
    if (responseStream) {
      const stream = client.makeServerStreamRequest(path, asIs, asIs, bytes);
      stream.on("data", () => undefined).on("end", resolve);
      stream.on("error", reject);
    } else {
      const options = { deadline: Date.now() + 60_000 };
      client.makeUnaryRequest(path, asIs, asIs, bytes, new grpc.Metadata(), options, (error) =>
        error === null ? resolve() : reject(error),
      );
    }
  });
}

beforeAll(async () => {
  process.on("unhandledRejection", onRejection);
  const instances = [{ instanceId: CRS, backups: [{ hoursAgo: 2 }] }];
  cloud = await Cloud.start(
    [{ backups: [{ mode: "Manual", hoursAgo: 2 }] }],
    { crs: { instances } },
    "plugin",
  );
});

afterAll(async () => {
  process.off("unhandledRejection", onRejection);
  await cloud.close();
});

test.each(Object.keys(RPCS))(
  `%s survives ${REQUESTS} requests of seed ${SEED}`,
  async (name) => {
    random = generator(SEED + name.length * 7919 + name.charCodeAt(0));
    const request = RPCS[name] as () => Message;
    cloud.newProcess();
    const client = await (cloud.host as PluginClient).client();
    let answered = 0;
    for (let sent = 0; sent < REQUESTS; sent += CONCURRENT) {
      const batch = Array.from({ length: CONCURRENT }, () => {
        token = pick(resourceTokens);
        return send(client, name, bytesOf(request()));
      });
      for (const outcome of await Promise.allSettled(batch)) {
        answered += 1;
        if (outcome.status === "rejected") {
          expect(String(outcome.reason)).not.toMatch(
            /internal error|UNAVAILABLE|DEADLINE|EMULATOR_KEY_ID|emulator-secret/,
          );
        }
      }
    }
    expect(answered).toBeGreaterThanOrEqual(REQUESTS);
    expect(rejections).toEqual([]);
    const writes = cloud.emulator.requests
      .map(({ action }) => action)
      .filter((action) => /^(Modify|Create|Delete|Restore|Manual)/.test(action ?? ""));
    expect(writes).toEqual([]);
    // The next operation on the same process begins as the engine begins it.
    await ask(client.configure.bind(client) as never, new messages.ConfigureRequest());
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

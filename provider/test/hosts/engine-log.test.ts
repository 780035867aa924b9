import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { startEmulator, type Emulator } from "../../../emulator/src";
import { EngineLog } from "../../src/hosts/engine-log";
import { PluginServer, serve } from "../../src/hosts/plugin";
import { toStruct } from "../support/struct";
import { LinkedClock } from "../support/linked-clock";
import { ask, CHECKED_BACKUP } from "../support/plugin-client";

const URN = "urn:pulumi:dev::test::redis-backup:tair:ManualBackup::now";
const INSTANCE = "r-orders01";

interface Line {
  readonly urn: string;
  readonly severity: number;
  readonly text: string;
  readonly isEphemeral: boolean;
}

/** The side of the engine that its plugins talk to. */
class Engine {
  readonly lines: Line[] = [];
  private readonly server = new grpc.Server();

  async start(): Promise<string> {
    const log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, callback) => {
      this.lines.push({
        urn: request.getUrn(),
        severity: request.getSeverity(),
        text: request.getMessage(),
        isEphemeral: request.getEphemeral(),
      });
      callback(null, new Empty());
    };
    this.server.addService(EngineService, { log });
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = grpc.ServerCredentials.createInsecure();
      this.server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

let cloud: Emulator;
let engine: Engine;
let client: ResourceProviderClient;
let stop: () => void;

/** A plugin that knows its engine by its argument, or is told of it later. */
async function begin(how: "started" | "attached", instance: object): Promise<void> {
  cloud = await startEmulator({
    clock: "manual",
    startAt: "2026-11-02T09:00:00Z",
    seed: { instances: [{ instanceId: INSTANCE, jobSeconds: 60, ...instance }] },
  });
  const clock = new LinkedClock(cloud);
  engine = new Engine();
  const address = await engine.start();
  const log = new EngineLog(how === "started" ? address : undefined);
  const environment = cloud.environment;
  const served = await serve(new PluginServer("0.0.0", log, { clock, environment }));
  client = new ResourceProviderClient(
    `127.0.0.1:${served.port}`,
    grpc.credentials.createInsecure(),
  );
  stop = () => {
    client.close();
    served.stop();
    engine.stop();
  };
  if (how === "attached") {
    await ask(client.attach.bind(client) as never, new PluginAttach().setAddress(address));
  }
}

afterEach(async () => {
  stop();
  await cloud.close();
});

async function create(isPreview: boolean): Promise<void> {
  const request = new messages.CreateRequest();
  request.setUrn(URN);
  request.setPreview(isPreview);
  request.setProperties(toStruct({ instanceId: INSTANCE, ...CHECKED_BACKUP }));
  await ask(client.create.bind(client) as never, request);
}

const INFO = 1;
const WARNING = 2;

test.each(["started", "attached"] as const)(
  "progress is told to the engine as lines of the resource that replace each other, with the percentage (%s)",
  async (how) => {
    await begin(how, {});
    await create(false);
    const progress = engine.lines.filter(({ isEphemeral }) => isEphemeral);
    expect(progress.every(({ urn, severity }) => urn === URN && severity === INFO)).toBe(true);
    const percents = progress.flatMap(({ text }) =>
      [...text.matchAll(/^r-orders01: backup job \d+: .*, (\d+) %/g)].map(([, percent]) =>
        Number(percent),
      ),
    );
    expect(percents.length).toBeGreaterThan(2);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(engine.lines.filter(({ isEphemeral }) => !isEphemeral)).toEqual([]);
  },
);

test("a warning is told to the engine as one that stays", async () => {
  await begin("started", { status: "Changing" });
  await create(true);
  expect(engine.lines).toEqual([
    {
      urn: URN,
      severity: WARNING,
      text: "r-orders01: r-orders01 is Changing: `up` has to wait until it is Normal",
      isEphemeral: false,
    },
  ]);
});

test("an engine that is gone is no reason to fail", async () => {
  await begin("started", {});
  engine.stop();
  await create(false);
  expect(cloud.backups()).toHaveLength(1);
});

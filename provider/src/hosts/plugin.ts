import * as grpc from "@grpc/grpc-js";
import type { Clock } from "../core/clock";
import type { Failure } from "../core/errors";
import type { Log } from "../core/resource";
import type { EngineLog } from "./engine-log";
import { DiffChanges, DiffKind, ResourceProvider } from "./messages";
import type * as PackageSchemaModule from "../schema/package-schema";
import type * as PluginProviderModule from "./plugin-provider";
import { statusOf } from "./status";

type Rpc = keyof typeof ResourceProvider;
type Request<K extends Rpc> = ReturnType<(typeof ResourceProvider)[K]["requestDeserialize"]>;
type Answer<K extends Rpc> = Parameters<(typeof ResourceProvider)[K]["responseSerialize"]>[0];
type Handlers = {
  readonly [K in Exclude<Rpc, "list">]: (
    request: Request<K>,
    signal: AbortSignal,
  ) => Answer<K> | Promise<Answer<K>>;
};

/**
 * `pulumirpc.ResourceProvider` by gRPC. At start only what is needed to answer the handshake is loaded;
 * the resources and all that they need come with the first request that wants them.
 */
export class PluginServer {
  private provider: PluginProviderModule.PluginProvider | undefined;
  private schema: string | undefined;
  /** What is under way; a cancel aborts it. */
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly version: string,
    private readonly engine: EngineLog,
    private readonly surroundings?: { clock: Clock; environment: NodeJS.ProcessEnv; log?: Log },
  ) {}

  /** What the engine may ask; anything else answers UNIMPLEMENTED by itself. */
  service(): grpc.UntypedServiceImplementation {
    const handlers = Object.entries(this.handlers()).map(([name, handle]) => [
      name,
      this.unary(handle as never),
    ]);
    return { ...Object.fromEntries(handlers), list: this.list.bind(this) };
  }

  private handlers(): Handlers {
    return {
      handshake: () => ({ acceptSecrets: true, acceptResources: true }),
      getPluginInfo: () => ({ version: this.version }),
      getSchema: ({ version }) => {
        refuseOtherSchemas(version);
        this.schema ??= this.generateSchema();
        return { schema: this.schema };
      },
      attach: ({ address }) => {
        this.engine.attach(address);
        return {};
      },
      cancel: () => {
        for (const step of this.underWay) step.abort();
        this.provider?.endRun();
        return {};
      },
      checkConfig: ({ news }) => this.provided().checkConfig(news),
      diffConfig: () => ({ changes: DiffChanges.unknown }),
      configure: ({ args }) => {
        this.provided().configure(args);
        return { acceptSecrets: true, acceptResources: true, supportsPreview: true };
      },
      check: ({ urn, olds, news }) => this.provided().check(urn, olds, news),
      diff: (request) => this.diff(request),
      create: (request, signal) => this.create(request, signal),
      read: (request, signal) => this.read(request, signal),
      update: (request, signal) => this.update(request, signal),
      delete: async (request, signal) => {
        const { id, properties } = request;
        const step = stepOf(request, signal, "delete");
        await this.provided().delete(step, id, properties);
        return {};
      },
      invoke: (request, signal) => this.invoke(request, signal),
    };
  }

  private generateSchema(): string {
    const { schemaText } = require("../schema/package-schema") as typeof PackageSchemaModule;
    return schemaText(this.version);
  }

  private provided(): PluginProviderModule.PluginProvider {
    if (this.provider === undefined) {
      const { PluginProvider } = require("./plugin-provider") as typeof PluginProviderModule;
      const { clock, environment, log } = this.surroundings ?? {};
      const logFor = (urn: string) => log ?? this.engine.of(urn);
      this.provider = new PluginProvider(logFor, this.engine.listensAt, clock, environment);
    }
    return this.provider;
  }

  private diff({ urn, olds, news, ignoreChanges }: Request<"diff">): Answer<"diff"> {
    const { changed, replaces } = this.provided().diff(urn, olds, news, ignoreChanges);
    return {
      changes: changed.length === 0 ? DiffChanges.none : DiffChanges.some,
      replaces,
      diffs: changed.map(({ property }) => property),
      hasDetailedDiff: true,
      detailedDiff: changed.map(({ property, kind, isInput, replaces }) => ({
        key: property,
        value: { kind: DiffKind[kind] + (replaces ? 1 : 0), inputDiff: isInput },
      })),
    };
  }

  private async create(request: Request<"create">, signal: AbortSignal) {
    const { urn, properties, preview } = request;
    const step = stepOf(request, signal, "create");
    const made = await this.provided().create(step, properties, preview);
    return { ...made, refreshBeforeUpdate: this.provided().refreshesBeforeUpdate(urn) };
  }

  private async read(request: Request<"read">, signal: AbortSignal) {
    const { urn, id, properties, inputs } = request;
    const step = stepOf(request, signal, "read");
    const live = await this.provided().read(step, id, properties, inputs);
    if (live === undefined) return {};
    return { ...live, refreshBeforeUpdate: this.provided().refreshesBeforeUpdate(urn) };
  }

  private async update(request: Request<"update">, signal: AbortSignal) {
    const { urn, id, olds, news, ignoreChanges: ignored, preview: isPreview } = request;
    const step = stepOf(request, signal, "update");
    const how = { ignored, isPreview };
    const properties = await this.provided().update(step, id, olds, news, how);
    return { properties, refreshBeforeUpdate: this.provided().refreshesBeforeUpdate(urn) };
  }

  private async invoke(
    { tok, args }: Request<"invoke">,
    signal: AbortSignal,
  ): Promise<Answer<"invoke">> {
    try {
      return { return: await this.provided().invoke(tok, args, signal) };
    } catch (error) {
      const { failures } = error as { failures?: readonly Failure[] };
      if (failures === undefined) throw error;
      return { failures };
    }
  }

  /** Streams the ids of one page, and where the next one begins. */
  private list(call: grpc.ServerWritableStream<Request<"list">, Answer<"list">>): void {
    const { token, query, limit, pageSize, continuationToken: continuation } = call.request;
    const send = async (signal: AbortSignal) => {
      const bounds = { limit, pageSize, continuation };
      const page = this.provided().list(token, query, bounds, signal);
      if (page === "unknown") {
        call.write({ computed: {} });
        return call.end();
      }
      for await (const { id, name } of page.items) call.write({ result: { id, name } });
      const next = page.next();
      if (next !== undefined) call.write({ continuation: { continuationToken: next } });
      call.end();
    };
    this.tracked(send).catch((error: unknown) => call.emit("error", statusOf(error)));
  }

  private unary<Q, A>(
    handle: (request: Q, signal: AbortSignal) => A | Promise<A>,
  ): grpc.handleUnaryCall<Q, A> {
    return (call, callback) => {
      this.tracked(async (signal) => handle(call.request, signal)).then(
        (answer) => callback(null, answer),
        (error: unknown) => callback(statusOf(error), null),
      );
    };
  }

  private async tracked<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const step = new AbortController();
    this.underWay.add(step);
    try {
      return await work(step.signal);
    } finally {
      this.underWay.delete(step);
    }
  }
}

/** Engines have asked for no other form of a schema yet. */
function refuseOtherSchemas(version: number): void {
  if (version === 0) return;
  const message = `there is no schema of version ${version} of the format, only of version 0: is the Pulumi CLI newer than this plugin knows?`;
  throw Object.assign(new Error(message), { tag: "InvalidInputs" });
}

/** A timer takes no more, which is more than 24 days: with more it would go off at once. */
const LONGEST_TIMER_S = (2 ** 31 - 1) / 1000;

/** A step with the engine's `customTimeouts`, in seconds; 0 is none. */
function stepOf(
  { urn, timeout: seconds }: { readonly urn: string; readonly timeout: number },
  signal: AbortSignal,
  operation: string,
): PluginProviderModule.Step {
  if (!(seconds > 0)) return { urn, signal };
  const timeLimit = { ms: Math.round(seconds * 1000), setBy: `customTimeouts.${operation}` };
  if (seconds > LONGEST_TIMER_S) return { urn, signal, timeLimit };
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(`${timeLimit.setBy} of ${seconds} s is over`);
  }, timeLimit.ms);
  timer.unref();
  return { urn, signal: AbortSignal.any([signal, controller.signal]), timeLimit };
}

/** Serves on a free port of the loopback interface. */
export async function serve(plugin: PluginServer): Promise<{ port: number; stop(): void }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
    "grpc.enable_channelz": 0,
  });
  server.addService(ResourceProvider, plugin.service());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}

import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import type { Clock } from "../core/clock";
import type { Failure } from "../core/errors";
import type { Log } from "../core/resource";
import type { EngineLog } from "./engine-log";
import type * as PackageSchemaModule from "../schema/package-schema";
import type * as PluginProviderModule from "./plugin-provider";
import { statusOf } from "./status";

type Handle<Req, Res> = (request: Req, signal: AbortSignal) => Res | Promise<Res>;

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

  /** The handlers; those that are absent answer UNIMPLEMENTED by themselves. */
  service(): grpc.UntypedServiceImplementation {
    return {
      handshake: this.unary<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse>(
        () => {
          const response = new messages.ProviderHandshakeResponse();
          response.setAcceptSecrets(true);
          response.setAcceptResources(true);
          return response;
        },
      ),
      getPluginInfo: this.unary(() => new PluginInfo().setVersion(this.version)),
      getSchema: this.unary((request: messages.GetSchemaRequest) => {
        refuseOtherSchemas(request.getVersion());
        this.schema ??= this.generateSchema();
        return new messages.GetSchemaResponse().setSchema(this.schema);
      }),
      attach: this.unary((request: PluginAttach) => {
        this.engine.attach(request.getAddress());
        return new Empty();
      }),
      cancel: this.unary(() => {
        for (const step of this.underWay) step.abort();
        this.provider?.endRun();
        return new Empty();
      }),
      checkConfig: this.unary((request: messages.CheckRequest) =>
        checkResponse(this.provided().checkConfig(request.getNews())),
      ),
      diffConfig: this.unary(() => {
        const response = new messages.DiffResponse();
        response.setChanges(messages.DiffResponse.DiffChanges.DIFF_UNKNOWN);
        return response;
      }),
      configure: this.unary((request: messages.ConfigureRequest) => {
        this.provided().configure(request.getArgs());
        const response = new messages.ConfigureResponse();
        response.setAcceptsecrets(true);
        response.setAcceptresources(true);
        response.setSupportspreview(true);
        return response;
      }),
      check: this.unary((request: messages.CheckRequest) =>
        checkResponse(
          this.provided().check(request.getUrn(), request.getOlds(), request.getNews()),
        ),
      ),
      diff: this.unary((request: messages.DiffRequest) => this.diff(request)),
      create: this.unary((request: messages.CreateRequest, signal) => this.create(request, signal)),
      read: this.unary((request: messages.ReadRequest, signal) => this.read(request, signal)),
      update: this.unary((request: messages.UpdateRequest, signal) => this.update(request, signal)),
      delete: this.unary(async (request: messages.DeleteRequest, signal) => {
        const step = {
          urn: request.getUrn(),
          signal: timed(signal, request.getTimeout(), "delete"),
        };
        await this.provided().delete(step, request.getId(), request.getProperties());
        return new Empty();
      }),
      invoke: this.unary((request: messages.InvokeRequest, signal) => this.invoke(request, signal)),
      list: this.list.bind(this),
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

  private diff(request: messages.DiffRequest): messages.DiffResponse {
    const { changed, replaces } = this.provided().diff(
      request.getUrn(),
      request.getOlds(),
      request.getNews(),
      request.getIgnorechangesList(),
    );
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const { Kind } = messages.PropertyDiff;
    const response = new messages.DiffResponse();
    response.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setReplacesList([...replaces]);
    response.setDiffsList(changed.map(({ property }) => property));
    response.setHasdetaileddiff(true);
    const kinds = {
      add: [Kind.ADD, Kind.ADD_REPLACE],
      delete: [Kind.DELETE, Kind.DELETE_REPLACE],
      update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    for (const { property, kind, isInput, replaces } of changed) {
      const detail = new messages.PropertyDiff();
      detail.setKind(kinds[kind][replaces ? 1 : 0]);
      detail.setInputdiff(isInput);
      response.getDetaileddiffMap().set(property, detail);
    }
    return response;
  }

  private async create(request: messages.CreateRequest, signal: AbortSignal) {
    const urn = request.getUrn();
    const step = { urn, signal: timed(signal, request.getTimeout(), "create") };
    const made = await this.provided().create(step, request.getProperties(), request.getPreview());
    const response = new messages.CreateResponse();
    response.setId(made.id);
    response.setProperties(made.properties);
    response.setRefreshBeforeUpdate(this.provided().refreshesBeforeUpdate(urn));
    return response;
  }

  private async read(request: messages.ReadRequest, signal: AbortSignal) {
    const urn = request.getUrn();
    const step = { urn, signal: timed(signal, request.getTimeout(), "read") };
    const live = await this.provided().read(
      step,
      request.getId(),
      request.getProperties(),
      request.getInputs(),
    );
    const response = new messages.ReadResponse();
    if (live === undefined) return response;
    response.setId(live.id);
    response.setProperties(live.properties);
    response.setInputs(live.inputs);
    response.setRefreshBeforeUpdate(this.provided().refreshesBeforeUpdate(urn));
    return response;
  }

  private async update(request: messages.UpdateRequest, signal: AbortSignal) {
    const urn = request.getUrn();
    const step = { urn, signal: timed(signal, request.getTimeout(), "update") };
    const properties = await this.provided().update(
      step,
      request.getId(),
      request.getOlds(),
      request.getNews(),
      { ignored: request.getIgnorechangesList(), isPreview: request.getPreview() },
    );
    const response = new messages.UpdateResponse();
    response.setProperties(properties);
    response.setRefreshBeforeUpdate(this.provided().refreshesBeforeUpdate(urn));
    return response;
  }

  private async invoke(request: messages.InvokeRequest, signal: AbortSignal) {
    const response = new messages.InvokeResponse();
    try {
      response.setReturn(await this.provided().invoke(request.getTok(), request.getArgs(), signal));
    } catch (error) {
      const { failures } = error as { failures?: readonly Failure[] };
      if (failures === undefined) throw error;
      response.setFailuresList(failures.map(failureMessage));
    }
    return response;
  }

  /** Streams the ids of one page, and where the next one begins. */
  private list(call: grpc.ServerWritableStream<messages.ListRequest, messages.ListResponse>): void {
    const { request } = call;
    const { ListResponse } = messages;
    const send = async (signal: AbortSignal) => {
      const page = this.provided().list(
        request.getToken(),
        request.getQuery(),
        {
          limit: request.getLimit(),
          pageSize: request.getPageSize(),
          continuation: request.getContinuationToken(),
        },
        signal,
      );
      if (page === "unknown") {
        call.write(new ListResponse().setComputed(new ListResponse.Computed()));
        return call.end();
      }
      for await (const { id, name } of page.items) {
        const result = new ListResponse.Result().setId(id).setName(name);
        call.write(new ListResponse().setResult(result));
      }
      const next = page.next();
      if (next !== undefined) {
        const continuation = new ListResponse.Continuation().setContinuationToken(next);
        call.write(new ListResponse().setContinuation(continuation));
      }
      call.end();
    };
    this.tracked(send).catch((error: unknown) => call.emit("error", statusOf(error)));
  }

  private unary<Req, Res>(handle: Handle<Req, Res>): grpc.handleUnaryCall<Req, Res> {
    return (call, callback) => {
      this.tracked(async (signal) => handle(call.request, signal)).then(
        (response) => callback(null, response),
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

/** The engine's `customTimeouts`, in seconds; 0 is none. */
function timed(signal: AbortSignal, seconds: number, operation: string): AbortSignal {
  if (seconds <= 0 || seconds > LONGEST_TIMER_S) return signal;
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(`customTimeouts.${operation} of ${seconds} s is over`);
  }, seconds * 1000);
  timer.unref();
  return AbortSignal.any([signal, controller.signal]);
}

function checkResponse({ inputs, failures }: { inputs: Struct; failures: readonly Failure[] }) {
  const response = new messages.CheckResponse();
  response.setInputs(inputs);
  response.setFailuresList(failures.map(failureMessage));
  return response;
}

function failureMessage({ property, reason }: Failure): messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

/** Serves on a free port of the loopback interface. */
export async function serve(plugin: PluginServer): Promise<{ port: number; stop(): void }> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(ResourceProviderService, plugin.service());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}

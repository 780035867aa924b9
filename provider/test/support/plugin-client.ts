import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { InvalidInputs, PartialCreate } from "../../src/core/errors";
import { EngineLog } from "../../src/hosts/engine-log";
import type { Surroundings } from "../../src/hosts/open-session";
import { PluginServer, serve } from "../../src/hosts/plugin";
import { fromStruct, toStruct } from "./struct";
import type { HostUnderTest } from "./cloud";

type Json = Record<string, unknown>;

/** A backup as a check leaves it, for requests that come without one. */
export const CHECKED_BACKUP = {
  ifBackupRunning: "fail",
  onExpire: "keep",
  onDelete: "delete",
  allowDeleteLast: true,
};
type Call<Req, Res> = (
  request: Req,
  callback: (error: grpc.ServiceError | null, response: Res) => void,
) => unknown;

/** The plugin's real gRPC server and a client that asks as the engine does. */
export class PluginClient implements HostUnderTest {
  private started: Promise<ResourceProviderClient> | undefined;
  private stop: () => void = () => undefined;
  /** The diff of the last question, as the engine is told it. */
  lastDiff = new messages.DiffResponse();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly config: Json = {},
    private readonly engine?: string,
  ) {}

  async client(): Promise<ResourceProviderClient> {
    this.started ??= this.start();
    return this.started;
  }

  private async start(): Promise<ResourceProviderClient> {
    const server = new PluginServer("0.0.0", new EngineLog(this.engine), this.surroundings);
    const { port, stop } = await serve(server);
    const client = new ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
    this.stop = () => {
      client.close();
      stop();
    };
    const request = new messages.ConfigureRequest();
    request.setArgs(toStruct(this.config));
    await ask(client.configure.bind(client) as never, request);
    return client;
  }

  async check(token: string, olds: Json, news: Json, urn = urnOf(token, news)) {
    const client = await this.client();
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    const response = await ask<messages.CheckRequest, messages.CheckResponse>(
      client.check.bind(client),
      request,
    );
    return {
      inputs: fromStruct(response.getInputs()).values,
      failures: response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(
    token: string,
    id: string,
    olds: Json,
    news: Json,
    ignoreChanges: readonly string[] = [],
    urn = urnOf(token, news),
  ) {
    const client = await this.client();
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    request.setIgnorechangesList([...ignoreChanges]);
    this.lastDiff = await ask(client.diff.bind(client) as never, request);
    const isSome = this.lastDiff.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
    return {
      changes: isSome,
      replaces: this.lastDiff.getReplacesList(),
      deleteBeforeReplace: false,
    };
  }

  async create(token: string, inputs: Json, urn?: string) {
    const response = await this.creation(token, inputs, false, urn);
    return { id: response.getId(), outs: fromStruct(response.getProperties()).values };
  }

  async creation(
    token: string,
    inputs: Json,
    isPreview: boolean,
    urn = urnOf(token, inputs),
  ): Promise<messages.CreateResponse> {
    const client = await this.client();
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(toStruct(inputs));
    request.setPreview(isPreview);
    return ask(client.create.bind(client) as never, request);
  }

  async read(token: string, id: string, props: Json, urn = urnOf(token, props)) {
    const client = await this.client();
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(toStruct(props));
    const response = await ask<messages.ReadRequest, messages.ReadResponse>(
      client.read.bind(client),
      request,
    );
    if (response.getId() === "") return {};
    return {
      id: response.getId(),
      props: fromStruct(response.getProperties()).values,
      inputs: fromStruct(response.getInputs()).values,
    };
  }

  async update(
    token: string,
    id: string,
    olds: Json,
    news: Json,
    ignoreChanges: readonly string[] = [],
  ) {
    const response = await this.change(token, id, olds, news, { ignoreChanges });
    return { outs: fromStruct(response.getProperties()).values };
  }

  async change(
    token: string,
    id: string,
    olds: Json,
    news: Json,
    more: { ignoreChanges?: readonly string[]; isPreview?: boolean },
  ): Promise<messages.UpdateResponse> {
    const client = await this.client();
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setUrn(urnOf(token, news));
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    request.setIgnorechangesList([...(more.ignoreChanges ?? [])]);
    request.setPreview(more.isPreview ?? false);
    return ask(client.update.bind(client) as never, request);
  }

  async remove(token: string, id: string, props: Json, urn = urnOf(token, props)): Promise<void> {
    const client = await this.client();
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(toStruct(props));
    await ask(client.delete.bind(client) as never, request);
  }

  async ask(token: string, args: Json) {
    const client = await this.client();
    const request = new messages.InvokeRequest();
    request.setTok(`redis-backup:${token}`);
    request.setArgs(toStruct(args));
    const response = await ask<messages.InvokeRequest, messages.InvokeResponse>(
      client.invoke.bind(client),
      request,
    );
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    if (failures.length > 0) throw new InvalidInputs(failures);
    const { values, secrets } = fromStruct(response.getReturn());
    return { result: values, isSecret: secrets.size > 0 };
  }

  async cancel(): Promise<void> {
    const client = await this.client();
    await ask(client.cancel.bind(client) as never, new Empty());
  }

  async close(): Promise<void> {
    await this.started?.catch(() => undefined);
    this.stop();
  }
}

/** One URN per instance and kind is enough for a resource that is driven alone. */
function urnOf(token: string, properties: Json): string {
  return `urn:pulumi:dev::test::redis-backup:${token}::${String(properties["instanceId"])}`;
}

export function ask<Req, Res>(call: Call<Req, Res>, request: Req): Promise<Res> {
  return new Promise((resolve, reject) => {
    call(request, (error, response) => {
      if (error === null) resolve(response);
      else reject(thrown(error));
    });
  });
}

/** The error as the engine understands it. */
function thrown(error: grpc.ServiceError): Error {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  if (packed !== undefined) {
    const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
    const detail = messages.ErrorResourceInitFailed.deserializeBinary(
      any?.getValue_asU8() ?? new Uint8Array(),
    );
    const { values, secrets } = fromStruct(detail.getProperties());
    const kept = new PartialCreate(detail.getId(), values, detail.getReasonsList());
    return Object.assign(kept, { secrets });
  }
  if (error.code === grpc.status.INVALID_ARGUMENT) {
    return Object.assign(new InvalidInputs([]), { message: error.details });
  }
  return new Error(error.details);
}

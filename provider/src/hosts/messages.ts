import {
  bool,
  bytes,
  double,
  int32,
  int64,
  Message,
  message,
  messages,
  string,
  strings,
} from "./protobuf";

// The messages of `pulumirpc`, as far as this plugin reads and writes them; why not with the SDK's own code for
// them is in docs/adr/0021-messages-by-tables.md. Numbers and types are those of pulumi/provider.proto, plugin.proto,
// engine.proto and status.proto; a test compares each with the SDK's. A google.protobuf.Struct is its bytes here:
// wire.ts makes properties of them.

export const Empty = new Message({});

export const HandshakeResponse = new Message({ acceptSecrets: bool(1), acceptResources: bool(2) });
export const PluginInfo = new Message({ version: string(1) });
export const PluginAttach = new Message({ address: string(1) });

export const GetSchemaRequest = new Message({ version: int32(1) });
export const GetSchemaResponse = new Message({ schema: string(1) });

const CheckFailure = new Message({ property: string(1), reason: string(2) });
export const CheckRequest = new Message({ urn: string(1), olds: bytes(2), news: bytes(3) });
export const CheckResponse = new Message({ inputs: bytes(1), failures: messages(2, CheckFailure) });

export const ConfigureRequest = new Message({ args: bytes(2) });
export const ConfigureResponse = new Message({
  acceptSecrets: bool(1),
  supportsPreview: bool(2),
  acceptResources: bool(3),
});

export const DiffRequest = new Message({
  id: string(1),
  urn: string(2),
  olds: bytes(3),
  news: bytes(4),
  ignoreChanges: strings(5),
});
export const DiffChanges = { unknown: 0, none: 1, some: 2 } as const;
/** Of a property; one more where it replaces. */
export const DiffKind = { add: 0, delete: 2, update: 4 } as const;
const PropertyDiff = new Message({ kind: int32(1), inputDiff: bool(2) });
/** A map of the format: as many messages of a key and a value. */
const DetailedDiff = new Message({ key: string(1), value: message(2, PropertyDiff) });
export const DiffResponse = new Message({
  replaces: strings(1),
  changes: int32(4),
  diffs: strings(5),
  detailedDiff: messages(6, DetailedDiff),
  hasDetailedDiff: bool(7),
});

export const CreateRequest = new Message({
  urn: string(1),
  properties: bytes(2),
  timeout: double(3),
  preview: bool(4),
});
export const CreateResponse = new Message({
  id: string(1),
  properties: bytes(2),
  refreshBeforeUpdate: bool(3),
});

export const ReadRequest = new Message({
  id: string(1),
  urn: string(2),
  properties: bytes(3),
  inputs: bytes(4),
  timeout: double(10),
});
export const ReadResponse = new Message({
  id: string(1),
  properties: bytes(2),
  inputs: bytes(3),
  refreshBeforeUpdate: bool(4),
});

export const UpdateRequest = new Message({
  id: string(1),
  urn: string(2),
  olds: bytes(3),
  news: bytes(4),
  timeout: double(5),
  ignoreChanges: strings(6),
  preview: bool(7),
});
export const UpdateResponse = new Message({ properties: bytes(1), refreshBeforeUpdate: bool(2) });

export const DeleteRequest = new Message({
  id: string(1),
  urn: string(2),
  properties: bytes(3),
  timeout: double(4),
});

export const InvokeRequest = new Message({ tok: string(1), args: bytes(2) });
export const InvokeResponse = new Message({
  return: bytes(1),
  failures: messages(2, CheckFailure),
});

export const ListRequest = new Message({
  token: string(1),
  query: bytes(2),
  limit: int64(3),
  pageSize: int64(4),
  continuationToken: string(5),
});
/** Holds one of them. */
export const ListResponse = new Message({
  computed: message(1, Empty),
  result: message(2, new Message({ id: string(1), name: string(2) })),
  continuation: message(3, new Message({ continuationToken: string(1) })),
});

export const ErrorResourceInitFailed = new Message({
  id: string(1),
  properties: bytes(2),
  reasons: strings(3),
});
/** `google.rpc.Status`, with a `google.protobuf.Any` for each detail. */
export const Status = new Message({
  code: int32(1),
  message: string(2),
  details: messages(3, new Message({ typeUrl: string(1), value: bytes(2) })),
});

export const LogSeverity = { info: 1, warning: 2 } as const;
export const LogRequest = new Message({
  severity: int32(1),
  message: string(2),
  urn: string(3),
  ephemeral: bool(5),
});

const method = <Q extends object, A extends object>(
  path: string,
  request: Message<Q>,
  answer: Message<A>,
  responseStream = false,
) => ({
  path: `/pulumirpc.${path}`,
  requestStream: false,
  responseStream,
  requestSerialize: (values: Partial<Q>) => request.encode(values),
  requestDeserialize: (bytes: Buffer) => request.decode(bytes),
  responseSerialize: (values: Partial<A>) => answer.encode(values),
  responseDeserialize: (bytes: Buffer) => answer.decode(bytes),
});

const provider = <Q extends object, A extends object>(
  name: string,
  request: Message<Q>,
  answer: Message<A>,
  isStream = false,
) => method(`ResourceProvider/${name}`, request, answer, isStream);

/** What the plugin answers. */
export const ResourceProvider = {
  handshake: provider("Handshake", Empty, HandshakeResponse),
  getPluginInfo: provider("GetPluginInfo", Empty, PluginInfo),
  getSchema: provider("GetSchema", GetSchemaRequest, GetSchemaResponse),
  attach: provider("Attach", PluginAttach, Empty),
  cancel: provider("Cancel", Empty, Empty),
  checkConfig: provider("CheckConfig", CheckRequest, CheckResponse),
  diffConfig: provider("DiffConfig", DiffRequest, DiffResponse),
  configure: provider("Configure", ConfigureRequest, ConfigureResponse),
  check: provider("Check", CheckRequest, CheckResponse),
  diff: provider("Diff", DiffRequest, DiffResponse),
  create: provider("Create", CreateRequest, CreateResponse),
  read: provider("Read", ReadRequest, ReadResponse),
  update: provider("Update", UpdateRequest, UpdateResponse),
  delete: provider("Delete", DeleteRequest, Empty),
  invoke: provider("Invoke", InvokeRequest, InvokeResponse),
  list: provider("List", ListRequest, ListResponse, true),
};

/** What the plugin asks the engine. */
export const engineLog = method("Engine/Log", LogRequest, Empty);

import * as sdkEngine from "@pulumi/pulumi/proto/engine_pb";
import * as sdkPlugin from "@pulumi/pulumi/proto/plugin_pb";
import * as sdk from "@pulumi/pulumi/proto/provider_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as ours from "../../src/hosts/messages";

// The SDK's own classes are the judge of each message, in both directions.

const STRUCT = Struct.fromJavaScript({ instanceId: "r-orders01", days: 7 });
const BYTES = Buffer.from(STRUCT.serializeBinary());
const FAILURE = new sdk.CheckFailure().setProperty("instanceId").setReason("is missing: „r-…“");
const failures = [{ property: "instanceId", reason: "is missing: „r-…“" }];

interface SdkMessage {
  serializeBinary(): Uint8Array;
}
type Decode = (bytes: Uint8Array) => { toObject(): object };
interface OurMessage {
  encode(values: object): Buffer;
  decode(bytes: Uint8Array): object;
}

const detailed = (): sdk.DiffResponse => {
  const response = new sdk.DiffResponse()
    .setReplacesList(["instanceId", ""])
    .setChanges(sdk.DiffResponse.DiffChanges.DIFF_SOME)
    .setDiffsList(["instanceId", "triggers"])
    .setHasdetaileddiff(true);
  const { ADD, UPDATE_REPLACE } = sdk.PropertyDiff.Kind;
  const map = response.getDetaileddiffMap();
  map.set("instanceId", new sdk.PropertyDiff().setKind(UPDATE_REPLACE).setInputdiff(true));
  map.set("triggers", new sdk.PropertyDiff().setKind(ADD));
  return response;
};
const any = new Any();
any.pack(BYTES, "pulumirpc.ErrorResourceInitFailed");

const { ListResponse } = sdk;
const urn = "urn:pulumi:dev::t::redis-backup:tair:BackupPolicy::a";

/** Each message with every field of ours, as the SDK makes it and as we do. */
const cases: [string, SdkMessage, { deserializeBinary: Decode }, OurMessage, object][] = [
  [
    "ProviderHandshakeResponse",
    new sdk.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true),
    sdk.ProviderHandshakeResponse,
    ours.HandshakeResponse,
    { acceptSecrets: true, acceptResources: true },
  ],
  [
    "PluginInfo",
    new sdkPlugin.PluginInfo().setVersion("1.2.3"),
    sdkPlugin.PluginInfo,
    ours.PluginInfo,
    { version: "1.2.3" },
  ],
  [
    "PluginAttach",
    new sdkPlugin.PluginAttach().setAddress("127.0.0.1:1"),
    sdkPlugin.PluginAttach,
    ours.PluginAttach,
    { address: "127.0.0.1:1" },
  ],
  [
    "GetSchemaRequest",
    new sdk.GetSchemaRequest().setVersion(-1),
    sdk.GetSchemaRequest,
    ours.GetSchemaRequest,
    { version: -1 },
  ],
  [
    "GetSchemaResponse",
    new sdk.GetSchemaResponse().setSchema("{}"),
    sdk.GetSchemaResponse,
    ours.GetSchemaResponse,
    { schema: "{}" },
  ],
  [
    "CheckRequest",
    new sdk.CheckRequest().setUrn(urn).setOlds(STRUCT).setNews(STRUCT),
    sdk.CheckRequest,
    ours.CheckRequest,
    { urn, olds: BYTES, news: BYTES },
  ],
  [
    "CheckResponse",
    new sdk.CheckResponse().setInputs(STRUCT).setFailuresList([FAILURE, FAILURE]),
    sdk.CheckResponse,
    ours.CheckResponse,
    { inputs: BYTES, failures: [...failures, ...failures] },
  ],
  [
    "ConfigureRequest",
    new sdk.ConfigureRequest().setArgs(STRUCT),
    sdk.ConfigureRequest,
    ours.ConfigureRequest,
    { args: BYTES },
  ],
  [
    "ConfigureResponse",
    new sdk.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setAcceptresources(true),
    sdk.ConfigureResponse,
    ours.ConfigureResponse,
    { acceptSecrets: true, supportsPreview: true, acceptResources: true },
  ],
  [
    "DiffRequest",
    new sdk.DiffRequest()
      .setId("r-1")
      .setUrn(urn)
      .setOlds(STRUCT)
      .setNews(STRUCT)
      .setIgnorechangesList(["a", ""]),
    sdk.DiffRequest,
    ours.DiffRequest,
    { id: "r-1", urn, olds: BYTES, news: BYTES, ignoreChanges: ["a", ""] },
  ],
  [
    "DiffResponse",
    detailed(),
    sdk.DiffResponse,
    ours.DiffResponse,
    {
      replaces: ["instanceId", ""],
      changes: ours.DiffChanges.some,
      diffs: ["instanceId", "triggers"],
      hasDetailedDiff: true,
      detailedDiff: [
        { key: "instanceId", value: { kind: ours.DiffKind.update + 1, inputDiff: true } },
        { key: "triggers", value: { kind: ours.DiffKind.add, inputDiff: false } },
      ],
    },
  ],
  [
    "CreateRequest",
    new sdk.CreateRequest().setUrn(urn).setProperties(STRUCT).setTimeout(0.25).setPreview(true),
    sdk.CreateRequest,
    ours.CreateRequest,
    { urn, properties: BYTES, timeout: 0.25, preview: true },
  ],
  [
    "CreateResponse",
    new sdk.CreateResponse().setId("r-1").setProperties(STRUCT).setRefreshBeforeUpdate(true),
    sdk.CreateResponse,
    ours.CreateResponse,
    { id: "r-1", properties: BYTES, refreshBeforeUpdate: true },
  ],
  [
    "ReadRequest",
    new sdk.ReadRequest()
      .setId("r-1")
      .setUrn(urn)
      .setProperties(STRUCT)
      .setInputs(STRUCT)
      .setTimeout(1e9),
    sdk.ReadRequest,
    ours.ReadRequest,
    { id: "r-1", urn, properties: BYTES, inputs: BYTES, timeout: 1e9 },
  ],
  [
    "ReadResponse",
    new sdk.ReadResponse()
      .setId("r-1")
      .setProperties(STRUCT)
      .setInputs(STRUCT)
      .setRefreshBeforeUpdate(true),
    sdk.ReadResponse,
    ours.ReadResponse,
    { id: "r-1", properties: BYTES, inputs: BYTES, refreshBeforeUpdate: true },
  ],
  [
    "UpdateRequest",
    new sdk.UpdateRequest()
      .setId("r-1")
      .setUrn(urn)
      .setOlds(STRUCT)
      .setNews(STRUCT)
      .setTimeout(60)
      .setIgnorechangesList(["backupRetentionPeriod"])
      .setPreview(true),
    sdk.UpdateRequest,
    ours.UpdateRequest,
    {
      id: "r-1",
      urn,
      olds: BYTES,
      news: BYTES,
      timeout: 60,
      ignoreChanges: ["backupRetentionPeriod"],
      preview: true,
    },
  ],
  [
    "UpdateResponse",
    new sdk.UpdateResponse().setProperties(STRUCT).setRefreshBeforeUpdate(true),
    sdk.UpdateResponse,
    ours.UpdateResponse,
    { properties: BYTES, refreshBeforeUpdate: true },
  ],
  [
    "DeleteRequest",
    new sdk.DeleteRequest().setId("r-1").setUrn(urn).setProperties(STRUCT).setTimeout(60),
    sdk.DeleteRequest,
    ours.DeleteRequest,
    { id: "r-1", urn, properties: BYTES, timeout: 60 },
  ],
  [
    "InvokeRequest",
    new sdk.InvokeRequest().setTok("redis-backup:tair:getBackups").setArgs(STRUCT),
    sdk.InvokeRequest,
    ours.InvokeRequest,
    { tok: "redis-backup:tair:getBackups", args: BYTES },
  ],
  [
    "InvokeResponse",
    new sdk.InvokeResponse().setReturn(STRUCT).setFailuresList([FAILURE]),
    sdk.InvokeResponse,
    ours.InvokeResponse,
    { return: BYTES, failures },
  ],
  [
    "ListRequest",
    new sdk.ListRequest()
      .setToken("redis-backup:tair:BackupPolicy")
      .setQuery(STRUCT)
      .setLimit(2 ** 40)
      .setPageSize(-1)
      .setContinuationToken("r-1"),
    sdk.ListRequest,
    ours.ListRequest,
    {
      token: "redis-backup:tair:BackupPolicy",
      query: BYTES,
      limit: 2 ** 40,
      pageSize: -1,
      continuationToken: "r-1",
    },
  ],
  [
    "ListResponse of what is not known yet",
    new ListResponse().setComputed(new ListResponse.Computed()),
    ListResponse,
    ours.ListResponse,
    { computed: {} },
  ],
  [
    "ListResponse of a result",
    new ListResponse().setResult(new ListResponse.Result().setId("r-1").setName("orders")),
    ListResponse,
    ours.ListResponse,
    { result: { id: "r-1", name: "orders" } },
  ],
  [
    "ListResponse of a next page",
    new ListResponse().setContinuation(new ListResponse.Continuation().setContinuationToken("r-2")),
    ListResponse,
    ours.ListResponse,
    { continuation: { continuationToken: "r-2" } },
  ],
  [
    "ErrorResourceInitFailed",
    new sdk.ErrorResourceInitFailed()
      .setId("r-1")
      .setProperties(STRUCT)
      .setReasonsList(["one", "two"]),
    sdk.ErrorResourceInitFailed,
    ours.ErrorResourceInitFailed,
    { id: "r-1", properties: BYTES, reasons: ["one", "two"] },
  ],
  [
    "Status",
    new Status().setCode(2).setMessage("no").setDetailsList([any]),
    Status,
    ours.Status,
    {
      code: 2,
      message: "no",
      details: [{ typeUrl: "type.googleapis.com/pulumirpc.ErrorResourceInitFailed", value: BYTES }],
    },
  ],
  [
    "LogRequest",
    new sdkEngine.LogRequest()
      .setSeverity(sdkEngine.LogSeverity.WARNING)
      .setMessage("late")
      .setUrn(urn)
      .setEphemeral(true),
    sdkEngine.LogRequest,
    ours.LogRequest,
    { severity: ours.LogSeverity.warning, message: "late", urn, ephemeral: true },
  ],
  ["Empty", new Empty(), Empty, ours.Empty, {}],
];

test.each(cases)("%s is what the SDK reads and writes", (_name, theirs, type, message, values) => {
  expect(message.decode(theirs.serializeBinary())).toMatchObject(values);
  const read = type.deserializeBinary(message.encode(values)).toObject();
  expect(read).toEqual(type.deserializeBinary(theirs.serializeBinary()).toObject());
});

test.each(cases)("%s that is empty holds what the format says", (_n, _t, type, message) => {
  expect(message.encode(message.decode(Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
  expect(type.deserializeBinary(message.encode({})).toObject()).toEqual(
    type.deserializeBinary(Buffer.alloc(0)).toObject(),
  );
});

test("what newer engines send besides is left out", () => {
  const request = new sdk.CreateRequest()
    .setUrn(urn)
    .setName("a")
    .setType("redis-backup:tair:BackupPolicy")
    .setResourceStatusAddress("127.0.0.1:1");
  expect(ours.CreateRequest.decode(request.serializeBinary())).toEqual({
    urn,
    properties: undefined,
    timeout: 0,
    preview: false,
  });
});

test("bytes that end too early, or go beyond their message, are refused", () => {
  const whole = ours.CheckResponse.encode({ inputs: BYTES, failures });
  for (let end = 1; end < whole.length; end += 1) {
    const cut = whole.subarray(0, end);
    const read = () => ours.CheckResponse.decode(cut);
    // Cut between two fields it is a sound message of fewer.
    if (end === 2 + BYTES.length) expect(read().failures).toEqual([]);
    else expect(read).toThrow(RangeError);
  }
});

test("a field that goes beyond its message is refused though the bytes go on", () => {
  // A failure that says to be 2 bytes long, whose only field is 3.
  const bytes = Buffer.from([0x12, 2, 0x0a, 1, 0x61, 0x12, 0]);
  expect(() => ours.CheckResponse.decode(bytes)).toThrow(/goes beyond its message/);
});

test.each(Object.entries(ours.ResourceProvider))(
  "%s is asked as the SDK asks it",
  (name, method) => {
    const theirs = (ResourceProviderService as never as Record<string, typeof method>)[name];
    expect(theirs).toMatchObject({
      path: method.path,
      requestStream: method.requestStream,
      responseStream: method.responseStream,
    });
  },
);

test("the engine's log is asked as the SDK asks it", () => {
  const { log } = EngineService as never as Record<string, typeof ours.engineLog>;
  expect(log?.path).toBe(ours.engineLog.path);
});

test("numbers of enums are the SDK's", () => {
  const { DIFF_UNKNOWN, DIFF_NONE, DIFF_SOME } = sdk.DiffResponse.DiffChanges;
  expect(ours.DiffChanges).toEqual({ unknown: DIFF_UNKNOWN, none: DIFF_NONE, some: DIFF_SOME });
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } =
    sdk.PropertyDiff.Kind;
  expect(ours.DiffKind).toEqual({ add: ADD, delete: DELETE, update: UPDATE });
  expect([ADD + 1, DELETE + 1, UPDATE + 1]).toEqual([ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE]);
  const { INFO, WARNING } = sdkEngine.LogSeverity;
  expect(ours.LogSeverity).toEqual({ info: INFO, warning: WARNING });
});

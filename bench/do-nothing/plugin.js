// A provider with nothing behind it, on the same gRPC library and messages as ours: the floor.
const fs = require("node:fs");
const grpc = require("@grpc/grpc-js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { Value } = require("google-protobuf/google/protobuf/struct_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");

/** Put in by the build: how long a read takes, as if there were an API behind it. */
const READ_MS = Number(process.env.READ_MS);
/** And what state keeps beside the inputs, on all of which the engine works. */
const OUTPUTS = JSON.parse(process.env.OUTPUTS ?? "{}");

function made(inputs) {
  for (const [name, value] of Object.entries(OUTPUTS)) {
    inputs.getFieldsMap().set(name, Value.fromJavaScript(value));
  }
  return inputs;
}

const text = (value) => JSON.stringify(value?.toJavaScript() ?? {});

const handlers = {
  handshake: () =>
    new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true),
  getPluginInfo: () => new PluginInfo().setVersion("0.1.0"),
  getSchema: () =>
    new messages.GetSchemaResponse().setSchema(fs.readFileSync(`${__dirname}/schema.json`, "utf8")),
  checkConfig: (request) => new messages.CheckResponse().setInputs(request.getNews()),
  diffConfig: () => new messages.DiffResponse(),
  configure: () =>
    new messages.ConfigureResponse()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspreview(true),
  check: (request) => new messages.CheckResponse().setInputs(request.getNews()),
  diff(request) {
    const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
    const changed = text(request.getOldInputs()) !== text(request.getNews());
    return new messages.DiffResponse().setChanges(changed ? DIFF_SOME : DIFF_NONE);
  },
  create: (request) =>
    new messages.CreateResponse()
      .setId(request.getPreview() ? "" : "id")
      .setProperties(made(request.getProperties())),
  read: (request) =>
    new messages.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs()),
  update: (request) => new messages.UpdateResponse().setProperties(made(request.getNews())),
  delete: () => new Empty(),
  cancel: () => new Empty(),
};

const service = Object.fromEntries(
  Object.entries(handlers).map(([name, answer]) => [
    name,
    (call, callback) => {
      const respond = () => callback(null, answer(call.request));
      if (name === "read" && READ_MS > 0) setTimeout(respond, READ_MS);
      else respond();
    },
  ]),
);

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(ResourceProviderService, service);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

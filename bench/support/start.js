const { spawn } = require("node:child_process");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb");
const { cpuMs, memoryKiB } = require("./memory");
const { NAME } = require("./plugins");

const URN = "urn:pulumi:bench::bench::redis-backup:tair:BackupPolicy::orders";

/** What the engine does to a plugin before the first check: nothing, or its whole greeting. */
const GREETINGS = {
  none: [],
  engine: [
    ["handshake", () => new messages.ProviderHandshakeRequest()],
    ["getPluginInfo", () => new Empty()],
    [
      "checkConfig",
      () => new messages.CheckRequest().setUrn(URN).setNews(Struct.fromJavaScript({})),
    ],
    ["configure", () => new messages.ConfigureRequest().setArgs(Struct.fromJavaScript({}))],
  ],
};

/**
 * Starts a plugin as the engine does, asks for one check, and ends it.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {keyof typeof GREETINGS} greeting
 * @param {() => void} [listening] called once it has told its port
 */
async function start(folder, env, greeting, listening = () => undefined) {
  const began = performance.now();
  const child = spawn(path.join(folder, NAME), ["127.0.0.1:1"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const used = () => ({
    ms: performance.now() - began,
    cpuMs: cpuMs(Number(child.pid)),
    memoryMiB: memoryKiB(Number(child.pid), "VmHWM") / 1024,
  });
  try {
    const address = await firstLine(child.stdout);
    const port = used();
    listening();
    const client = new ResourceProviderClient(
      `127.0.0.1:${address}`,
      grpc.credentials.createInsecure(),
    );
    for (const [rpc, request] of GREETINGS[greeting]) await call(client, rpc, request());
    const { inputs, failures } = await askForCheck(client);
    const check = used();
    client.close();
    if (failures > 0 || inputs["instanceId"] !== "r-orders") throw new Error("the check failed");
    return { port, check };
  } finally {
    // As the engine ends a plugin.
    child.kill("SIGINT");
    await new Promise((resolve) => child.on("close", resolve));
  }
}

/** @returns {Promise<string>} */
function firstLine(/** @type {import("node:stream").Readable} */ stream) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(text.trim());
    });
    stream.on("end", () => reject(new Error("the plugin ended without a port")));
  });
}

async function askForCheck(/** @type {unknown} */ client) {
  const request = new messages.CheckRequest()
    .setUrn(URN)
    .setOlds(Struct.fromJavaScript({}))
    .setNews(
      Struct.fromJavaScript({
        instanceId: "r-orders",
        preferredBackupPeriod: ["Monday", "Thursday"],
        preferredBackupTime: "02:00Z-03:00Z",
        backupRetentionPeriod: 30,
      }),
    );
  const response = await call(client, "check", request);
  return {
    inputs: response.getInputs().toJavaScript(),
    failures: response.getFailuresList().length,
  };
}

/** @returns {Promise<any>} */
function call(
  /** @type {any} */ client,
  /** @type {string} */ rpc,
  /** @type {unknown} */ request,
) {
  return new Promise((resolve, reject) => {
    client[rpc](request, (/** @type {unknown} */ error, /** @type {unknown} */ response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

module.exports = { start, GREETINGS };

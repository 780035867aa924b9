const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb");
const { ROOT } = require("./folder");

/** The plugin's own gRPC server in this process, asked as the engine asks. */
class PluginHost {
  /** @param {unknown} surroundings */
  static async start(surroundings) {
    const { PluginServer, serve } = require(path.join(ROOT, "dist/provider/hosts/plugin"));
    const { EngineLog } = require(path.join(ROOT, "dist/provider/hosts/engine-log"));
    const server = new PluginServer("0.0.0", new EngineLog(undefined), surroundings);
    const { port, stop } = await serve(server);
    const client = new ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
    const host = new PluginHost(client, stop);
    const request = new messages.ConfigureRequest();
    request.setArgs(host.wire.toWire({}));
    await host.ask("configure", request);
    return host;
  }

  /** @param {any} client @param {() => void} stop */
  constructor(client, stop) {
    this.client = client;
    this.stop = stop;
    this.wire = require(path.join(ROOT, "dist/provider/hosts/wire"));
  }

  close() {
    this.client.close();
    this.stop();
  }

  /** @param {string} token @param {object} olds @param {object} news */
  async check(token, olds, news) {
    const request = this.about(new messages.CheckRequest(), token);
    request.setOlds(this.wire.toWire(olds));
    request.setNews(this.wire.toWire(news));
    const response = await this.ask("check", request);
    return { inputs: this.values(response.getInputs()) };
  }

  /** @param {string} token @param {object} inputs */
  async create(token, inputs) {
    const request = this.about(new messages.CreateRequest(), token);
    request.setProperties(this.wire.toWire(inputs));
    const response = await this.ask("create", request);
    return { id: response.getId(), outs: this.values(response.getProperties()) };
  }

  /** @param {string} token @param {string} id @param {object} state */
  async read(token, id, state) {
    const request = this.about(new messages.ReadRequest(), token);
    request.setId(id);
    request.setProperties(this.wire.toWire(state));
    const response = await this.ask("read", request);
    const live = response.getId();
    return live === "" ? {} : { id: live, props: this.values(response.getProperties()) };
  }

  /** @param {string} token @param {string} id @param {object} olds @param {object} news */
  async diff(token, id, olds, news) {
    const request = this.about(new messages.DiffRequest(), token);
    request.setId(id);
    request.setOlds(this.wire.toWire(olds));
    request.setNews(this.wire.toWire(news));
    const response = await this.ask("diff", request);
    return { changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME };
  }

  /** @private @template T @param {T & { setUrn(urn: string): void }} request @param {string} token */
  about(request, token) {
    request.setUrn(`urn:pulumi:dev::bench::redis-backup:${token}::bench`);
    return request;
  }

  /** @private @param {unknown} struct */
  values(struct) {
    return this.wire.fromWire(struct).values;
  }

  /** @private @param {string} method @param {unknown} request @returns {Promise<any>} */
  ask(method, request) {
    return new Promise((resolve, reject) => {
      const answered = (/** @type {unknown} */ error, /** @type {unknown} */ response) =>
        error ? reject(error) : resolve(response);
      this.client[method](request, answered);
    });
  }
}

module.exports = { PluginHost };

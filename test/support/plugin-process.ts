import { spawn } from "node:child_process";
import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";

type Callback<T> = (error: grpc.ServiceError | null, answer: T) => void;

/** A plugin that was started as the engine starts it. */
export class PluginProcess {
  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly client: ResourceProviderClient,
  ) {}

  static async start(
    command: readonly string[],
    environment: NodeJS.ProcessEnv,
  ): Promise<PluginProcess> {
    const [file = "", ...args] = command;
    const child = spawn(file, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
      child.once("error", reject);
      child.once("close", (code) => reject(new Error(`ended with ${code}: ${said}`)));
    });
    const address = `127.0.0.1:${port}`;
    return new PluginProcess(
      child,
      new ResourceProviderClient(address, grpc.credentials.createInsecure()),
    );
  }

  async version(): Promise<string> {
    const info = await answer<PluginInfo>((done) => this.client.getPluginInfo(new Empty(), done));
    return info.getVersion();
  }

  async schema(): Promise<unknown> {
    const request = new messages.GetSchemaRequest();
    const given = await answer<messages.GetSchemaResponse>((done) =>
      this.client.getSchema(request, done),
    );
    return JSON.parse(given.getSchema());
  }

  /** The failures of a BackupPolicy's inputs. */
  async check(inputs: Record<string, unknown>): Promise<string[]> {
    const request = new messages.CheckRequest();
    request.setUrn("urn:pulumi:dev::test::redis-backup:tair:BackupPolicy::orders");
    request.setNews(Struct.fromJavaScript(inputs as never));
    const checked = await answer<messages.CheckResponse>((done) =>
      this.client.check(request, done),
    );
    return checked.getFailuresList().map((failure) => failure.getReason());
  }

  /** As the engine ends a plugin. */
  async stop(): Promise<void> {
    this.client.close();
    const ended = once(this.child, "close");
    this.child.kill("SIGINT");
    await ended;
  }
}

function answer<T>(ask: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

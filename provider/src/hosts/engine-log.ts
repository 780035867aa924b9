import * as grpc from "@grpc/grpc-js";
import type * as Service from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as Messages from "@pulumi/pulumi/proto/engine_pb";
import type { Log } from "../core/resource";

/** Messages to the person, through the engine: nobody sees what a plugin prints. */
export class EngineLog {
  private client: Service.EngineClient | undefined;

  constructor(private address: string | undefined) {}

  /** Where the engine listens. */
  get listensAt(): string | undefined {
    return this.address;
  }

  attach(address: string): void {
    this.address = address;
    this.client = undefined;
  }

  /** The log of one resource; progress lines replace each other. */
  of(urn: string): Log {
    return {
      progress: (text) => this.say(urn, "INFO", text, true),
      info: (text) => this.say(urn, "INFO", text, false),
      warn: (text) => this.say(urn, "WARNING", text, false),
    };
  }

  private say(urn: string, severity: "INFO" | "WARNING", text: string, isEphemeral: boolean): void {
    if (this.address === undefined) return;
    const { LogRequest, LogSeverity } =
      require("@pulumi/pulumi/proto/engine_pb") as typeof Messages;
    const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof Service;
    this.client ??= new EngineClient(this.address, grpc.credentials.createInsecure());
    const request = new LogRequest();
    request.setUrn(urn);
    request.setSeverity(LogSeverity[severity]);
    request.setMessage(text);
    request.setEphemeral(isEphemeral);
    // A message that can't be delivered is no reason to fail.
    this.client.log(request, () => undefined);
  }
}

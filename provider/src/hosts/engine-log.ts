import * as grpc from "@grpc/grpc-js";
import type { Log } from "../core/resource";
import { engineLog, LogSeverity } from "./messages";

/** Messages to the person, through the engine: nobody sees what a plugin prints. */
export class EngineLog {
  private client: grpc.Client | undefined;

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
      progress: (text) => this.say(urn, LogSeverity.info, text, true),
      info: (text) => this.say(urn, LogSeverity.info, text, false),
      warn: (text) => this.say(urn, LogSeverity.warning, text, false),
    };
  }

  private say(urn: string, severity: number, message: string, ephemeral: boolean): void {
    if (this.address === undefined) return;
    this.client ??= new grpc.Client(this.address, grpc.credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = engineLog;
    const line = { urn, severity, message, ephemeral };
    // A message that can't be delivered is no reason to fail.
    const done = () => undefined;
    this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, line, done);
  }
}

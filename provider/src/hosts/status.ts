import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed, Status } from "./messages";
import type { Struct } from "./wire";

/** The errors that the resources throw, known here by their tag alone so that nothing need be loaded. */
interface Thrown {
  readonly tag?: string;
  readonly message?: string;
  readonly id?: string;
  readonly wire?: Struct;
  readonly reasons?: readonly string[];
}

/** What the engine is told of an error; what exists in spite of it stays in state. */
export function statusOf(error: unknown): grpc.ServerErrorResponse {
  const thrown = error as Thrown;
  const details = thrown.message ?? String(error);
  switch (thrown.tag) {
    case "PartialCreate":
      return initFailed(thrown, details);
    case "InvalidInputs":
    case "ConfigError":
      return named(grpc.status.INVALID_ARGUMENT, details);
    case "Cancelled":
      return named(grpc.status.CANCELLED, details);
    case undefined:
      return named(grpc.status.INTERNAL, `internal error, please report it: ${details}`);
    default:
      return named(grpc.status.UNKNOWN, details);
  }
}

const named = (code: grpc.status, details: string): grpc.ServerErrorResponse => ({
  name: "redis-backup",
  message: details,
  code,
  details,
});

/** What exists but isn't well: state keeps the id, the properties and the reasons. */
function initFailed(thrown: Thrown, message: string): grpc.ServerErrorResponse {
  const { id = "", wire: properties, reasons = [] } = thrown;
  const value = ErrorResourceInitFailed.encode({ id, properties, reasons });
  const typeUrl = "type.googleapis.com/pulumirpc.ErrorResourceInitFailed";
  const code = grpc.status.UNKNOWN;
  const metadata = new grpc.Metadata();
  const details = [{ typeUrl, value }];
  metadata.add("grpc-status-details-bin", Status.encode({ code, message, details }));
  return { ...named(code, message), metadata };
}

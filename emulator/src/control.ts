import type { Emulator } from "./emulator";

export interface ControlRequest {
  readonly method: string;
  readonly operation: string;
  readonly body: string;
}

export function control(
  emulator: Emulator,
  request: ControlRequest,
): { status: number; value: unknown } {
  void emulator;
  return { status: 404, value: { error: `no operation ${request.operation}` } };
}

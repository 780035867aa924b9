/** What the engine said and did in one command. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both of them. */
  readonly output: string;
  /** What became of resources, such as `update orders`, in alphabetical order; nothing where they stayed the same. */
  readonly steps: readonly string[];
  /** Steps that failed, such as `create orders`. */
  readonly failures: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** A line of the engine's event log, as far as tests are concerned. */
interface EngineEvent {
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
  readonly diagnosticEvent?: {
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
    readonly message: string;
    readonly urn?: string;
    readonly ephemeral?: boolean;
  };
}

const NOTHING_HAPPENED = new Set(["same", "refresh", "read"]);

export function readRun(said: {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: string;
}): Run {
  const events = said.events
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
  const told = (severity: string) =>
    events
      .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
      .filter((diagnostic) => diagnostic.severity === severity)
      .map((diagnostic) => diagnostic.message.trim());
  const done = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  const failed = events.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata ?? []);
  return {
    exitCode: said.exitCode,
    stdout: said.stdout,
    stderr: said.stderr,
    output: said.stdout + said.stderr,
    steps: stepsOf(done.filter(({ op }) => !NOTHING_HAPPENED.has(op))),
    failures: stepsOf(failed),
    errors: told("error"),
    warnings: told("warning"),
    infos: [...told("info"), ...told("info#err")],
  };
}

function stepsOf(metadata: readonly Metadata[]): string[] {
  return metadata
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)
    .sort();
}

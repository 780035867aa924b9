import { z } from "zod";

const side = z.object({
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});

const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: side.nullish(),
  new: side.nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

/** A line of the engine's event log, as far as drift is concerned. */
const engineEvent = z.object({
  resOutputsEvent: z.object({ metadata }).optional(),
  resOpFailedEvent: z.object({ metadata }).optional(),
  diagnosticEvent: z
    .object({ severity: z.string(), message: z.string(), urn: z.string().optional() })
    .optional(),
  summaryEvent: z
    .object({ result: z.string().optional(), maybeCorrupt: z.boolean().optional() })
    .optional(),
});

export type Refreshed = z.infer<typeof metadata>;

/** What a refresh told of itself. */
export interface Told {
  readonly refreshed: readonly Refreshed[];
  /** URNs whose step failed. */
  readonly failed: readonly string[];
  readonly errors: readonly { readonly message: string; readonly urn?: string | undefined }[];
  readonly warnings: readonly { readonly message: string; readonly urn?: string | undefined }[];
  /** It came to its end, and says that all went well. */
  readonly isWhole: boolean;
}

/** Reads an event log; throws on a line that isn't one, so that a part is never taken for the whole. */
export function readEvents(log: string): Told {
  const events = log
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => engineEvent.parse(JSON.parse(line)));
  const diagnostics = (severity: string) =>
    events
      .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
      .filter((diagnostic) => diagnostic.severity === severity)
      .map(({ message, urn }) => ({ message: plain(message), urn: urn === "" ? undefined : urn }));
  const summaries = events.flatMap(({ summaryEvent }) => summaryEvent ?? []);
  return {
    refreshed: events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []),
    failed: events.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata.urn ?? []),
    errors: diagnostics("error"),
    warnings: diagnostics("warning"),
    isWhole:
      summaries.length === 1 &&
      summaries.every(
        ({ result, maybeCorrupt }) =>
          maybeCorrupt !== true && (result === undefined || result === "succeeded"),
      ),
  };
}

/** Without the engine's colours and its own words around the provider's. */
function plain(message: string): string {
  return message
    .replace(/<\{%[^%]*%\}>/g, "")
    .trim()
    .replace(/^Preview failed: /, "");
}

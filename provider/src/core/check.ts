import { closest } from "fastest-levenshtein";
import type { z } from "zod";
import type { Failure } from "./errors";
import { metadataOf } from "./field";
import { hasUnknown } from "./unknown";

export type Shape = Record<string, z.ZodType>;

export interface CheckResult {
  /** The inputs with defaults filled in; values that are unknown stay as they are. */
  readonly inputs: Record<string, unknown>;
  readonly failures: Failure[];
}

interface CheckOptions {
  /** Properties that one may expect and that there are not, with the reason. */
  readonly refused?: Readonly<Record<string, string>> | undefined;
  /** The properties whose values are in no message. */
  readonly secrets?: ReadonlySet<string> | undefined;
}

/**
 * Validates field by field: parsing the whole object would fail on the unknowns of a preview, and
 * suppressing those failures would lose the defaults.
 */
export function checkFields(
  shape: Shape,
  news: Record<string, unknown>,
  { refused = {}, secrets = new Set() }: CheckOptions = {},
): CheckResult {
  const inputs: Record<string, unknown> = {};
  const shown = (property: string, value: unknown) =>
    secrets.has(property) ? "the value, which is a secret," : show(value);
  const failures: Failure[] = unknownProperties(shape, news, refused, shown);
  for (const [property, schema] of Object.entries(shape)) {
    const value = news[property] ?? undefined;
    if (hasUnknown(value)) {
      inputs[property] = value;
      continue;
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      failures.push(
        ...parsed.error.issues.map((issue) => describe(property, schema, value, issue, shown)),
      );
    } else if (parsed.data !== undefined) {
      inputs[property] = parsed.data;
    }
  }
  return { inputs, failures };
}

/** A value in a message. */
type Shown = (property: string, value: unknown) => string;

function unknownProperties(
  shape: Shape,
  news: Record<string, unknown>,
  refused: Readonly<Record<string, string>>,
  shown: Shown,
): Failure[] {
  const known = Object.keys(shape);
  return Object.entries(news)
    .filter(
      ([property, value]) =>
        !Object.hasOwn(shape, property) && value !== undefined && value !== null,
    )
    .map(([property, value]) =>
      Object.hasOwn(refused, property)
        ? { property, reason: `${shown(property, value)} ${refused[property]}` }
        : unknownProperty(property, known),
    );
}

export function unknownProperty(property: string, known: readonly string[]): Failure {
  if (known.length === 0) return { property, reason: "there are no properties." };
  return {
    property,
    reason: `there is no such property. Did you mean "${closest(property, known)}"? Known: ${known.join(", ")}.`,
  };
}

function describe(
  property: string,
  schema: z.ZodType,
  value: unknown,
  issue: z.core.$ZodIssue,
  shown: Shown,
): Failure {
  const path = issue.path.reduce<string>(
    (before, part) =>
      typeof part === "number" ? `${before}[${part}]` : `${before}.${String(part)}`,
    property,
  );
  const received = issue.path.reduce<unknown>((inside, part) => (inside as never)?.[part], value);
  if (received === undefined) {
    const { expected = issue.message } = metadataOf(schema);
    const isInside = issue.path.length > 0;
    return { property: path, reason: `is required${isInside ? " in" : ":"} ${expected}.` };
  }
  const allowed = allowedBy(schema, issue);
  if (issue.code === "custom" || allowed === undefined) {
    return { property: path, reason: `${shown(property, received)} ${lowered(issue.message)}.` };
  }
  return { property: path, reason: `${shown(property, received)} is not ${allowed}.` };
}

/** To end the sentence `"x" is not …`; what is inside a value is judged by what is allowed inside. */
function allowedBy(schema: z.ZodType, issue: z.core.$ZodIssue): string | undefined {
  const { expected } = metadataOf(schema);
  if (issue.path.length === 0 || expected === undefined) return expected;
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  return `allowed here: the whole is ${expected}`;
}

/** zod begins its sentences as sentences. */
function lowered(message: string): string {
  return message.replace(/^Invalid input: expected/, "is not accepted: expected");
}

/** A received value, short enough for a message. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** A failure of a rule, which shows the values that it compares, without those that are secrets. */
export function withoutValues(
  failure: Failure,
  inputs: Record<string, unknown>,
  secrets: ReadonlySet<string>,
): Failure {
  const shown = [...secrets]
    .map((property) => inputs[property])
    .filter((value) => value !== undefined && value !== "")
    .flatMap((value) => [show(value), ...(typeof value === "object" ? [] : [String(value)])]);
  const reason = shown.reduce((text, value) => text.replaceAll(value, "[secret]"), failure.reason);
  return { ...failure, reason };
}

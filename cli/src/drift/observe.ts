import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { changedProperties } from "pulumi-redis-backup/changed-properties";
import type { Problem } from "../output/report";
import { readEvents, type Refreshed, type Told } from "./events";
import { ending, pulumi, type Where } from "../pulumi";
import { keyOf, readState, subjectOf, type State, type StateResource } from "./state";

export interface ObserveOptions extends Where {
  /** Lets the program configure the provider, rather than state: for keys that have been rotated. */
  readonly runProgram: boolean;
}

export interface Change {
  readonly property: string;
  readonly declared: unknown;
  readonly live: unknown;
}

/** A resource that was looked at. */
export interface Observed {
  readonly resource: StateResource;
  readonly isGone: boolean;
  readonly changes: readonly Change[];
  /** What `ignoreChanges` of the program covers. */
  readonly unmanaged: readonly Change[];
}

export interface Observation {
  readonly state: State | undefined;
  readonly observed: readonly Observed[];
  /** Anything here means that the rest is not the whole. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** Looks at a stack's resources in the cloud, by a refresh that writes nothing. */
export async function observe(options: ObserveOptions): Promise<Observation> {
  try {
    return await looked(options);
  } catch (error) {
    return { ...NOTHING, problems: [{ message: brief(error as Error) }] };
  }
}

const NOTHING = { state: undefined, observed: [], warnings: [] };

async function looked(options: ObserveOptions): Promise<Observation> {
  const said = await pulumi(["stack", "export"], options);
  if (said.exitCode !== 0) {
    const message = `the state could not be read: ${ending(said)}`;
    return { ...NOTHING, problems: [{ message }] };
  }
  const state = attempted(() => readState(said.stdout));
  if (state instanceof Error) {
    const message = `the state that \`pulumi stack export\` printed is not understood: ${brief(state)}`;
    return { ...NOTHING, problems: [{ message }] };
  }
  if (state.own.length === 0) return { ...NOTHING, state, problems: pendingProblems(state) };
  return { state, ...(await refreshed(state, options)) };
}

async function refreshed(
  state: State,
  options: ObserveOptions,
): Promise<Omit<Observation, "state">> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-drift-"));
  try {
    const log = path.join(folder, "events.json");
    const args = ["refresh", "--preview-only", "--event-log", log];
    // Of the others nothing is asked: their clouds, keys and failures are no part of this check.
    const targets = state.hasOthers ? state.own.flatMap(({ urn }) => ["--target", urn]) : [];
    const program = options.runProgram ? ["--run-program"] : [];
    const said = await pulumi([...args, ...program, ...targets], options);
    const text = fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "";
    const told = attempted(() => readEvents(text));
    if (told instanceof Error) {
      const message = `what the refresh told is not understood: ${brief(told)}`;
      return { observed: [], problems: [{ message }], warnings: [] };
    }
    const failure = said.exitCode === 0 && told.isWhole ? undefined : ending(said);
    return judged(state, told, failure);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** `failure` is what the engine said last, where it didn't end well. */
function judged(state: State, told: Told, failure: string | undefined): Omit<Observation, "state"> {
  const events = worstOf(told.refreshed);
  const ours = new Set(state.own.map(({ urn }) => urn));
  const errors = new Map(told.errors.flatMap(({ urn, message }) => (urn ? [[urn, message]] : [])));
  const observed: Observed[] = [];
  const problems: Problem[] = pendingProblems(state);
  for (const resource of state.own) {
    const event = events.get(keyOf(resource));
    const error = errors.get(resource.urn);
    const seen =
      error !== undefined || event === undefined || told.failed.includes(resource.urn)
        ? new Error(error ?? "the refresh did not come to it")
        : attempted(() => seenIn(resource, event));
    if (seen instanceof Error) {
      problems.push({ subject: subjectOf(resource), message: seen.message });
    } else observed.push(seen);
  }
  const general = told.errors
    .filter(({ urn, message }) => !ours.has(urn ?? "") && !/^preview failed$/i.test(message))
    .map(({ message }) => `the refresh failed: ${message}`);
  problems.push(...[...new Set(general)].map((message) => ({ message })));
  if (failure !== undefined && problems.length === 0) {
    problems.push({ message: `the refresh failed: ${failure}` });
  }
  const known = new Set(state.own.map(keyOf));
  const later = told.refreshed.filter(
    (one) => ours.has(one.urn) && !known.has(keyOf({ ...one, id: one.old?.id })),
  );
  if (later.length > 0 && problems.length === 0) {
    problems.push({ message: "the stack was changed while it was looked at: run this again" });
  }
  const warnings = told.warnings.map(({ message }) => message);
  return { observed, problems, warnings };
}

/** The event of each resource; where there are several, one that is not "same" is not outdone by another. */
function worstOf(refreshed: readonly Refreshed[]): ReadonlyMap<string, Refreshed> {
  const events = new Map<string, Refreshed>();
  for (const one of refreshed) {
    const key = keyOf({ ...one, id: one.old?.id });
    const before = events.get(key);
    if (before === undefined || before.op === "same") events.set(key, one);
  }
  return events;
}

function pendingProblems({ pending }: State): Problem[] {
  return pending.map(({ type, urn }) => ({
    message: `a run was interrupted while ${type} ${urn}: nobody knows yet what became of it. \`pulumi refresh\` or \`pulumi up\` asks.`,
  }));
}

/** Only says that the engine has looked, and not what it made of it. */
const LOOKED = new Set(["read", "refresh"]);

function seenIn(resource: StateResource, event: Refreshed): Observed {
  if (event.op === "delete") return { resource, isGone: true, changes: [], unmanaged: [] };
  const declared = event.old?.inputs ?? {};
  const live = event.new?.inputs ?? {};
  const changesOf = (properties: readonly string[]): Change[] =>
    properties.map((property) => ({
      property,
      declared: declared[property],
      live: live[property],
    }));
  const isSame = event.op === "same";
  const all = isSame ? [] : (named(event) ?? compared(event, resource.ignoreChanges ?? []));
  const unmanaged = unmanagedOf(resource, declared, live, all);
  if (!isSame && !LOOKED.has(event.op) && all.length === 0 && unmanaged.length === 0) {
    throw new Error("the engine saw a change that is in no property");
  }
  return { resource, isGone: false, changes: changesOf(all), unmanaged: changesOf(unmanaged) };
}

/** The properties that a plugin names; a dynamic resource's diff names none. */
function named({ detailedDiff, diffs }: Refreshed): string[] | undefined {
  const paths = [...Object.keys(detailedDiff ?? {}), ...(diffs ?? [])];
  if (paths.length === 0) return undefined;
  return [...new Set(paths.map((one) => /^\["([^"]+)"\]/.exec(one)?.[1] ?? topOf(one)))];
}

const topOf = (one: string): string => one.split(/[.[]/)[0] ?? one;

function compared({ type, old, new: live }: Refreshed, ignoreChanges: readonly string[]): string[] {
  const all = {
    type,
    live: live?.outputs ?? {},
    declared: old?.inputs ?? {},
  };
  return [...changedProperties({ ...all, ignoreChanges })];
}

/** What differs and doesn't count, because the program has it in `ignoreChanges`. */
function unmanagedOf(
  { ignoreChanges }: StateResource,
  declared: Record<string, unknown>,
  live: Record<string, unknown>,
  counted: readonly string[],
): string[] {
  if ((ignoreChanges ?? []).length === 0) return [];
  return Object.keys({ ...declared, ...live }).filter(
    (property) =>
      !property.startsWith("__") &&
      !counted.includes(property) &&
      !isDeepStrictEqual(declared[property], live[property]),
  );
}

function attempted<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

/** The first line of what may be long. */
const brief = ({ message }: Error): string => message.replace(/\s+/g, " ").slice(0, 300);

import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { z } from "zod";
import { place, type Finding } from "../output/report";
import { RULE_IDS } from "./rules";
import { matches, readSettings } from "./settings-file";

const said = (what: string) =>
  z
    .string({ error: `each entry needs ${what}` })
    .trim()
    .min(1, `each entry needs ${what}`);

const entry = z.strictObject({
  resource: said("a resource: its name or URN, in which * stands for any part"),
  field: z.string().optional(),
  rule: z.enum(Object.keys(RULE_IDS) as [string, ...string[]]).optional(),
  /** Absent: whatever the live value is; `null`: there is none. */
  live: z.unknown().optional(),
  reason: said("a reason"),
  owner: said("an owner"),
  until: z.iso.date({ error: "each entry needs the last day on which it counts, as 2026-12-31" }),
});

const ignoreFile = z.strictObject({ ignore: z.array(entry) });

export type IgnoreEntry = z.infer<typeof entry>;

export const readIgnoreFile = (file: string): IgnoreEntry[] =>
  readSettings("--ignore", file, ignoreFile).ignore;

export interface Applied {
  readonly findings: Finding[];
  /** Of entries that have expired or match nothing. */
  readonly notes: readonly string[];
}

/** Marks what an entry covers. An entry that is over covers nothing, and is told, as one without use is. */
export function ignore(
  findings: readonly Finding[],
  entries: readonly IgnoreEntry[],
  now: Date,
): Applied {
  const used = new Set<IgnoreEntry>();
  const isOver = ({ until }: IgnoreEntry): boolean => now.getTime() >= Date.parse(until) + DAY_MS;
  const marked = findings.map((finding) => {
    const covering = entries.find((one) => !isOver(one) && covers(one, finding));
    if (covering === undefined) return finding;
    used.add(covering);
    const { reason, owner, until } = covering;
    return { ...finding, ignored: { reason, owner, until } };
  });
  const notes = entries.flatMap((one) => {
    const what = `the entry of the ignore file for ${described(one)} (${one.owner}: ${one.reason})`;
    if (isOver(one)) return [`${what} expired after ${one.until}`];
    return used.has(one) ? [] : [`${what} matches nothing`];
  });
  return { findings: marked, notes };
}

const DAY_MS = 24 * 3_600_000;

function covers(one: IgnoreEntry, { rule, subject, field, live }: Finding): boolean {
  const isIt =
    matches(one.resource, subject.name) ||
    (subject.urn !== undefined && matches(one.resource, subject.urn));
  if (!isIt || (one.rule !== undefined && one.rule !== rule)) return false;
  // What is about the whole, as that it is gone, is covered by nothing that doesn't say so.
  if (field === undefined) return one.rule !== undefined && one.field === undefined;
  if (one.field !== undefined && !matches(one.field, field)) return false;
  return one.live === undefined || isDeepStrictEqual(one.live, live ?? null);
}

const described = ({ resource, field }: IgnoreEntry): string =>
  field === undefined ? resource : `${resource}.${field}`;

/** An ignore file for the present drift and no other: a further change counts again. */
export function baseline(
  findings: readonly Finding[],
  why: Pick<IgnoreEntry, "reason" | "owner" | "until">,
): { readonly entries: readonly IgnoreEntry[]; readonly text: string } {
  const entries = findings.map(({ rule, subject, field, live }) => ({
    resource: subject.urn ?? subject.name,
    rule,
    ...(field === undefined ? {} : { field, live: live ?? null }),
    ...why,
  }));
  const comments = findings.map(place);
  const head = `# What has drifted and is accepted until a day: ${comments.join(", ")}\n`;
  return { entries, text: head + stringify({ ignore: entries }) };
}

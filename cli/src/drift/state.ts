import { tokenOf } from "pulumi-redis-backup/changed-properties";
import { z } from "zod";
import type { Subject } from "../output/report";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  custom: z.boolean().optional(),
  external: z.boolean().optional(),
  delete: z.boolean().optional(),
  ignoreChanges: z.array(z.string()).nullish(),
  initErrors: z.array(z.string()).nullish(),
  modified: z.string().optional(),
});

const exported = z.object({
  version: z.int(),
  deployment: z.object({
    resources: z.array(resource).nullish(),
    pending_operations: z
      .array(z.object({ type: z.string(), resource: resource.partial() }))
      .nullish(),
  }),
});

export type StateResource = z.infer<typeof resource>;

/** What of a stack's state a drift check needs. */
export interface State {
  /** Ours, without those that the next `up` deletes or that the stack only looks at. */
  readonly own: readonly StateResource[];
  readonly external: readonly StateResource[];
  /** Ours that a run was interrupted at. */
  readonly pending: readonly { readonly type: string; readonly urn: string }[];
  /** Whether there is anything else that a refresh would read. */
  readonly hasOthers: boolean;
  /** `<project>/<stack>`, where a resource tells it. */
  readonly name: string | undefined;
}

/** Reads what `pulumi stack export` prints; throws on what it doesn't understand. */
export function readState(text: string): State {
  const { deployment } = exported.parse(JSON.parse(text));
  const all = deployment.resources ?? [];
  const custom = all.filter((one) => one.custom === true && !isProvider(one.type));
  const ours = custom.filter(({ type }) => tokenOf(type) !== undefined);
  const lasting = ours.filter((one) => one.delete !== true);
  return {
    own: lasting.filter(({ external }) => external !== true),
    external: lasting.filter(({ external }) => external === true),
    pending: (deployment.pending_operations ?? []).flatMap(({ type, resource: { urn = "" } }) =>
      tokenOf(typeOf(urn)) === undefined ? [] : [{ type, urn }],
    ),
    hasOthers: custom.length > ours.length,
    name: all[0] === undefined ? undefined : stackOf(all[0].urn),
  };
}

const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

export const keyOf = ({ urn, id = "" }: { urn: string; id?: string | undefined }): string =>
  `${urn}\n${id}`;

/** `urn:pulumi:<stack>::<project>::<types>::<name>` */
function stackOf(urn: string): string | undefined {
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn) ?? [];
  return stack === undefined ? undefined : `${project}/${stack}`;
}

export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The last of the types: the others are those of its parents. */
const typeOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";

export function subjectOf({ urn, type, id }: StateResource): Subject {
  return {
    name: nameOf(urn),
    type: tokenOf(type) ?? type,
    urn,
    ...(id === undefined ? {} : { id }),
  };
}

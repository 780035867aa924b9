/** A policy or a backup as the alicloud provider holds it in a state. */
export interface IncumbentResource {
  readonly kind: "policy" | "backup";
  /** As the tool names it: a URN, or an address. */
  readonly address: string;
  /** For a program. */
  readonly name: string;
  /** `instance` of a policy; `instance:backup` of a backup, or `instance:job` while the creation is not over. */
  readonly id: string;
  /** Absent while the creation is not over. */
  readonly backupId: string | undefined;
  readonly clusterBackupId: string | undefined;
  readonly status: string | undefined;
  /** Where the tool asks for it, as far as the state tells. */
  readonly provider: string | undefined;
}

/** One line of the file that `pulumi import --file` takes. */
export interface ImportLine {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface Adoption {
  readonly imports: readonly ImportLine[];
  /** What is not imported, and why. */
  readonly skipped: readonly { readonly address: string; readonly reason: string }[];
  /** What the tool has to forget, without deleting it. */
  readonly forgotten: readonly string[];
  /** Of what is imported; more than one has to be imported in as many runs. */
  readonly providers: readonly string[];
}

/** What of a state can be imported, under which ids; asks nobody. */
export function adoptionOf(resources: readonly IncumbentResource[]): Adoption {
  const imports: ImportLine[] = [];
  const skipped: { address: string; reason: string }[] = [];
  const providers = new Set<string>();
  const names = new Set<string>();
  for (const resource of resources) {
    const found = importOf(resource);
    const isTwice = imports.some(({ type, id }) => type === found.type && id === found.id);
    const reason = isTwice ? "another resource of this state is the same" : problemOf(resource);
    if (reason !== undefined) {
      skipped.push({ address: resource.address, reason });
      continue;
    }
    imports.push({ ...found, name: unique(names, found.name, resource.kind) });
    if (resource.provider !== undefined) providers.add(resource.provider);
  }
  const forgotten = resources.map(({ address }) => address);
  return { imports, skipped, forgotten, providers: [...providers].sort() };
}

function importOf({ kind, name, id, backupId, clusterBackupId }: IncumbentResource): ImportLine {
  if (kind === "policy") return { type: "redis-backup:tair:BackupPolicy", name, id };
  const [instance = "", part = ""] = id.split(":");
  const own =
    clusterBackupId !== undefined
      ? `cluster/${clusterBackupId}`
      : backupId !== undefined
        ? `backup/${part}`
        : part;
  return { type: "redis-backup:tair:ManualBackup", name, id: `${instance}:${own}` };
}

function problemOf({ kind, id, status }: IncumbentResource): string | undefined {
  const isWellFormed = kind === "policy" ? /^[^:]+$/.test(id) : /^[^:]+:\d+(,\d+)*$/.test(id);
  if (!isWellFormed)
    return `its id is ${JSON.stringify(id)}, which is none of the alicloud provider`;
  return status === "Failed"
    ? "its backup has failed, which the alicloud provider takes for a success: there is nothing in it to keep"
    : undefined;
}

/** A name as programs like it: letters, digits and dashes; a policy and a backup may have had the same. */
function unique(names: Set<string>, text: string, kind: string): string {
  const dashed = text.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const name = dashed === "" ? "unnamed" : dashed;
  let candidate = names.has(name) ? `${name}-${kind}` : name;
  for (let n = 2; names.has(candidate); n += 1) candidate = `${name}-${kind}-${n}`;
  names.add(candidate);
  return candidate;
}

/** Parameters of a query or form with their lists: `Status.0`, `LimitVpc.0.Region`, counted from 0. */
export function unflattened(
  params: Iterable<readonly [name: string, value: string]>,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, value] of params) {
    const [first = "", ...rest] = name.split(".");
    put(given, [first, ...rest], value);
  }
  return listed(given) as Record<string, unknown>;
}

function put(into: Record<string, unknown>, [name = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = Object.hasOwn(into, name) ? into[name] : undefined;
  const isOpen = typeof inner === "object" && inner !== null;
  const next = isOpen ? (inner as Record<string, unknown>) : {};
  into[name] = next;
  put(next, rest, value);
}

/** What has numbers for names is a list. */
function listed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, listed(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

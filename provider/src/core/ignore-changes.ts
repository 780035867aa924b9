type Json = Record<string, unknown>;

/** The declared inputs with what is to be ignored taken from state, as the engine does before a check. */
export function ignoring(state: Json, declared: Json, paths: readonly string[]): Json {
  if (paths.length === 0) return declared;
  if (paths.includes("*")) return structuredClone(state);
  const inputs = structuredClone(declared);
  for (const path of paths) copy(state, inputs, segmentsOf(path));
  return inputs;
}

/** `triggers.release`, `triggers["a.b"]`, `preferredBackupPeriod[0]`; a `*` stands for the whole before it. */
function segmentsOf(path: string): string[] {
  const segments = [...path.matchAll(/\["([^"]+)"\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? "",
  );
  const star = segments.indexOf("*");
  return star === -1 ? segments : segments.slice(0, star);
}

function copy(from: unknown, to: unknown, [first, ...rest]: string[]): void {
  if (first === undefined || !isContainer(to)) return;
  const source = isContainer(from) ? from[first] : undefined;
  if (rest.length > 0) return copy(source, to[first], rest);
  if (source === undefined) delete to[first];
  else to[first] = source;
}

function isContainer(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

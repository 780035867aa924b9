/** A property that the engine marks as changed. */
export interface ChangedProperty {
  readonly property: string;
  /** Without the spaces that align the colons of what is shown. */
  readonly line: string;
}

/** The properties of one resource that a `--diff` display marks with `~`, `+` or `-`. */
export function changedProperties(display: string, urn: string): ChangedProperty[] {
  const lines = display.split("\n");
  const start = lines.findIndex((line) => line.trim() === `[urn=${urn}]`);
  if (start === -1) throw new Error(`the display does not show ${urn}:\n${display}`);
  const rest = lines.slice(start + 1);
  const indent = indentOf(lines[start] ?? "");
  // A property stands as deep as the URN, and its marker two characters before.
  const end = rest.findIndex((line) => indentOf(line) < indent - 2);
  const changed = new RegExp(`^ {${indent - 2}}[~+-] (\\w+) *:`);
  return rest.slice(0, end === -1 ? undefined : end).flatMap((line) => {
    const property = changed.exec(line)?.[1];
    return property === undefined ? [] : [{ property, line: line.trim().replace(/ +:/, ":") }];
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

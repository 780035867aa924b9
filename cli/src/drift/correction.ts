import { flagsOf, type Where } from "../pulumi";

/**
 * The command that makes a resource again what its program declares. What is gone can't be aimed at: the
 * refresh takes it out of the state, and the engine then finds no such target.
 */
export function correction(urn: string, isGone: boolean, where: Where): string {
  const target = isGone ? [] : ["--target", urn];
  return ["pulumi", "up", "--refresh", ...target, ...flagsOf(where)].map(quoted).join(" ");
}

/** For a shell: URNs have `$` in them. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

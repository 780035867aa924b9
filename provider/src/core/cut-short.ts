import { Refused } from "./errors";

/** Whoever takes a part of a fleet for the whole takes what is not in it for safe. */
export function cutShort(given: number, withheld: number): Refused {
  return new Refused(
    `the list of instances is cut short: the cloud gave ${given} and says that there are ${withheld} more. Run again; if it stays so, name the instances.`,
  );
}

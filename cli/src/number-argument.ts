import { InvalidArgumentError } from "commander";

export interface Range {
  readonly min: number;
  readonly max?: number;
  /** Default true. */
  readonly whole?: boolean;
  /** Completes "Allowed is …". */
  readonly allowed: string;
}

/** Parses a flag's value; commander puts the flag and the value in front of the error. */
export function numberArgument({ min, max = Infinity, whole = true, allowed }: Range) {
  return (text: string): number => {
    const value = Number(text);
    const isInRange = Number.isFinite(value) && value >= min && value <= max;
    if (text.trim() === "" || !isInRange || (whole && !Number.isSafeInteger(value))) {
      throw new InvalidArgumentError(`Allowed is ${allowed}.`);
    }
    return value;
  };
}

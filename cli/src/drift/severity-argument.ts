import { InvalidArgumentError } from "commander";
import { SEVERITIES, type Severity } from "../output/severities";
import { RULE_IDS } from "./rules";

export interface SetSeverity {
  readonly rule: string;
  readonly severity: Severity;
}

/** Parses `<rule>=<severity>`; the last one of a rule counts. */
export function severityArgument(text: string, before: readonly SetSeverity[]): SetSeverity[] {
  const [, rule = text, level] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (!Object.hasOwn(RULE_IDS, rule)) {
    throw new InvalidArgumentError(`"${rule}" is no rule: ${Object.keys(RULE_IDS).join(", ")}.`);
  }
  const severity = SEVERITIES.find((one) => one === level);
  if (severity === undefined) {
    throw new InvalidArgumentError(`"${text}" is not "${rule}=" with ${SEVERITIES.join(", ")}.`);
  }
  return [{ rule, severity }, ...before];
}

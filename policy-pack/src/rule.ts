import type { Policy, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Seen } from "./resource";

/** What is wrong, and with which resource. */
export interface Violation {
  readonly urn: string;
  readonly message: string;
}

type Properties = NonNullable<Policy["configSchema"]>["properties"];

/** What every rule says of itself. */
interface Rule<Config> {
  readonly name: string;
  readonly description: string;
  readonly severity: NonNullable<Policy["severity"]>;
  /** What to do about a violation. */
  readonly remediation: string;
  /** JSON schema of its parameters, each with a default. */
  readonly parameters: { readonly [K in keyof Config]: Properties[string] & { default: unknown } };
}

/** A rule over one resource at a time. */
export interface ResourceRule<Config> extends Rule<Config> {
  readonly check: (resource: Seen, config: Config) => readonly string[];
}

/** A rule over what resources a stack has. */
export interface StackRule<Config> extends Rule<Config> {
  readonly checkStack: (resources: readonly Seen[], config: Config) => readonly Violation[];
}

/** Types a rule from its parameters. */
export const resourceRule = <Config extends object>(rule: ResourceRule<Config>) => rule;
export const stackRule = <Config extends object>(rule: StackRule<Config>) => rule;

/** A rule as the framework takes it. */
export function policyOf<Config extends object>(
  rule: ResourceRule<Config> | StackRule<Config>,
): ResourceValidationPolicy | StackValidationPolicy {
  const common = {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    remediationSteps: rule.remediation,
    tags: ["redis", "backup"],
    configSchema: { properties: { ...rule.parameters } as Properties },
  };
  const configOf = (given: Partial<Config>): Config => ({ ...defaultsOf(rule), ...given });
  if ("check" in rule) {
    return {
      ...common,
      validateResource: (args, report) => {
        const messages = rule.check(args, configOf(args.getConfig<Partial<Config>>()));
        for (const message of messages) report(`${message} ${rule.remediation}`);
      },
    };
  }
  return {
    ...common,
    validateStack: (args, report) => {
      const config = configOf(args.getConfig<Partial<Config>>());
      for (const { urn, message } of rule.checkStack(args.resources, config)) {
        report(`${message} ${rule.remediation}`, urn);
      }
    },
  };
}

/** The parameters of a rule where nobody sets them. */
export function defaultsOf<Config extends object>(rule: Rule<Config>): Config {
  const entries = Object.entries(rule.parameters as Properties);
  return Object.fromEntries(entries.map(([name, schema]) => [name, schema.default])) as Config;
}

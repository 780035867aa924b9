import type { ResourceValidationArgs } from "@pulumi/policy";
import { policies } from "../src/rules";
import { policyOf, resourceRule, stackRule } from "../src/rule";
import { policy } from "./seen";

const described = {
  name: "a-rule",
  description: "Says no.",
  severity: "low",
  remediation: "Do better.",
  parameters: { most: { type: "integer", default: 3 } },
} as const;

const argsWith = (config: object) => ({ ...policy({}), getConfig: () => config });

describe("a rule", () => {
  test("of resources reports with its remediation, by its defaults and what is configured", async () => {
    const rule = policyOf(
      resourceRule<{ most: number }>({
        ...described,
        check: (_, { most }) => [`At most ${most}.`],
      }),
    );
    const said: string[] = [];
    const validate = (rule as { validateResource: Function }).validateResource;
    for (const config of [{}, { most: 5 }]) {
      const args = argsWith(config) as unknown as ResourceValidationArgs;
      await validate(args, (message: string) => said.push(message));
    }
    expect(said).toEqual(["At most 3. Do better.", "At most 5. Do better."]);
  });

  test("of stacks reports at the resource that it is about", async () => {
    const rule = policyOf(
      stackRule<{ most: number }>({
        ...described,
        checkStack: (resources) => resources.map(({ urn }) => ({ urn, message: "No." })),
      }),
    );
    const said: unknown[] = [];
    const validate = (rule as { validateStack: Function }).validateStack;
    const args = { resources: [policy({})], getConfig: () => ({}) };
    await validate(args, (...report: unknown[]) => said.push(report));
    expect(said).toEqual([["No. Do better.", policy({}).urn]]);
  });
});

describe("the pack", () => {
  test("has a name of its own for each rule, and says what to do", () => {
    const names = policies.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, remediationSteps, severity, configSchema } of policies) {
      expect(name).toMatch(/^redis-[a-z-]+$/);
      expect(remediationSteps).toMatch(/\.$/);
      expect(severity).toBeDefined();
      for (const schema of Object.values(configSchema?.properties ?? {})) {
        expect(schema.description).toMatch(/\.$/);
        expect(schema.default).toBeDefined();
      }
    }
  });

  test("says nothing of the resources of others", async () => {
    const other = { ...policy({}), type: "random:index:RandomId", getConfig: () => ({}) };
    const said: unknown[] = [];
    const report = (message: string) => said.push(message);
    for (const rule of policies) {
      if ("validateStack" in rule) {
        await rule.validateStack({ resources: [other], getConfig: () => ({}) } as never, report);
      } else {
        await (rule.validateResource as Function)(other, report);
      }
    }
    expect(said).toEqual([]);
  });
});

import {
  cloudOf,
  CLOUDS,
  documentsOf,
  grantsOf,
  NEEDS,
  ROLE_NAMES,
  usesOfFunction,
  usesOfRole,
  type Cloud,
  type Grant,
  type Step,
  type Use,
} from "../../src/permissions";
import { HOST_NAMES, INSTANCE, type HostName } from "../support/cloud";
import { CRS } from "../support/crs";
import { play, type Called, type Limits, type Scenario } from "../support/permission-stage";
import { crsScenarios } from "./crs-scenarios";
import { tairScenarios } from "./tair-scenarios";

const SCENARIOS: Record<Cloud, readonly Scenario[]> = {
  alibaba: tairScenarios,
  tencent: crsScenarios,
};

/** As narrow as a policy can be: one instance of one account in one region. */
const SCOPES = {
  alibaba: { instanceId: INSTANCE, region: "cn-hangzhou", account: "1234567890123456" },
  tencent: { instanceId: CRS, region: "ap-guangzhou", account: "100000000001" },
};

/** The roles, and the functions that no role asks. */
const PEOPLE: Record<string, readonly Use[]> = {
  ...Object.fromEntries(ROLE_NAMES.map((role) => [role, usesOfRole(role)])),
  functions: Object.keys(NEEDS)
    .filter((token) => token.includes(":get"))
    .map(usesOfFunction),
};

/** The dynamic host asks nothing in a preview. */
const canDo = (host: HostName, step: Step): boolean => host === "plugin" || step !== "preview";

function usesOf(person: string, host: HostName, cloud: Cloud): Use[] {
  return (PEOPLE[person] ?? [])
    .filter(({ token }) => cloudOf(token) === cloud)
    .map((use) => ({
      ...use,
      steps: use.steps.filter((step) => canDo(host, step)),
      scope: SCOPES[cloud],
    }));
}

function limitsOf(uses: readonly Use[], grants: readonly Grant[]): Limits {
  return {
    documents: { alibaba: NOTHING_AT_ALIBABA, tencent: NOTHING_AT_TENCENT, ...documentsOf(grants) },
    isLimited: (token, step) => uses.some((use) => use.token === token && use.steps.includes(step)),
  };
}

const NOTHING_AT_ALIBABA = {
  Version: "1",
  Statement: [{ Effect: "Allow", Action: ["kvstore:Nothing"], Resource: ["*"] }],
} as const;
const NOTHING_AT_TENCENT = {
  version: "2.0",
  statement: [{ effect: "allow", action: ["redis:Nothing"], resource: ["*"] }],
} as const;

interface Cell {
  readonly action: string;
  readonly isOptional: boolean;
  /** The steps that fail without it; of an optional one, what is lost. */
  readonly fails: readonly string[];
  /** Of an optional one, the steps that fail all the same. */
  readonly breaks: readonly string[];
}

describe.each(HOST_NAMES)("on the %s host", (host) => {
  describe.each(CLOUDS)("at %s", (cloud) => {
    /** What each scenario calls when everything is allowed. */
    const calledBy = new Map<Scenario, readonly Called[]>();
    const people = Object.keys(PEOPLE).filter((person) => usesOf(person, host, cloud).length > 0);

    beforeAll(async () => {
      for (const scenario of SCENARIOS[cloud]) {
        const { called, failed } = await play(scenario, host);
        expect({ scenario: scenario.name, failed }).toEqual({
          scenario: scenario.name,
          failed: [],
        });
        calledBy.set(scenario, called);
      }
    }, 60_000);

    test("the table has what is called: no more, no less", () => {
      const called = [...calledBy.values()].flat().flatMap(({ token, step, action }) => {
        const isForEverybody = action === "GetCallerIdentity";
        return isForEverybody ? [] : [`${token} ${step} ${action}`];
      });
      const declared = Object.entries(NEEDS)
        .filter(([token]) => cloudOf(token) === cloud)
        .flatMap(([token, needs]) =>
          needs.flatMap(({ operation, steps }) =>
            steps
              .filter((step) => canDo(host, step))
              .map((step) => `${token} ${step} ${operation.action}`),
          ),
        );
      expect([...new Set(called)].sort()).toEqual([...new Set(declared)].sort());
    });

    test.each(people)(
      "%s: everything works with what is granted, and nothing without any of it",
      async (person) => {
        const uses = usesOf(person, host, cloud);
        const grants = grantsOf(uses);
        const whole = limitsOf(uses, grants);
        const own = [...calledBy].map(([scenario, called]) => {
          const limited = called.filter(({ token, step }) => whole.isLimited(token, step));
          return { scenario, actions: new Set(limited.map(({ action }) => action)) };
        });
        for (const { scenario, actions } of own) {
          if (actions.size === 0) continue;
          const { failed } = await play(scenario, host, whole);
          expect({ scenario: scenario.name, failed }).toEqual({
            scenario: scenario.name,
            failed: [],
          });
        }
        const cells: Cell[] = [];
        for (const grant of grants) {
          const others = grants.filter((other) => other !== grant);
          const action = grant.action.replace(/^.*:/, "");
          const scenarios = own.filter(({ actions }) => actions.has(action));
          cells.push(await cell(grant, scenarios, limitsOf(uses, others)));
        }
        show(`${person}, ${cloud}, ${host} host`, cells);
        expect(cells.filter(({ fails }) => fails.length === 0)).toEqual([]);
        expect(cells.filter(({ breaks }) => breaks.length > 0)).toEqual([]);
      },
      60_000,
    );
  });

  async function cell(
    grant: Grant,
    scenarios: readonly { readonly scenario: Scenario }[],
    limits: Limits,
  ): Promise<Cell> {
    const isOptional = grant.losses !== undefined;
    const fails: string[] = [];
    const breaks: string[] = [];
    for (const { scenario } of scenarios) {
      const { failed } = await play(scenario, host, limits);
      for (const { name, isBenefit } of failed) {
        if (isBenefit === isOptional) fails.push(name);
        else if (isOptional) breaks.push(name);
      }
      // One proof is enough of what is required; what is optional must break nothing at all.
      if (!isOptional && fails.length > 0) break;
    }
    return { action: grant.action, isOptional, fails, breaks };
  }
});

/** The matrix, for whoever reads the output of the tests. */
function show(title: string, cells: readonly Cell[]): void {
  const width = Math.max(...cells.map(({ action }) => action.length));
  const lines = cells.map(({ action, isOptional, fails }) => {
    const what = isOptional ? `loses ${fails.join("; ")}` : `fails ${fails[0] ?? ""}`;
    return `  without ${action.padEnd(width)}  ${what}`;
  });
  process.stdout.write(`${title}\n${lines.join("\n")}\n`);
}

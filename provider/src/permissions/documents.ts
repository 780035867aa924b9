import type { Grant } from "./grants";
import { CLOUDS, type Cloud } from "./needs";

/** A policy of RAM, as the console of Alibaba Cloud takes it. */
export interface RamDocument {
  readonly Version: "1";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

/** A policy of CAM, as the console of Tencent Cloud takes it. */
export interface CamDocument {
  readonly version: "2.0";
  readonly statement: readonly {
    readonly effect: "allow";
    readonly action: readonly string[];
    readonly resource: readonly string[];
  }[];
}

export interface Documents {
  readonly alibaba?: RamDocument;
  readonly tencent?: CamDocument;
}

/** One document for each cloud that something is granted at. */
export function documentsOf(grants: readonly Grant[]): Documents {
  const used = CLOUDS.filter((cloud) => grants.some((grant) => grant.cloud === cloud));
  return Object.fromEntries(
    used.map((cloud) => [
      cloud,
      DOCUMENT[cloud](statements(grants.filter((grant) => grant.cloud === cloud))),
    ]),
  );
}

interface Statement {
  readonly actions: string[];
  readonly resources: readonly string[];
}

const DOCUMENT: Record<Cloud, (statements: readonly Statement[]) => RamDocument | CamDocument> = {
  alibaba: (statements) => ({
    Version: "1",
    Statement: statements.map(({ actions, resources }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
    })),
  }),
  tencent: (statements) => ({
    version: "2.0",
    statement: statements.map(({ actions, resources }) => ({
      effect: "allow",
      action: actions,
      resource: resources,
    })),
  }),
};

/** Actions on the same resources stand together; those that can't be narrowed come last. */
function statements(grants: readonly Grant[]): Statement[] {
  const byResources = new Map<string, Statement>();
  for (const { action, resources } of grants) {
    const key = resources.join();
    const statement = byResources.get(key) ?? { actions: [], resources };
    statement.actions.push(action);
    byResources.set(key, statement);
  }
  const isAll = ({ resources }: Statement) => Number(resources.includes("*"));
  return [...byResources.values()].sort((a, b) => isAll(a) - isAll(b));
}

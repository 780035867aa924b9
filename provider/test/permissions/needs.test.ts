import * as fs from "node:fs";
import path from "node:path";
import type { Operation } from "../../src/api/operation";
import { functions, resources } from "../../src/package";
import { NEEDS } from "../../src/permissions";

const API = path.join(__dirname, "../../src/api");

function operationsOf(cloud: "alibaba" | "tencent"): Operation[] {
  const folder = path.join(API, cloud, "operations");
  return fs
    .readdirSync(folder)
    .flatMap((file) => Object.values(require(path.join(folder, file)) as object))
    .filter((value): value is Operation => typeof value === "object" && "permission" in value);
}

const ALL = { alibaba: operationsOf("alibaba"), tencent: operationsOf("tencent") };

describe("the table of needs", () => {
  test("has every resource and function, and nothing else", () => {
    const tokens = [...resources(), ...functions()].map(({ token }) => token);
    const surveys = ["tair:survey", "crs:survey"];
    expect(Object.keys(NEEDS).sort()).toEqual([...tokens, ...surveys].sort());
  });

  test("has a list of every resource that can be listed, and of no other", () => {
    for (const { token, handler } of resources()) {
      const isListed = (NEEDS[token] ?? []).some(({ steps }) => steps.includes("list"));
      expect([token, isListed]).toEqual([token, handler.list !== undefined]);
    }
  });

  test("has every operation, but those that nobody has to be allowed or that come before the identity", () => {
    const used = new Set(Object.values(NEEDS).flatMap((needs) => needs.map((n) => n.operation)));
    const unused = [...ALL.alibaba, ...ALL.tencent].filter((operation) => !used.has(operation));
    expect(unused.map(({ permission }) => permission)).toEqual([
      { action: "sts:AssumeRole", resource: "*" },
      { action: "sts:GetCallerIdentity", resource: "none" },
      { action: "sts:GetCallerIdentity", resource: "none" },
    ]);
  });

  test("names each action as its operation does", () => {
    for (const operation of [...ALL.alibaba, ...ALL.tencent]) {
      expect(operation.permission.action).toMatch(new RegExp(`^\\w+:${operation.action}$`));
    }
  });
});

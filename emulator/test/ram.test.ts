import type { RamPolicy } from "../src";
import type { Identity } from "../src/identity";
import { evaluate } from "../src/ram";

const ACTION = "kvstore:CreateBackup";
const ARN = "acs:kvstore:cn-hangzhou:1234:instance/r-1";

function verdict(statements: RamPolicy["Statement"], action = ACTION, resource = ARN): string {
  return evaluate(identity([[{ Statement: statements }]]), action, resource);
}

function identity(policies: Identity["policies"]): Identity {
  return {
    kind: "RAMUser",
    accountId: "1234",
    principalId: "2",
    arn: "acs:ram::1234:user/x",
    displayName: "x",
    regionId: "cn-hangzhou",
    policies,
  };
}

describe("evaluate", () => {
  it.each<[string | string[], string | string[], string]>([
    ["kvstore:CreateBackup", "*", "allowed"],
    ["KVSTORE:createbackup", "*", "allowed"],
    ["kvstore:*", ARN, "allowed"],
    ["*", "acs:kvstore:*:1234:instance/*", "allowed"],
    [["kvstore:DeleteBackup", "kvstore:Create*"], ["x", "acs:kvstore:cn-?angzhou:*:*"], "allowed"],
    ["r-kvstore:CreateBackup", "*", "ImplicitDeny"],
    ["kvstore:Create", "*", "ImplicitDeny"],
    ["kvstore:CreateBackup", "acs:kvstore:cn-beijing:*:*", "ImplicitDeny"],
    ["kvstore:CreateBackup", "acs:kvstore:*:*:instance/r-10", "ImplicitDeny"],
    ["kvstore:CreateBackup", "acs:kvstore:*:*:instance/R-1", "ImplicitDeny"],
    ["kvstore.CreateBackup", "*", "ImplicitDeny"],
  ])("Allow %p on %p gives %s", (Action, Resource, expected) => {
    expect(verdict([{ Effect: "Allow", Action, Resource }])).toBe(expected);
  });

  it("lets an explicit Deny win, in whatever order", () => {
    const allow = { Effect: "Allow" as const, Action: "*", Resource: "*" };
    const deny = { Effect: "Deny" as const, Action: "kvstore:Create*", Resource: ARN };
    expect(verdict([allow, deny])).toBe("ExplicitDeny");
    expect(verdict([deny, allow])).toBe("ExplicitDeny");
    expect(verdict([deny, allow], "kvstore:DescribeBackups")).toBe("allowed");
  });

  it("allows nothing by an empty list, and everything without one", () => {
    expect(evaluate(identity([[]]), ACTION, ARN)).toBe("ImplicitDeny");
    expect(evaluate(identity([null]), ACTION, ARN)).toBe("allowed");
  });

  it("wants every group to allow", () => {
    const allows = [{ Statement: [{ Effect: "Allow" as const, Action: "*", Resource: "*" }] }];
    expect(evaluate(identity([allows, null]), ACTION, ARN)).toBe("allowed");
    expect(evaluate(identity([allows, []]), ACTION, ARN)).toBe("ImplicitDeny");
  });
});

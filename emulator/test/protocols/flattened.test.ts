import { unflattened } from "../../src/protocols/flattened";

describe("parameters of a query", () => {
  it("become lists and objects by their names", () => {
    const params = [
      ["InstanceId", "crs-1"],
      ["Status.0", "2"],
      ["Status.1", "-1"],
      ["LimitVpc.0.Region", "ap-guangzhou"],
      ["LimitVpc.0.VpcList.0", "vpc-1"],
    ] as const;
    expect(unflattened(params)).toEqual({
      InstanceId: "crs-1",
      Status: ["2", "-1"],
      LimitVpc: [{ Region: "ap-guangzhou", VpcList: ["vpc-1"] }],
    });
  });

  it("change nothing but what they name", () => {
    unflattened([["__proto__.polluted", "yes"]]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

import { flashbackOn } from "../../src/rules/flashback";
import type { Seen } from "../../src/resource";
import { crsPolicy, HOSTS, instance, LATER, policy, tairInstance } from "../seen";

const count = (resources: readonly Seen[], whereEditionUnknown: "ignore" | "require" = "ignore") =>
  flashbackOn.checkStack(resources, { whereEditionUnknown }).length;

describe.each(HOSTS)("a policy of %s", (host) => {
  const off = policy({ enableBackupLog: false }, {}, host);
  const unset = policy({}, {}, host);
  const on = policy({ enableBackupLog: true }, {}, host);

  test.each([
    ["tair_rdb", tairInstance({ instanceType: "tair_rdb" }), 1],
    ["tair_scm", tairInstance({ instanceType: "tair_scm" }), 1],
    ["tair_essd", tairInstance({ instanceType: "tair_essd" }), 0],
    ["no type yet", tairInstance({ instanceType: LATER }), 0],
    ["Tair by its class", instance({ instanceClass: "redis.amber.master.small.multithread" }), 1],
    ["newer Tair by its class", instance({ instanceClass: "tair.rdb.2g" }), 1],
    ["community", instance({ instanceClass: "redis.master.small.default" }), 0],
    ["no class", instance(), 0],
  ])("of an instance with %s", (_, of, expected) => {
    expect([count([of, off]), count([of, unset]), count([of, on])]).toEqual([
      expected,
      expected,
      0,
    ]);
  });

  test("of an instance elsewhere is left alone, or not", () => {
    expect([count([off]), count([off], "require"), count([on], "require")]).toEqual([0, 1, 0]);
  });
});

test("a value that is not known yet is not off", () => {
  expect(count([policy({ enableBackupLog: LATER })], "require")).toBe(0);
});

test("Tencent Cloud has none", () => {
  expect(count([crsPolicy({})], "require")).toBe(0);
});

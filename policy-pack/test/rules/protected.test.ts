import { protectedByPolicy } from "../../src/rules/protected";
import type { Seen } from "../../src/resource";
import { crsPolicy, HOSTS, instance, LATER, policy, seen, tairInstance } from "../seen";

const named = (resources: readonly Seen[], exempt: readonly string[] = []) =>
  protectedByPolicy.checkStack(resources, { exempt }).map(({ message }) => message);

test.each(HOSTS)("takes the policy of a %s resource by the id of its instance", (host) => {
  expect(named([instance(), policy({}, {}, host)])).toEqual([]);
});

test("takes a policy by its reference where the instance has no id yet", () => {
  const fresh = tairInstance({ id: LATER });
  expect(named([fresh, policy({ instanceId: LATER }, { of: [fresh] })])).toEqual([]);
});

test("names each instance without a policy, of every package that makes them", () => {
  const others = [
    instance(),
    tairInstance({ id: "r-other" }, { name: "cache" }),
    seen("tencentcloud:Redis/instance:Instance", { id: "crs-1" }, { name: "sessions" }),
  ];
  expect(named([...others, policy({ instanceId: "r-elsewhere" })])).toEqual([
    'The Redis instance "orders" has no backup policy in this stack.',
    'The Redis instance "cache" has no backup policy in this stack.',
    'The Redis instance "sessions" has no backup policy in this stack.',
  ]);
});

test("does not take two things that nobody knows for the same", () => {
  const fresh = instance({ id: LATER });
  expect(named([fresh, policy({ instanceId: LATER })])).toHaveLength(1);
});

test("takes the policy of an instance at Tencent Cloud", () => {
  const theirs = seen("tencentcloud:Redis/instance:Instance", { id: "crs-5a4py64p" });
  expect(named([theirs, crsPolicy({})])).toEqual([]);
});

test("leaves out what is exempt", () => {
  expect(named([instance()], ["orders"])).toEqual([]);
});

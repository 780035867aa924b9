import { backedUpBeforeLoss } from "../../src/rules/loss";
import type { Seen } from "../../src/resource";
import { backup, crsBackup, HOSTS, instance, LATER, seen, tairInstance } from "../seen";

const count = (resources: readonly Seen[], config: object = {}) =>
  backedUpBeforeLoss.checkStack(resources, { protectSuffices: true, exempt: [], ...config }).length;

test.each(HOSTS)("takes a backup of %s that a destroy retains", (host) => {
  expect(count([instance(), backup({ onDelete: "retain" }, {}, host)])).toBe(0);
  expect(count([instance(), backup({ onDelete: "delete" }, {}, host)])).toBe(1);
  expect(count([instance(), backup({}, {}, host)])).toBe(1);
  expect(count([instance(), backup({ onDelete: "retain", instanceId: "r-other" }, {}, host)])).toBe(
    1,
  );
});

test("takes a backup of an instance that is not made yet by its reference", () => {
  const fresh = tairInstance({ id: LATER });
  const of = { of: [fresh] };
  expect(count([fresh, backup({ instanceId: LATER, onDelete: "retain" }, of)])).toBe(0);
});

test("takes the option protect, unless a backup is needed at all times", () => {
  const guarded = instance({}, { protect: true });
  expect(count([guarded])).toBe(0);
  expect(count([guarded], { protectSuffices: false })).toBe(1);
});

test("takes any backup at Tencent Cloud, where none is deleted", () => {
  const theirs = seen("tencentcloud:Redis/instance:Instance", { id: "crs-5a4py64p" });
  expect([count([theirs]), count([theirs, crsBackup({})])]).toEqual([1, 0]);
});

test("leaves out what is exempt", () => {
  expect(count([instance()], { exempt: ["orders"] })).toBe(0);
});

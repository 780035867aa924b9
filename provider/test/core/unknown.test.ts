import { hasUnknown, UNKNOWN } from "../../src/core/unknown";

test.each([
  ["itself", UNKNOWN],
  ["in a list", ["a", UNKNOWN]],
  ["in an object", { a: { b: [1, { c: UNKNOWN }] } }],
])("is found %s", (_where, value) => {
  expect(hasUnknown(value)).toBe(true);
});

test.each([undefined, null, 0, "", "04da6b54", `x${UNKNOWN}`, [], {}, { a: null }])(
  "is not in %j",
  (value) => {
    expect(hasUnknown(value)).toBe(false);
  },
);

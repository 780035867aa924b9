import { z } from "zod";
import { diffFields } from "../../src/core/diff";
import { field } from "../../src/core/field";
import { UNKNOWN } from "../../src/core/unknown";

const shape = {
  id: field(z.string(), { description: "Its name.", replaceOnChanges: true }),
  days: field(z.array(z.string()), {
    description: "A set.",
    same: (a, b) => [...a].sort().join() === [...b].sort().join(),
  }),
  size: field(z.number().optional(), { description: "How much." }),
  tags: field(z.record(z.string(), z.string()).optional(), { description: "Labels." }),
};
const state = { id: "a", days: ["x", "y"], tags: { one: "1", two: "2" }, output: 1 };
const inputs = { id: "a", days: ["x", "y"], tags: { one: "1", two: "2" } };

test("nothing differs where everything means the same", () => {
  const declared = { tags: { two: "2", one: "1" }, days: ["y", "x"], id: "a", size: undefined };
  expect(diffFields(shape, { ...state, size: null }, declared)).toEqual({
    changed: [],
    replaces: [],
  });
});

test.each([
  ["a value", { size: 1 }, ["size"], []],
  ["a set", { days: ["x"] }, ["days"], []],
  ["what is inside", { tags: { one: "1", two: "3" } }, ["tags"], []],
  ["what is left out", { tags: undefined }, ["tags"], []],
  ["what makes a new one", { id: "b" }, ["id"], ["id"]],
  ["several", { id: "b", size: 1 }, ["id", "size"], ["id"]],
])("a change of %s is found", (_name, change, changed, replaces) => {
  expect(diffFields(shape, state, { ...inputs, ...change })).toEqual({ changed, replaces });
});

test.each([
  ["a whole value", { days: UNKNOWN }, ["days"], []],
  ["a part of one", { tags: { one: UNKNOWN, two: "2" } }, ["tags"], []],
  ["what makes a new one", { id: UNKNOWN }, ["id"], ["id"]],
])("%s that is unknown counts as changed", (_name, change, changed, replaces) => {
  expect(diffFields(shape, state, { ...inputs, ...change })).toEqual({ changed, replaces });
});

test("an unknown is not the unknown of before", () => {
  const before = { ...state, size: UNKNOWN };
  expect(diffFields(shape, before, { ...inputs, size: UNKNOWN }).changed).toEqual(["size"]);
});

test("outputs and what is no property take no part", () => {
  expect(diffFields(shape, { ...state, output: 2 }, { ...inputs, other: 1 }).changed).toEqual([]);
});

import { ignoring } from "../../src/core/ignore-changes";

const state = { size: 1, tags: { one: "old", "a.b": "old" }, days: ["Monday"], gone: true };
const declared = { size: 2, tags: { one: "new", "a.b": "new", more: "x" }, days: ["Tuesday"] };

test.each([
  ["nothing", [], declared],
  ["a property", ["size"], { ...declared, size: 1 }],
  ["a part of one", ["tags.one"], { ...declared, tags: { ...declared.tags, one: "old" } }],
  ["a quoted part", ['tags["a.b"]'], { ...declared, tags: { ...declared.tags, "a.b": "old" } }],
  ["an item", ["days[0]"], { ...declared, days: ["Monday"] }],
  ["everything", ["*"], state],
  ["a star", ["tags.*"], { ...declared, tags: state.tags }],
  ["what only state has", ["gone"], { ...declared, gone: true }],
  ["what only the program has", ["tags.more"], { ...declared, tags: { one: "new", "a.b": "new" } }],
  ["what nobody has", ["none", "size.deep", "none.deep"], declared],
  ["several", ["size", "days"], { ...declared, size: 1, days: ["Monday"] }],
])("%s is ignored", (_name, paths, inputs) => {
  expect(ignoring(state, declared, paths)).toEqual(inputs);
});

test("what was declared is not changed", () => {
  const before = structuredClone(declared);
  ignoring(state, declared, ["size", "tags.one", "days[0]"]);
  expect(declared).toEqual(before);
});

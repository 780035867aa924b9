interface Narrator {
  chapter(title: string, ...explanation: string[]): void;
  typed(line: string): void;
  claim(claim: string, actual: unknown, expected: unknown): void;
}

const { Narrator } = require("../../demo/narrator") as {
  Narrator: new (surroundings: object) => Narrator;
};

function listen(surroundings: { isTTY?: boolean; env?: Record<string, string> } = {}) {
  const heard: string[] = [];
  const stdout = { isTTY: surroundings.isTTY, write: (text: string) => heard.push(text) };
  return { narrator: new Narrator({ stdout, env: surroundings.env ?? {} }), heard };
}

test("numbers its chapters", () => {
  const { narrator, heard } = listen();
  narrator.chapter("First", "Why.");
  narrator.chapter("Second");
  expect(heard.join("")).toBe("\n━━ 1  First\nWhy.\n\n\n━━ 2  Second\n\n");
});

test("states what is true", () => {
  const { narrator, heard } = listen();
  narrator.claim("one is one", { a: [1] }, { a: [1] });
  expect(heard).toEqual(["✓ one is one\n"]);
});

test("fails with what it expected and what it found", () => {
  const { narrator, heard } = listen();
  expect(() => narrator.claim("one is two", [1], [2])).toThrow(
    "not true: one is two\n  expected [2]\n  found    [1]",
  );
  expect(heard).toEqual([]);
});

test.each([
  [{ isTTY: true }, true],
  [{ isTTY: true, env: { NO_COLOR: "1" } }, false],
  [{ isTTY: false }, false],
])("is coloured on a terminal alone, unless told not to be: %j", (surroundings, isColoured) => {
  const { narrator, heard } = listen(surroundings);
  narrator.typed("pulumi up");
  expect(heard.join("").includes("\u001b[")).toBe(isColoured);
});

import { z } from "zod";
import { InvalidInputs } from "../../src/core/errors";
import { field } from "../../src/core/field";
import { checkedArguments, defineFunction } from "../../src/core/function";
import type { Context } from "../../src/core/resource";

const lookUp = defineFunction<Context>()({
  token: "test:lookUp",
  description: "Looks something up.",
  inputs: {
    id: field(z.string(), { description: "What.", expected: "an id" }),
    most: field(z.int().default(10), { description: "How many.", expected: "a whole number" }),
  },
  outputs: { found: field(z.array(z.string()), { description: "What was found." }) },
  answer: async (_ctx, { id, most }) => ({ found: Array<string>(most).fill(id) }),
});

test("arguments get their defaults", () => {
  expect(checkedArguments(lookUp, { id: "a" })).toEqual({ id: "a", most: 10 });
});

test("fails with each bad argument, by its name", () => {
  const check = () => checkedArguments(lookUp, { most: "all", mots: 1 });
  expect(check).toThrow(InvalidInputs);
  expect(check).toThrow(/^mots: there is no such property\. Did you mean "most"\?/);
  expect(check).toThrow("id: is required: an id.");
  expect(check).toThrow('most: "all" is not a whole number.');
});

test("the definition types what it is given and what it answers", async () => {
  const args = checkedArguments(lookUp, { id: "a", most: 2 });
  const id: string = args.id;
  // @ts-expect-error It has no such argument.
  expect(args.other).toBeUndefined();
  const { found } = await lookUp.answer({} as Context, args);
  const first: string | undefined = found[0];
  expect([id, first]).toEqual(["a", "a"]);
  // @ts-expect-error An argument is missing.
  await lookUp.answer({} as Context, { id: "a" }).catch(() => undefined);
});

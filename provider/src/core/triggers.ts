import { z } from "zod";
import { field } from "./field";

/** Values of the user's own; a change of any of them does it again. */
export const triggers = (doesWhat: string, example: string) =>
  field(z.record(z.string(), z.unknown()).optional(), {
    description: `Any values; a change of any of them ${doesWhat}.`,
    expected: `a map such as ${example}`,
    replaceOnChanges: true,
  });

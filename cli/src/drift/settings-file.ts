import fs from "node:fs";
import { parse } from "yaml";
import type { z } from "zod";

/** A file of ours in YAML or JSON; names the place of what is wrong with it. */
export function readSettings<S extends z.ZodType>(flag: string, file: string, schema: S) {
  let content: unknown;
  try {
    content = parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "no such file" : message.trim();
    throw new Error(`${flag} ${file}: ${why}`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join(".") || "the whole"}: ${message}`,
  );
  throw new Error(`${flag} ${file} is not valid:\n${issues.join("\n")}`);
}

/** A text in which `*` stands for any part; the case counts. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

import { z } from "zod";
import { report } from "./report";

/** The JSON Schema of what `--output json` writes. A later version may add properties, and takes none away. */
export function reportSchemaText(): string {
  const schema = z.toJSONSchema(report, { io: "input", target: "draft-2020-12" });
  const head = { title: "Report of redis-backup", description: "What --output json writes." };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}

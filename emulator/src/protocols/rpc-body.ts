import type * as fastXmlParser from "fast-xml-parser";
import { toJson, WireInteger } from "../wire-integer";

export type Format = "JSON" | "XML";

/** XML when absent, whatever a client expects; the words are taken in any case. Undefined: not a format. */
export function formatOf(params: ReadonlyMap<string, string>): Format | undefined {
  const text = (params.get("Format") || "XML").toUpperCase();
  return text === "JSON" || text === "XML" ? text : undefined;
}

export function contentType(format: Format): string {
  return format === "JSON" ? "application/json;charset=utf-8" : "text/xml;charset=utf-8";
}

/** In XML the body stands in a root element and every array element repeats the name of its array. */
export function bodyText(format: Format, root: string, body: object): string {
  if (format === "JSON") return toJson(body);
  // Loaded on first use: most clients ask for JSON.
  const { XMLBuilder } = require("fast-xml-parser") as typeof fastXmlParser;
  const xml = new XMLBuilder({}).build({ [root]: plain(body) });
  return `<?xml version="1.0" encoding="UTF-8"?>${xml}`;
}

function plain(value: unknown): unknown {
  if (value instanceof WireInteger) return value.digits;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

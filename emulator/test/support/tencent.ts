import { randomInt } from "node:crypto";
import {
  startEmulator,
  type CrsInstanceSeed,
  type CrsSeed,
  type Emulator,
  type EmulatorOptions,
} from "../../src";
import { legacySignature } from "../../src/protocols/legacy-signature";
import { tc3Signatures } from "../../src/protocols/tc3-signature";

export const CRS = "crs-test0001";
export const CRS_START = "2026-01-07T10:00:00Z";
export const KEY = { secretId: "EMULATOR_SECRET_ID", secretKey: "emulator-secret-key-not-real" };

const FORM = "application/x-www-form-urlencoded";
const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** An emulator on a clock that stands still, with one instance; closed after the test. */
export async function crsEmulator(
  instance: Partial<CrsInstanceSeed> = {},
  crs: Partial<CrsSeed> = {},
  options: EmulatorOptions = { clock: "manual", startAt: CRS_START },
): Promise<Emulator> {
  const emulator = await startEmulator({
    ...options,
    seed: { crs: { instances: [{ instanceId: CRS, ...instance }], ...crs } },
  });
  running.push(emulator);
  return emulator;
}

export interface Sending3 {
  readonly version?: string;
  readonly method?: string;
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly service?: string;
  readonly date?: string;
  readonly timestamp?: number;
  readonly body?: string;
  /** Replaces or (undefined) removes headers after signing. */
  readonly tamper?: Record<string, string | undefined>;
  /** What is sent in place of the query that was signed. */
  readonly sentSearch?: string;
  /** Signed along. */
  readonly headers?: Record<string, string>;
}

// Shapes are what the tests are about, so nothing is promised.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

/** Signs TC3 and sends by hand, so that a test can get every step wrong. */
export async function send3(
  emulator: Emulator,
  action: string,
  params: object = {},
  options: Sending3 = {},
): Promise<{ status: number; text: string; body: Body }> {
  const { method = "POST", service = "redis" } = options;
  const timestamp = options.timestamp ?? Math.floor(emulator.clock.now().getTime() / 1000);
  const isGet = method === "GET";
  const body = isGet ? "" : (options.body ?? JSON.stringify(params));
  const search = isGet ? new URLSearchParams(flat(params)).toString() : "";
  const headers: Record<string, string> = {
    host: new URL(emulator.url).host,
    "content-type": isGet ? FORM : "application/json; charset=utf-8",
    "x-tc-action": action,
    "x-tc-version": options.version ?? "2018-04-12",
    "x-tc-timestamp": String(timestamp),
    "x-tc-region": "ap-guangzhou",
    ...options.headers,
  };
  const date = options.date ?? new Date(timestamp * 1000).toISOString().slice(0, 10);
  const secretId = options.secretId ?? KEY.secretId;
  const signedHeaders = ["content-type", "host"];
  const [signature] = tc3Signatures(
    { method, headers, search, body },
    { secretId, date, service, signedHeaders, signature: "" },
    options.secretKey ?? KEY.secretKey,
  );
  const authorization = `TC3-HMAC-SHA256 Credential=${secretId}/${date}/${service}/tc3_request, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
  const sent = Object.entries({ ...headers, authorization, ...options.tamper }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== "host",
  );
  const response = await fetch(`${emulator.url}/?${options.sentSearch ?? search}`, {
    method,
    headers: Object.fromEntries(sent),
    ...(isGet ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, text, body: parsed(text) };
}

/** The answer of a call that has to succeed. */
export async function ask3(
  emulator: Emulator,
  action: string,
  params: object = {},
  options: Sending3 = {},
): Promise<Body> {
  const { body, text } = await send3(emulator, action, params, options);
  if (body?.Response === undefined || body.Response.Error !== undefined) {
    throw new Error(`${action}: ${text}`);
  }
  return body.Response;
}

/** The code of a call that has to fail, with HTTP 200. */
export async function code3(
  emulator: Emulator,
  action: string,
  params: object = {},
  options: Sending3 = {},
): Promise<string> {
  const { body, text, status } = await send3(emulator, action, params, options);
  if (status !== 200 || body?.Response?.Error === undefined) {
    throw new Error(`${action} did not fail: ${status} ${text}`);
  }
  return body.Response.Error.Code;
}

export interface SendingV1 {
  readonly method?: "GET" | "POST";
  readonly secretKey?: string;
  readonly common?: Record<string, string>;
  /** Replaces or (undefined) removes parameters after signing. */
  readonly tamper?: Record<string, string | undefined>;
}

/** API 3.0 with its older signature, signed and sent by hand. */
export async function sendV1(
  emulator: Emulator,
  action: string,
  params: object = {},
  options: SendingV1 = {},
): Promise<Body> {
  const { method = "POST" } = options;
  const all: Record<string, string> = {
    Action: action,
    Version: "2018-04-12",
    Region: "ap-guangzhou",
    ...signedBy(emulator, "HmacSHA256"),
    ...flat(params),
    ...options.common,
  };
  const key = options.secretKey ?? KEY.secretKey;
  const { hostname } = new URL(emulator.url);
  const Signature = legacySignature(method, hostname, "/", new Map(Object.entries(all)), key);
  return sendForm(`${emulator.url}/`, method, { ...all, Signature, ...options.tamper });
}

/** `Status: [2]` is `Status.0=2` in a query. */
function flat(params: object, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? Object.entries(flat(value as object, `${prefix}${name}.`))
        : [[`${prefix}${name}`, String(value)]],
    ),
  );
}

function signedBy(emulator: Emulator, SignatureMethod: string) {
  return {
    Timestamp: String(Math.floor(emulator.clock.now().getTime() / 1000)),
    Nonce: String(randomInt(1, 2 ** 40)),
    SecretId: KEY.secretId,
    SignatureMethod,
  };
}

async function sendForm(
  url: string,
  method: "GET" | "POST",
  params: Record<string, string | undefined>,
): Promise<Body> {
  const form = new URLSearchParams(
    Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const response =
    method === "POST"
      ? await fetch(url, { method, body: form })
      : await fetch(`${url}?${form.toString()}`);
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return parsed(await response.text());
}

export interface Sending2 {
  readonly method?: "GET" | "POST";
  readonly secretKey?: string;
  readonly signatureMethod?: string | undefined;
  readonly common?: Record<string, string>;
  /** Replaces or (undefined) removes parameters after signing. */
  readonly tamper?: Record<string, string | undefined>;
}

/** The legacy API v2, signed and sent by hand. */
export async function send2(
  emulator: Emulator,
  action: string,
  params: object = {},
  options: Sending2 = {},
): Promise<Body> {
  const { method = "POST", signatureMethod = "HmacSHA256" } = options;
  const all: Record<string, string> = {
    Action: action,
    Region: "gz",
    ...signedBy(emulator, signatureMethod),
    ...flat(params),
    ...options.common,
  };
  const { hostname } = new URL(emulator.url);
  const path = "/v2/index.php";
  const key = options.secretKey ?? KEY.secretKey;
  const Signature = legacySignature(method, hostname, path, new Map(Object.entries(all)), key);
  return sendForm(`${emulator.url}${path}`, method, { ...all, Signature, ...options.tamper });
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

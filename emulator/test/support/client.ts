import { startEmulator, type Emulator, type EmulatorOptions, type InstanceSeed } from "../../src";
import { sign, stringToSign } from "../../src/protocols/rpc-signature";

export const INSTANCE = "r-test0001";
export const START = "2026-01-07T10:00:00Z"; // a Wednesday
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Wider than anything a test does, as Terraform asks. */
export const ALWAYS = { StartTime: "2010-01-01T10:00Z", EndTime: "2050-01-01T10:00Z" };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; shapes are what the tests are about, so nothing is promised. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Sending {
  method?: string;
  /** The method the signature is made for, when it is not the one that is used. */
  signedMethod?: string;
  version?: string;
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  /** Replaces or (undefined) removes parameters before signing. */
  common?: Record<string, string | undefined>;
  /** Replaces or removes parameters after signing. */
  tamper?: Record<string, string | undefined>;
  headers?: Record<string, string>;
}

let nonces = 0;

/** Signs and sends by hand, so that a test can get every step wrong. The vendor's clients judge the signature itself. */
export async function send(
  emulator: Emulator,
  action: string,
  params: Record<string, string | number> = {},
  options: Sending = {},
): Promise<Answer> {
  const { method = "POST" } = options;
  const all: Record<string, string | undefined> = {
    Action: action,
    Version: options.version ?? "2015-01-01",
    Format: "JSON",
    AccessKeyId: options.accessKeyId ?? "EMULATOR_KEY_ID",
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: `nonce-${++nonces}`,
    Timestamp: `${emulator.clock.now().toISOString().slice(0, 19)}Z`,
    SecurityToken: options.securityToken,
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, `${value}`])),
    ...options.common,
  };
  const signing = new Map(present(all));
  all["Signature"] = sign(
    stringToSign(options.signedMethod ?? method, signing),
    options.accessKeySecret ?? "emulator-secret-not-real",
  );
  const form = new URLSearchParams(present({ ...all, ...options.tamper })).toString();
  const url = method === "POST" ? emulator.url : `${emulator.url}/?${form}`;
  const response = await fetch(url, {
    method,
    headers: {
      ...(method === "POST" ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
      ...options.headers,
    },
    ...(method === "POST" ? { body: form } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body: unknown = isJson ? tryJson(text) : undefined;
  return { status: response.status, headers: response.headers, text, body };
}

/** The answer of a call that has to succeed. */
export async function ask(
  emulator: Emulator,
  action: string,
  params: Record<string, string | number> = {},
  options: Sending = {},
): Promise<Answer["body"]> {
  const answer = await send(emulator, action, params, options);
  if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** The code of a call that has to fail. */
export async function codeOf(
  emulator: Emulator,
  action: string,
  params: Record<string, string | number> = {},
  options: Sending = {},
): Promise<string> {
  const { body, status, text } = await send(emulator, action, params, options);
  if (body?.Code === undefined) throw new Error(`${action} did not fail: ${status} ${text}`);
  return body.Code;
}

/** An emulator on a clock that stands still, with one instance; closed after the test. */
export async function emulatorWith(
  instance: Partial<InstanceSeed> = {},
  options: EmulatorOptions = {},
): Promise<Emulator> {
  const emulator = await startEmulator({
    clock: "manual",
    startAt: START,
    seed: { instances: [{ instanceId: INSTANCE, ...instance }] },
    ...options,
  });
  running.push(emulator);
  return emulator;
}

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

function present(values: Record<string, string | undefined>): [string, string][] {
  return Object.entries(values).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

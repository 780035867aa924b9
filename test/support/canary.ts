import type { Emulator } from "../../emulator/src";

/** A secret of a test, and what it is called where it is found. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

interface Snapshot {
  readonly state: {
    readonly accounts: readonly Keys[];
    readonly sessions: readonly Keys[];
    readonly crs: {
      readonly accounts: readonly CrsKeys[];
      readonly instances: Readonly<Record<string, { readonly password: string | null }>>;
    };
  };
}

interface CrsKeys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token: string | null;
}

/** Every key, secret and token that an emulator knows, the ones it gave out itself included. */
export function secretsOf(emulator: Emulator): Secret[] {
  const { state } = emulator.snapshot() as Snapshot;
  const alibaba = [...state.accounts, ...state.sessions].flatMap((keys) => [
    { name: "an access key id", value: keys.accessKeyId },
    { name: "an access key secret", value: keys.accessKeySecret },
    ...(keys.securityToken === undefined
      ? []
      : [{ name: "a security token", value: keys.securityToken }]),
  ]);
  const tencent = state.crs.accounts.flatMap(({ secretId, secretKey, token }) => [
    { name: "a secret id, which is a key id", value: secretId },
    { name: "a secret key", value: secretKey },
    ...(token === null ? [] : [{ name: "a security token", value: token }]),
  ]);
  const passwords = Object.values(state.crs.instances).flatMap(({ password }) =>
    password === null ? [] : [{ name: "the password of an instance", value: password }],
  );
  return [...alibaba, ...tencent, ...passwords];
}

/** What a signed request or URL holds, whatever its values are. */
const SIGNED =
  /(?<![a-z])(Signature|SignatureNonce|AccessKeyId|SecurityToken|SecretId|q-signature)(=|%3D|%253D)(?!\[removed\])/i;

/** Each way in which a text gives a secret away. */
export function leaks(text: string, secrets: readonly Secret[]): string[] {
  return secrets.flatMap(({ name, value }) =>
    formsOf(value)
      .filter(({ form }) => text.includes(form))
      .map(({ spelling, form }) => `${name}, ${spelling}: …${around(text, form)}…`),
  );
}

/** A text that holds parts of a signed request, or a signed URL. */
export function signedParts(text: string): string[] {
  const match = SIGNED.exec(text);
  return match === null ? [] : [`a signed parameter: …${around(text, match[0])}…`];
}

/** How the engine marks a secret in an exported state. */
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

/** A state with what is encrypted in it left out. */
export function withoutSecrets(state: unknown): unknown {
  return JSON.parse(
    JSON.stringify(state, (_key, value: unknown) =>
      typeof value === "object" && value !== null && SECRET_MARK in value ? "[secret]" : value,
    ),
  );
}

function formsOf(secret: string): { spelling: string; form: string }[] {
  const raw = { spelling: "raw", form: secret };
  const encoded = encodeURIComponent(secret);
  const forms = [
    raw,
    { spelling: "URL-encoded", form: encoded },
    { spelling: "URL-encoded twice", form: encodeURIComponent(encoded) },
    { spelling: "as JSON", form: JSON.stringify(secret).slice(1, -1) },
    { spelling: "in hex", form: Buffer.from(secret).toString("hex") },
    ...[0, 1, 2].map((offset) => ({
      spelling: "in base64",
      form: innerBase64(secret, offset),
    })),
  ];
  return forms.filter((one, n) => forms.findIndex((other) => other.form === one.form) === n);
}

/** What a secret looks like inside the base64 of a longer text, at one of the three alignments. */
function innerBase64(secret: string, offset: number): string {
  const base64 = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString("base64");
  const bytes = offset + Buffer.byteLength(secret);
  return base64.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes * 8) / 6));
}

function around(text: string, form: string): string {
  const at = text.indexOf(form);
  return text.slice(Math.max(0, at - 60), at + form.length + 20);
}

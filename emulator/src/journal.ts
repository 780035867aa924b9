/** One request as the emulator saw it: what the caller asked for, without what authenticated it. */
export interface RequestRecord {
  /** Virtual time, RFC 3339. */
  readonly at: string;
  /** Account id; absent when the request did not prove one. */
  readonly account?: string;
  readonly action: string;
  readonly method: string;
  readonly params: Record<string, string>;
  /** HTTP status; 0 when the connection was broken instead of an answer. */
  readonly status: number;
  /** Error code of the answer. */
  readonly code?: string;
  /** The action was carried out, whatever became of its answer. */
  readonly applied: boolean;
  readonly requestId: string;
}

const KEPT = 20_000;
const HIDDEN = new Set([
  "Language",
  "Nonce",
  "Password",
  "Region",
  "RequestClient",
  "SecretId",
  "Token",
  "password",
  "AccessKeyId",
  "Action",
  "Format",
  "SecurityToken",
  "Signature",
  "SignatureMethod",
  "SignatureNonce",
  "SignatureType",
  "SignatureVersion",
  "Timestamp",
  "Version",
]);

/** What was asked, newest last. */
export class Journal {
  readonly records: RequestRecord[] = [];

  add(record: RequestRecord): void {
    this.records.push(record);
    if (this.records.length > KEPT) this.records.splice(0, this.records.length - KEPT);
  }

  clear(): void {
    this.records.length = 0;
  }
}

export function businessParameters(params: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...params].filter(([name]) => !HIDDEN.has(name)));
}

import { createHash, createHmac } from "node:crypto";
import { acs3Signing, type SignedByHeaders } from "../../src/protocols/acs3-signature";
import type { Emulator } from "../../src";
import { emulatorWith, INSTANCE } from "../support/client";

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SIGNED =
  "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

/** cloud-apis.md A3. */
describe("signature V3", () => {
  const request = (
    host: string,
    action: string,
    version: string,
    query: [string, string][],
  ): SignedByHeaders => ({
    method: "POST",
    query,
    body: "",
    headers: {
      host,
      authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${SIGNED},Signature=${EMPTY}`,
      "x-acs-action": action,
      "x-acs-version": version,
      "x-acs-date": "2023-10-26T10:22:32Z",
      "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
      "x-acs-content-sha256": EMPTY,
    },
  });

  it.each([
    [
      "the vendor's documented value",
      request("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", [
        ["RegionId", "cn-shanghai"],
        ["ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"],
      ]),
      "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    ],
    [
      "the computed value of a CreateBackup",
      request("r-kvstore.aliyuncs.com", "CreateBackup", "2015-01-01", [
        ["InstanceId", "r-bp1zxszhcgatnx0000"],
      ]),
      "ed44a8bdb5459242d7204fb7cfd7c9743a5794b96382669753adacab085a5afe",
      "d3768bace560158da82de28e9cb2ace1712b440f701381086f80b7fd46481162",
    ],
  ])("gives %s", (_, asked, digest, signature) => {
    const signing = acs3Signing(asked);
    const text = signing.stringToSign();
    expect(text).toBe(`ACS3-HMAC-SHA256\n${digest}`);
    expect(signing.sign(text, "YourAccessKeySecret")).toBe(signature);
    expect(() => signing.check()).not.toThrow();
  });
});

interface Asking {
  method?: string;
  query?: string;
  body?: string;
  /** Headers to sign; a null is left out. */
  headers?: Record<string, string | null>;
  signed?: (names: string[]) => string[];
  secret?: string;
  /** What is sent instead of what was signed. */
  tamper?: { query?: string; headers?: Record<string, string> };
}

let nonces = 0;

/** Signs by hand, so that every part can be wrong. */
async function ask(emulator: Emulator, asking: Asking = {}) {
  const { method = "POST", query = `InstanceId=${INSTANCE}`, body = "", tamper = {} } = asking;
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const all: Record<string, string | null> = {
    host: new URL(emulator.url).host,
    "x-acs-action": "DescribeBackupPolicy",
    "x-acs-version": "2015-01-01",
    "x-acs-date": "2026-01-07T10:00:00Z",
    "x-acs-signature-nonce": `v3-${++nonces}`,
    "x-acs-content-sha256": sha256(body),
    ...asking.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const names = (asking.signed ?? ((given) => given))(Object.keys(headers).sort());
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = [method, "/", query, lines, names.join(";"), sha256(body)].join("\n");
  const signature = createHmac("sha256", asking.secret ?? "emulator-secret-not-real")
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  const { host: _, ...sent } = headers;
  const response = await fetch(`${emulator.url}/?${tamper.query ?? query}`, {
    method,
    headers: {
      authorization: `ACS3-HMAC-SHA256 Credential=EMULATOR_KEY_ID,SignedHeaders=${names.join(";")},Signature=${signature}`,
      ...sent,
      ...tamper.headers,
    },
    ...(body === "" ? {} : { body }),
  });
  const text = await response.text();
  const code = /"Code":"([^"]*)"/.exec(text)?.[1] ?? /<Code>(.*)<\/Code>/.exec(text)?.[1];
  return { text, verdict: code ?? `${response.status}` };
}

describe("a request that is signed by its headers", () => {
  it("is answered in JSON, or in XML to whom accepts that", async () => {
    const emulator = await emulatorWith();
    const { text } = await ask(emulator);
    expect(JSON.parse(text)).toMatchObject({ BackupRetentionPeriod: "7" });
    const xml = await ask(emulator, { tamper: { headers: { accept: "application/xml" } } });
    expect(xml.text).toContain("<DescribeBackupPolicyResponse>");
    expect(emulator.requests.map(({ params }) => params)).toEqual(
      Array(2).fill({ InstanceId: INSTANCE }),
    );
  });

  it("may carry its parameters in a form", async () => {
    const emulator = await emulatorWith();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const { verdict } = await ask(emulator, {
      query: "",
      body: `InstanceId=${INSTANCE}`,
      headers: form,
    });
    expect(verdict).toBe("200");
  });

  it("sorts by name and encodes as RFC 3986 says", async () => {
    const emulator = await emulatorWith();
    const query = `InstanceId=${INSTANCE}&Tag=%20%2A%27%C3%A9~&Tag-a=1&Tag.1.Key=a`;
    const shuffled = `Tag-a=1&Tag.1.Key=a&Tag=+*'%c3%a9%7E&InstanceId=${INSTANCE}`;
    expect((await ask(emulator, { query, tamper: { query: shuffled } })).verdict).toBe("200");
    const wrong = query.replace("%20", "+");
    expect((await ask(emulator, { query: wrong })).verdict).toBe("SignatureDoesNotMatch");
  });

  it.each<[string, Asking, string]>([
    ["another secret", { secret: "wrong" }, "SignatureDoesNotMatch"],
    [
      "the secret of signature 1.0",
      { secret: "emulator-secret-not-real&" },
      "SignatureDoesNotMatch",
    ],
    ["another query", { tamper: { query: "InstanceId=r-other" } }, "SignatureDoesNotMatch"],
    [
      "another action",
      { tamper: { headers: { "x-acs-action": "CreateBackup" } } },
      "SignatureDoesNotMatch",
    ],
    ["headers in another order", { signed: (names) => names.reverse() }, "SignatureDoesNotMatch"],
    [
      "a header that is not covered",
      { signed: (names) => names.slice(0, -1) },
      "IncompleteSignature",
    ],
    ["a host that is not covered", { signed: (names) => names.slice(1) }, "IncompleteSignature"],
    ["another digest", { headers: { "x-acs-content-sha256": "0" } }, "IncompleteSignature"],
    ["no digest", { headers: { "x-acs-content-sha256": null } }, "IncompleteSignature"],
    [
      "spaces in the header",
      { tamper: { headers: { authorization: "ACS3-HMAC-SHA256 Credential=a, SignedHeaders=b" } } },
      "IncompleteSignature",
    ],
    ["no action", { headers: { "x-acs-action": null } }, "MissingAction"],
    [
      "an action in the query",
      { headers: { "x-acs-action": null }, query: "Action=CreateBackup" },
      "MissingAction",
    ],
    ["no version", { headers: { "x-acs-version": null } }, "MissingVersion"],
    ["no date", { headers: { "x-acs-date": null } }, "MissingTimestamp"],
    [
      "a date that is off",
      { headers: { "x-acs-date": "2026-01-07T10:16:00Z" } },
      "InvalidTimeStamp.Expired",
    ],
    ["no nonce", { headers: { "x-acs-signature-nonce": null } }, "MissingSignatureNonce"],
    [
      "a token that is none",
      { headers: { "x-acs-security-token": "x" } },
      "InvalidSecurityToken.MismatchWithAccessKey",
    ],
  ])("is refused with %s", async (_, asking, code) => {
    expect((await ask(await emulatorWith(), asking)).verdict).toBe(code);
  });

  it("cannot be sent twice", async () => {
    const emulator = await emulatorWith();
    const headers = { "x-acs-signature-nonce": "twice" };
    expect((await ask(emulator, { headers })).verdict).toBe("200");
    expect((await ask(emulator, { headers })).verdict).toBe("SignatureNonceUsed");
  });
});

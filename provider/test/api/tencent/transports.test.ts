import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { legacySignature } from "../../../src/api/tencent/legacy-signature";
import { LegacyTransport } from "../../../src/api/tencent/legacy-transport";
import { redis, redisLegacy } from "../../../src/api/tencent/products";
import { TencentTransport } from "../../../src/api/tencent/transport";
import { formsOf } from "../../../src/api/redact";
import type { Call, Transport } from "../../../src/api/transport";
import { Cancelled, TransportFailure } from "../../../src/core/errors";
import { FakeClock } from "../../support/fake-clock";

const credentials = {
  secretId: "AKIDTestSecretId/1",
  secretKey: "TestSecretKey+of=a/key",
  token: "TestToken+abc==",
};
const START = "2026-11-02T09:00:00Z";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let server: Server;
let endpoint: string;
let seen: Seen[];
let respond: (request: Seen, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const record = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      seen.push(record);
      respond(record, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const answer = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(200, { "Content-Type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

interface Setting {
  readonly url?: string;
  readonly timeoutMs?: number;
  readonly clock?: FakeClock;
}

/** The two transports, each with a good answer, a refusal, and a call. */
const APIS = {
  "API 3.0": {
    transport: ({ url = endpoint, timeoutMs = 5_000, clock = new FakeClock(START) }: Setting) =>
      new TencentTransport({
        credentials,
        endpoint: () => url,
        region: "ap-guangzhou",
        timeoutMs,
        clock,
      }) as Transport,
    call: { product: redis, action: "DescribeInstanceBackups", params: { InstanceId: "crs-1" } },
    good: { Response: { TotalCount: 0, RequestId: "id" } },
    body: { TotalCount: 0, RequestId: "id" },
    refusal: (Code: string, Message: string) => ({
      Response: { Error: { Code, Message }, RequestId: "id" },
    }),
    clockCode: "AuthFailure.SignatureExpire",
    setting: "redis-backup:crsEndpoint (REDIS_BACKUP_CRS_ENDPOINT)",
    timestamp: ({ headers }: Seen) => Number(headers["x-tc-timestamp"]),
  },
  "the legacy API": {
    transport: ({ url = endpoint, timeoutMs = 5_000, clock = new FakeClock(START) }: Setting) =>
      new LegacyTransport({
        credentials,
        endpoint: url,
        region: "ap-guangzhou",
        timeoutMs,
        clock,
      }) as Transport,
    call: { product: redisLegacy, action: "GetRedisBackupList", params: { redisId: "crs-1" } },
    good: { code: 0, message: "", codeDesc: "Success", totalCount: 0 },
    body: { code: 0, message: "", codeDesc: "Success", totalCount: 0 },
    refusal: (code: string, message: string) => ({ code, message, codeDesc: "Refused" }),
    clockCode: "4500",
    setting: "redis-backup:crsLegacyEndpoint (REDIS_BACKUP_CRS_LEGACY_ENDPOINT)",
    timestamp: ({ body }: Seen) => Number(new URLSearchParams(body).get("Timestamp")),
  },
};

const calling = (more: Pick<Call, "product" | "action" | "params"> & Partial<Call>): Call => ({
  method: "POST",
  signal: undefined,
  mustFinish: false,
  ...more,
});

async function failureOf(work: Promise<unknown>): Promise<TransportFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportFailure)) throw new Error(`no failure: ${String(error)}`);
  return error;
}

/** Nothing secret in any spelling; the signatures are those that were sent. */
function expectNoSecret(text: string): void {
  const signatures = seen.flatMap(({ headers, body }) => [
    headers.authorization?.split("Signature=")[1],
    new URLSearchParams(body).get("Signature"),
  ]);
  for (const secret of [...Object.values(credentials), ...signatures]) {
    if (typeof secret !== "string") continue;
    for (const form of formsOf(secret)) expect(text).not.toContain(form);
  }
}

describe.each(Object.entries(APIS))("%s", (_name, api) => {
  const send = (setting: Setting = {}, more: Partial<Call> = {}) =>
    api.transport(setting).send(calling({ ...api.call, ...more }));

  beforeEach(() => {
    respond = (_request, response) => answer(response, api.good);
  });

  test("gives the answer", async () => {
    expect(await send()).toEqual({ ok: true, body: { ...api.body } });
  });

  test("has nothing secret in its URL", async () => {
    await send();
    expect(seen[0]?.method).toBe("POST");
    expect(seen[0]?.url).toMatch(/^\/(v2\/index\.php)?$/);
  });

  test("gives a refusal that came with HTTP 200, in words without a secret", async () => {
    respond = ({ headers, body }, response) => {
      const spelled = Object.values(credentials).flatMap(formsOf).join(" ");
      const text = `Words. ${spelled} ${headers.authorization ?? ""} ${decodeURIComponent(body)}`;
      answer(response, api.refusal("Some.Code", text));
    };
    const refused = await send();
    expect(refused).toMatchObject({ ok: false, code: "Some.Code", status: 200 });
    expect(JSON.stringify(refused)).toContain("Words.");
    expectNoSecret(JSON.stringify(refused));
  });

  test("keeps ids whose digits no number can hold", async () => {
    const text = JSON.stringify(api.good).replace(
      /"totalCount":0/i,
      '"totalCount":9007199254740993',
    );
    respond = (_request, response) => answer(response, text);
    expect(JSON.stringify(await send())).toContain('"9007199254740993"');
  });

  test("signs at the cloud's time, once it has been told that ours is off", async () => {
    const cloud = Date.parse("2026-11-02T11:30:00Z");
    respond = (request, response) => {
      const isNear = Math.abs(api.timestamp(request) * 1000 - cloud) < 5 * 60_000;
      answer(response, isNear ? api.good : api.refusal(api.clockCode, "expired"), {
        Date: new Date(cloud).toUTCString(),
      });
    };
    const transport = api.transport({});
    expect(await transport.send(calling(api.call))).toMatchObject({ ok: true });
    expect(seen).toHaveLength(2);
    expect(transport.skewMs).toBe(cloud - Date.parse(START));
  });

  test("says a clock that stays wrong after one more try", async () => {
    respond = (_request, response) => answer(response, api.refusal(api.clockCode, "expired"));
    expect(await send()).toMatchObject({ ok: false, code: api.clockCode });
    expect(seen).toHaveLength(2);
  });

  test.each([
    ["a page", "<html>login</html>", {}],
    ["nothing", "", {}],
    ["a part", '{"Response": {"Reque', {}],
  ])("fails on %s, and names the endpoint", async (_what, body, headers) => {
    respond = (_request, response) => answer(response, body, headers);
    const failure = await failureOf(send());
    expect(failure.facts).toMatchObject({ kind: "notJson", sent: true });
    expect(failure.message).toContain(`Check ${api.setting}.`);
    expect(failure.message).toContain(api.call.action);
  });

  test.each([302, 404, 502])("fails on HTTP %d and follows nowhere", async (status) => {
    respond = (_request, response) => {
      response.writeHead(status, { Location: "/elsewhere" });
      response.end("{}");
    };
    const failure = await failureOf(send());
    expect(failure.facts).toMatchObject({ kind: "notJson", sent: true });
    expect(failure.message).toContain(`HTTP ${status}`);
    expect(seen).toHaveLength(1);
  });

  test("fails on an answer that does not come", async () => {
    respond = () => undefined;
    const failure = await failureOf(send({ timeoutMs: 50 }));
    expect(failure.facts).toMatchObject({ kind: "timeout", sent: true });
    expect(failure.message).toContain("did not answer within 0.05 s");
  });

  test("fails on an answer that stops half-way", async () => {
    respond = (_request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("{");
    };
    expect((await failureOf(send({ timeoutMs: 50 }))).facts.kind).toBe("timeout");
  });

  test("fails on a connection that breaks, and may have been heard", async () => {
    respond = (_request, response) => void response.socket?.destroy();
    const failure = await failureOf(send());
    expect(failure.facts).toMatchObject({ kind: "network", sent: true });
    expectNoSecret(failure.message);
  });

  test("fails where nobody listens, and was not heard", async () => {
    const url = endpoint;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf(send({ url }));
    expect(failure.facts).toMatchObject({ kind: "network", sent: false });
    server.listen(0);
  });

  test("a read ends with its signal, a write waits for its answer", async () => {
    const step = new AbortController();
    respond = (_request, response) => {
      step.abort();
      setImmediate(() => answer(response, api.good));
    };
    await expect(send({}, { signal: step.signal })).rejects.toBeInstanceOf(Cancelled);
    expect(await send({}, { signal: step.signal, mustFinish: true })).toMatchObject({ ok: true });
  });
});

describe("API 3.0", () => {
  test("sends JSON, and what the vendor's code signs in headers", async () => {
    respond = (_request, response) => answer(response, APIS["API 3.0"].good);
    const { transport, call } = APIS["API 3.0"];
    await transport({}).send(calling({ ...call, params: { Status: [1, 2], Limit: 5 } }));
    const [{ headers, body }] = seen as [Seen];
    expect(JSON.parse(body)).toEqual({ Status: [1, 2], Limit: 5 });
    expect(headers).toMatchObject({
      "x-tc-action": "DescribeInstanceBackups",
      "x-tc-version": "2018-04-12",
      "x-tc-region": "ap-guangzhou",
      "x-tc-token": credentials.token,
      "x-tc-timestamp": String(Date.parse(START) / 1000),
      "content-type": "application/json; charset=utf-8",
    });
    // The service is the product's, whatever the endpoint is called.
    expect(headers.authorization).toMatch(
      /^TC3-HMAC-SHA256 Credential=AKIDTestSecretId\/1\/2026-11-02\/redis\/tc3_request, SignedHeaders=content-type;host, Signature=[0-9a-f]{64}$/,
    );
  });
});

describe("the legacy API", () => {
  const { transport, call, good, refusal } = APIS["the legacy API"];

  test("sends a form that it has signed itself", async () => {
    respond = (_request, response) => answer(response, good);
    await transport({}).send(calling({ ...call, params: { redisId: "crs-1", taskType: ["a"] } }));
    const { Signature, ...params } = Object.fromEntries(new URLSearchParams(seen[0]?.body));
    expect(params).toMatchObject({
      Action: "GetRedisBackupList",
      Region: "ap-guangzhou",
      SecretId: credentials.secretId,
      Token: credentials.token,
      SignatureMethod: "HmacSHA256",
      redisId: "crs-1",
      "taskType.0": "a",
    });
    const host = new URL(endpoint).hostname;
    const request = { method: "POST" as const, host, path: "/v2/index.php", params };
    expect(Signature).toBe(legacySignature(request, credentials.secretKey));
  });

  test("uses each nonce once", async () => {
    respond = (_request, response) => answer(response, good);
    for (let n = 0; n < 5; n += 1) await transport({}).send(calling(call));
    expect(new Set(seen.map(({ body }) => new URLSearchParams(body).get("Nonce"))).size).toBe(5);
  });

  test.each([
    [5100, "(10707)InstanceLockedError", "10707"],
    [5000, "(10701)InstanceNotExists", "10701"],
    [4400, "(100004)projectId", "4400"],
    [10701, "", "10701"],
    ["4100", "Authentication failed.", "4100"],
  ])("takes the code of %j %j for %s", async (code, message, expected) => {
    respond = (_request, response) => answer(response, refusal(code as string, message));
    expect(await transport({}).send(calling(call))).toMatchObject({ ok: false, code: expected });
  });

  test("does not take JSON without a code for an answer", async () => {
    respond = (_request, response) => answer(response, { status: "ok" });
    const failure = await failureOf(transport({}).send(calling(call)));
    expect(failure.message).toContain("JSON that has no code");
  });
});

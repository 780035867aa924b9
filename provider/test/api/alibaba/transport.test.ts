import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startEmulator, type Emulator } from "../../../../emulator/src";
import type { Credentials } from "../../../src/api/alibaba/credentials";
import { rKvstore, sts } from "../../../src/api/alibaba/products";
import { formsOf } from "../../../src/api/redact";
import { AlibabaTransport } from "../../../src/api/alibaba/transport";
import type { Call } from "../../../src/api/transport";
import { systemClock, type Clock } from "../../../src/core/clock";
import { Cancelled, TransportFailure } from "../../../src/core/errors";
import { FakeClock } from "../../support/fake-clock";

const credentials: Credentials = {
  accessKeyId: "LTAI5tTestKeyId/1",
  accessKeySecret: "TestSecret+of=a/key",
  securityToken: "CAIS/TestToken+abc==",
};

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly form: URLSearchParams;
  readonly body: string;
}

let server: Server;
let endpoint: string;
let seen: Seen[];
let respond: (request: Seen, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  respond = (_request, response) => answer(response, 200, { RequestId: "ID" });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { method = "", url = "", headers } = request;
      const record = { method, url, headers, form: new URLSearchParams(body), body };
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

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

interface Setting {
  readonly url?: string;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly credentials?: Credentials;
  readonly get?: (signal?: AbortSignal) => Promise<Credentials>;
}

function transport(setting: Setting = {}): AlibabaTransport {
  const { url = endpoint, timeoutMs = 5_000, clock = systemClock } = setting;
  return new AlibabaTransport({
    credentials: { get: setting.get ?? (async () => setting.credentials ?? credentials) },
    endpoint: () => url,
    region: "cn-hangzhou",
    timeoutMs,
    clock,
  });
}

function call(more: Partial<Call> = {}): Call {
  return {
    product: rKvstore,
    action: "DescribeBackupPolicy",
    method: "POST",
    params: { InstanceId: "r-1" },
    signal: undefined,
    mustFinish: false,
    ...more,
  };
}

async function failureOf(work: Promise<unknown>): Promise<TransportFailure> {
  const error: unknown = await work.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportFailure)) throw new Error(`no failure: ${String(error)}`);
  return error;
}

/** Nothing secret in any spelling; the signatures are those that were sent. */
function expectNoSecret(text: string): void {
  const signatures = seen.flatMap(({ form, url }) => [
    form.get("Signature"),
    new URLSearchParams(url.slice(2)).get("Signature"),
  ]);
  for (const secret of [...Object.values(credentials), ...signatures]) {
    if (typeof secret !== "string") continue;
    for (const form of formsOf(secret)) expect(text).not.toContain(form);
  }
}

describe("a request", () => {
  test("is a signed form by POST, and its URL says nothing", async () => {
    await transport().send(call());
    expect(seen).toHaveLength(1);
    const [{ method, url, form }] = seen as [Seen];
    expect([method, url]).toEqual(["POST", "/"]);
    expect(Object.fromEntries(form)).toEqual({
      Action: "DescribeBackupPolicy",
      Version: "2015-01-01",
      Format: "JSON",
      RegionId: "cn-hangzhou",
      InstanceId: "r-1",
      AccessKeyId: credentials.accessKeyId,
      SecurityToken: credentials.securityToken,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
      SignatureNonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      Signature: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test("goes by GET only where the call says so", async () => {
    await transport().send(call({ method: "GET" }));
    expect(seen[0]?.method).toBe("GET");
    expect(seen[0]?.url).toContain("Action=DescribeBackupPolicy");
  });

  test("has the version of its product", async () => {
    await transport().send(call({ product: sts, action: "GetCallerIdentity", params: {} }));
    expect(seen[0]?.form.get("Version")).toBe("2015-04-01");
  });

  test("leaves the region to the call where that names one", async () => {
    await transport().send(call({ params: { RegionId: "cn-beijing" } }));
    expect(seen[0]?.form.get("RegionId")).toBe("cn-beijing");
  });

  test("has a new nonce each time", async () => {
    const one = transport();
    for (let i = 0; i < 20; i += 1) await one.send(call());
    expect(new Set(seen.map(({ form }) => form.get("SignatureNonce"))).size).toBe(20);
  });

  test("has no token where there is none", async () => {
    const keys = { ...credentials, securityToken: undefined };
    await transport({ credentials: keys }).send(call());
    expect(seen[0]?.form.has("SecurityToken")).toBe(false);
  });

  test("is signed with the credentials of its moment", async () => {
    let count = 0;
    const get = async () => ({ ...credentials, accessKeyId: `KEY-${(count += 1)}` });
    const one = transport({ get });
    await Promise.all([one.send(call()), one.send(call())]);
    expect(seen.map(({ form }) => form.get("AccessKeyId")).sort()).toEqual(["KEY-1", "KEY-2"]);
  });

  test("uses a connection again", async () => {
    let connections = 0;
    server.on("connection", () => (connections += 1));
    const one = transport();
    for (let i = 0; i < 5; i += 1) await one.send(call());
    expect(connections).toBe(1);
  });
});

describe("an answer", () => {
  test("is the parsed body", async () => {
    respond = (_request, response) => answer(response, 200, { RequestId: "ID", Value: 7 });
    await expect(transport().send(call())).resolves.toEqual({
      ok: true,
      body: expect.objectContaining({ RequestId: "ID", Value: 7 }),
    });
  });

  test("keeps integers that no number can hold", async () => {
    respond = (_request, response) => answer(response, 200, '{"Id": 9007199254740993}');
    const got = await transport().send(call());
    expect(got.ok && String((got.body as { Id: unknown }).Id)).toBe("9007199254740993");
  });

  test.each([400, 403, 404, 429, 500, 503])(
    "with a code is a refusal, with HTTP %d",
    async (status) => {
      respond = (_request, response) =>
        answer(response, status, { Code: "Some.Code", Message: "Some words.", RequestId: "ID" });
      await expect(transport().send(call())).resolves.toEqual({
        ok: false,
        code: "Some.Code",
        message: "Some words.",
        requestId: "ID",
        status,
        retryAfterMs: undefined,
      });
    },
  );

  test.each([
    ["2500", 2500],
    ["0", undefined],
    ["-1", undefined],
    ["soon", undefined],
  ])("says with x-acs-retry-after %j when to come again", async (header, retryAfterMs) => {
    respond = (_request, response) =>
      answer(response, 429, { Code: "Throttling.User" }, { "x-acs-retry-after": header });
    await expect(transport().send(call())).resolves.toMatchObject({ retryAfterMs });
  });

  test("with long words is cut", async () => {
    respond = (_request, response) =>
      answer(response, 400, { Code: "X", Message: "word ".repeat(10_000) });
    const got = await transport().send(call());
    expect(!got.ok && got.message.length).toBeLessThan(600);
  });
});

describe("no usable answer", () => {
  const none: [string, Partial<TransportFailure["facts"]>, RegExp, typeof respond][] = [
    [
      "HTML instead of JSON",
      { kind: "notJson", sent: true },
      /answered with something that is not JSON.*proxy or a login page.*REDIS_BACKUP_ENDPOINT/,
      (_request, response) => answer(response, 502, "<html><body>502 Bad Gateway</body></html>"),
    ],
    [
      "XML",
      { kind: "notJson", sent: true },
      /not JSON/,
      (_request, response) => answer(response, 400, "<Error><Code>X</Code></Error>"),
    ],
    [
      "a body that is cut short",
      { kind: "notJson", sent: true },
      /not JSON, or a part/,
      (_request, response) => answer(response, 200, '{"RequestId": "I'),
    ],
    [
      "an empty body",
      { kind: "notJson", sent: true },
      /not JSON/,
      (_request, response) => answer(response, 200, ""),
    ],
    [
      "null",
      { kind: "notJson", sent: true },
      /not JSON/,
      (_request, response) => answer(response, 200, "null"),
    ],
    [
      "an error that is not the API's",
      { kind: "notJson", sent: true },
      /answered HTTP 502 without an error code/,
      (_request, response) => answer(response, 502, { message: "upstream is down" }),
    ],
    [
      "a connection that breaks before the answer",
      { kind: "network", sent: true },
      /the connection broke \(ECONNRESET\)/,
      (_request, response) => void response.socket?.destroy(),
    ],
    [
      "a connection that breaks within the answer",
      { kind: "network", sent: true },
      /the connection broke \(ECONNRESET\)/,
      (_request, response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write('{"RequestId":', () => response.socket?.destroy());
      },
    ],
    [
      "something that is not HTTP",
      { kind: "network", sent: true },
      /the connection broke \(HPE_/,
      (_request, response) => void response.socket?.end("SSH-2.0-OpenSSH\r\n\r\n"),
    ],
    [
      "no answer in time",
      { kind: "timeout", sent: true },
      /did not answer within 0.2 s.*redis-backup:requestTimeoutSeconds \(REDIS_BACKUP_REQUEST_TIMEOUT_SECONDS\)/,
      () => undefined,
    ],
    [
      "an answer that stops half-way",
      { kind: "timeout", sent: true },
      /did not answer within 0.2 s/,
      (_request, response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write('{"RequestId":');
      },
    ],
  ];

  test.each(none)("is told as such: %s", async (_name, facts, message, behaviour) => {
    respond = behaviour;
    const failure = await failureOf(transport({ timeoutMs: 200 }).send(call()));
    expect(failure.facts).toMatchObject({ action: "DescribeBackupPolicy", ...facts });
    expect(failure.message).toMatch(message);
    expect(failure.message).toMatch(/^DescribeBackupPolicy: 127\.0\.0\.1:\d+ /);
    expectNoSecret(`${failure.message} ${failure.stack} ${JSON.stringify(failure)}`);
    expect(failure.cause).toBeUndefined();
  });

  test("is told as not sent where the port refuses", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((resolve) => closed.close(resolve));
    const failure = await failureOf(transport({ url }).send(call()));
    expect(failure.facts).toMatchObject({ kind: "network", sent: false });
    expect(failure.message).toMatch(
      /can't be reached \(ECONNREFUSED\)\. Check the network, redis-backup:region \(ALIBABA_CLOUD_REGION_ID\) and redis-backup:endpoint/,
    );
  });

  test("is told as not sent where the host has no address", async () => {
    // The domain is reserved for names that never exist.
    const failure = await failureOf(transport({ url: "http://no-such-host.invalid" }).send(call()));
    expect(failure.facts.sent).toBe(false);
    expect(failure.message).toMatch(
      /no-such-host\.invalid can't be reached \((ENOTFOUND|EAI_AGAIN)\)/,
    );
  });

  test("may have been sent where TLS meets something else", async () => {
    const url = endpoint.replace("http:", "https:");
    const failure = await failureOf(transport({ url }).send(call()));
    expect(failure.facts).toMatchObject({ kind: "network", sent: true });
  });

  test("says nothing secret with GET either", async () => {
    respond = (_request, response) => answer(response, 502, "<html></html>");
    const failure = await failureOf(transport().send(call({ method: "GET" })));
    expectNoSecret(`${failure.message} ${failure.stack}`);
  });
});

describe("what the cloud echoes", () => {
  test.each(["POST", "GET"] as const)(
    "loses every secret in every spelling (%s)",
    async (method) => {
      respond = ({ body, url, form }, response) => {
        const parameters = new URLSearchParams(body === "" ? url.slice(2) : body);
        const secrets = [...Object.values(credentials), parameters.get("Signature")] as string[];
        const spelled = secrets.flatMap((secret) => formsOf(secret)).join(" and ");
        const Message = `${body} | ${url} | ${form.get("Signature")} | ${spelled} | server string to sign is:${method}&%2F&${encodeURIComponent(body)}`;
        answer(response, 400, { Code: "SignatureDoesNotMatch", Message: Message.slice(0, 60_000) });
      };
      const got = await transport().send(call({ method }));
      if (got.ok) throw new Error("no refusal");
      expect(got.code).toBe("SignatureDoesNotMatch");
      const signed = method === "POST" ? seen[0]?.form : new URLSearchParams(seen[0]?.url.slice(2));
      const signature = signed?.get("Signature") ?? "";
      expect(signature).not.toBe("");
      for (const secret of [...Object.values(credentials), signature] as string[]) {
        for (const form of formsOf(secret)) expect(got.message).not.toContain(form);
      }
    },
  );
});

describe("an interruption", () => {
  test("ends the wait for a read at once", async () => {
    const stop = new AbortController();
    respond = () => stop.abort();
    const sent = transport().send(call({ signal: stop.signal }));
    await expect(sent).rejects.toThrow(
      "interrupted while waiting for the answer to DescribeBackupPolicy",
    );
    await expect(sent).rejects.toBeInstanceOf(Cancelled);
  });

  test("leaves no failure unheard", async () => {
    const stop = new AbortController();
    const closed = new Promise<void>((resolve) => {
      respond = (_request, response) => {
        stop.abort();
        response.socket?.destroy();
        resolve();
      };
    });
    await expect(transport().send(call({ signal: stop.signal }))).rejects.toBeInstanceOf(Cancelled);
    await closed;
    // Unheard, the broken connection would end the process.
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("does not end the wait for an answer that must be known", async () => {
    const stop = new AbortController();
    respond = (_request, response) => {
      stop.abort();
      answer(response, 200, { RequestId: "ID" });
    };
    const sent = transport().send(call({ signal: stop.signal, mustFinish: true }));
    await expect(sent).resolves.toMatchObject({ ok: true });
  });

  test("reaches the question for credentials", async () => {
    const stop = new AbortController();
    let asked: AbortSignal | undefined;
    const get = async (signal?: AbortSignal) => {
      asked = signal;
      return credentials;
    };
    await transport({ get }).send(call({ signal: stop.signal, mustFinish: true }));
    expect(asked).toBe(stop.signal);
  });
});

describe("the cloud's clock", () => {
  const dated = (at: () => number): typeof respond => {
    return (_request, response) =>
      answer(response, 200, { RequestId: "ID" }, { Date: new Date(at()).toUTCString() });
  };

  test("is the same as ours before the first answer, and within a second after it", async () => {
    const clock = new FakeClock("2026-11-02T09:00:00.900Z");
    respond = dated(() => clock.now());
    const one = transport({ clock });
    expect(one.skewMs).toBe(0);
    await one.send(call());
    expect(one.skewMs).toBeLessThanOrEqual(0);
    expect(one.skewMs).toBeGreaterThan(-1_000);
  });

  test.each([3_600_000, -3_600_000, 3_000, -3_000, 300, -300, -900])(
    "is known when it is off by %d ms",
    async (off) => {
      const clock = new FakeClock("2026-11-02T09:00:00.300Z");
      respond = dated(() => clock.now() + off);
      const one = transport({ clock });
      await one.send(call());
      // The header is cut to the second; our idea is never ahead of the cloud.
      expect(one.skewMs).toBeLessThanOrEqual(off);
      expect(one.skewMs).toBeGreaterThan(off - 1_000);
      await one.send(call());
      const signedAt = Date.parse(seen[1]?.form.get("Timestamp") ?? "");
      expect(Math.abs(signedAt - (clock.now() + off))).toBeLessThan(2_000);
    },
  );

  test("is known better with every answer", async () => {
    const clock = new FakeClock("2026-11-02T09:00:00.300Z");
    respond = dated(() => clock.now() - 400);
    const one = transport({ clock });
    for (let n = 0; n < 10; n += 1) {
      await one.send(call());
      await clock.advance(130);
    }
    expect(one.skewMs).toBeLessThanOrEqual(-400);
    expect(one.skewMs).toBeGreaterThan(-550);
  });

  test("is not moved by an answer that took its time", async () => {
    const clock = new FakeClock();
    const one = transport({ clock });
    respond = dated(() => clock.now());
    await one.send(call());
    const sentAt = clock.now();
    respond = (request, response) => {
      void clock.advance(19_000).then(() => dated(() => sentAt)(request, response));
    };
    await one.send(call());
    expect(one.skewMs).toBe(0);
  });

  test("is learned again when it changes", async () => {
    const clock = new FakeClock();
    let off = 600_000;
    respond = dated(() => clock.now() + off);
    const one = transport({ clock });
    await one.send(call());
    expect(one.skewMs).toBe(600_000);
    off = 0;
    await one.send(call());
    expect(one.skewMs).toBe(0);
  });

  test.each([{}, { Date: "yesterday" }])(
    "is left as it is by an answer with headers %j",
    async (headers) => {
      respond = (_request, response) => {
        response.sendDate = false;
        answer(response, 200, { RequestId: "ID" }, headers);
      };
      const one = transport({ clock: new FakeClock("2001-01-01T00:00:00Z") });
      await one.send(call());
      expect(one.skewMs).toBe(0);
    },
  );

  test("is not learned from what is not the API's", async () => {
    respond = (_request, response) =>
      answer(response, 502, { message: "no" }, { Date: new Date(0).toUTCString() });
    const one = transport();
    await failureOf(one.send(call()));
    expect(one.skewMs).toBe(0);
  });

  test("is signed with when ours was refused, once", async () => {
    respond = (_request, response) =>
      answer(response, 400, { Code: "InvalidTimeStamp.Expired", RequestId: "ID" });
    await expect(transport().send(call())).resolves.toMatchObject({
      code: "InvalidTimeStamp.Expired",
    });
    expect(seen).toHaveLength(2);
  });
});

describe("against the emulator, which verifies signatures, nonces and clocks", () => {
  let emulator: Emulator;
  let url: string;
  let keys: Credentials;

  beforeEach(async () => {
    emulator = await startEmulator({ random: 1 });
    url = emulator.url;
    keys = {
      accessKeyId: emulator.environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] ?? "",
      accessKeySecret: emulator.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] ?? "",
      securityToken: undefined,
    };
  });

  afterEach(() => emulator.close());

  const ask = call({ params: { InstanceId: "r-emulator-tair" } });

  test.each(["POST", "GET"] as const)("a request by %s is accepted", async (method) => {
    await expect(
      transport({ url, credentials: keys }).send({ ...ask, method }),
    ).resolves.toMatchObject({ ok: true });
  });

  test("values that need encoding are signed right", async () => {
    const params = { InstanceId: "r-emulator-tair", Odd: "ä !'()*~+&=%/ 字" };
    await expect(
      transport({ url, credentials: keys }).send({ ...ask, params }),
    ).resolves.toMatchObject({
      ok: true,
    });
  });

  test.each([7_200, -7_200])(
    "a clock that is %d s off is corrected by the Date header",
    async (seconds) => {
      emulator.faults.add({ kind: "clockSkew", seconds });
      const one = transport({ url, credentials: keys });
      await expect(one.send(ask)).resolves.toMatchObject({ ok: true });
      expect(Math.abs(one.skewMs - seconds * 1000)).toBeLessThan(3_000);
      expect(emulator.requests.map(({ code }) => code)).toEqual([
        "InvalidTimeStamp.Expired",
        undefined,
      ]);
      // From then on the first try is right.
      await one.send(ask);
      expect(emulator.requests).toHaveLength(3);
    },
  );

  test("a wrong secret is refused without the string to sign that the gateway echoes", async () => {
    const wrong = { ...keys, accessKeySecret: "wrong-secret" };
    const got = await transport({ url, credentials: wrong }).send(ask);
    expect(got).toMatchObject({ ok: false, code: "SignatureDoesNotMatch" });
    expect(!got.ok && got.message).toMatch(/string to sign is: \[removed\]$/);
  });
});

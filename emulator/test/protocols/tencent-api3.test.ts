import { checkQuery } from "../../src/protocols/tencent-api3";
import { ask3, code3, CRS, crsEmulator, send3, type Sending3 } from "../support/tencent";

const InstanceId = CRS;
const config = "DescribeAutoBackupConfig";
const MINUTE = 60;

describe("an answer", () => {
  it("is an envelope with HTTP 200, for a refusal too", async () => {
    const emulator = await crsEmulator();
    const good = await send3(emulator, config, { InstanceId });
    expect(good.body.Response.RequestId).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    const bad = await send3(emulator, config, { InstanceId: "crs-none" });
    expect(bad.status).toBe(200);
    expect(bad.body).toEqual({
      Response: {
        Error: { Code: "ResourceNotFound.InstanceNotExists", Message: expect.any(String) },
        RequestId: expect.any(String),
      },
    });
  });
});

describe("a request is refused", () => {
  const now = Date.parse("2026-01-07T10:00:00Z") / 1000;
  const cases: [string, string, Sending3][] = [
    ["another action", "InvalidAction", { tamper: { "x-tc-action": "DeleteBackup" } }],
    ["another version", "NoSuchVersion", { version: "2017-01-01" }],
    ["no version", "MissingParameter", { tamper: { "x-tc-version": undefined } }],
    ["no timestamp", "MissingParameter", { tamper: { "x-tc-timestamp": undefined } }],
    ["no region", "MissingParameter", { tamper: { "x-tc-region": undefined } }],
    ["an unknown region", "UnsupportedRegion", { headers: { "x-tc-region": "mars-north" } }],
    ["no signature", "AuthFailure.InvalidAuthorization", { tamper: { authorization: undefined } }],
    ["an unknown key", "AuthFailure.SecretIdNotFound", { secretId: "NOBODY" }],
    ["another key's secret", "AuthFailure.SignatureFailure", { secretKey: "other" }],
    ["another service", "AuthFailure.SignatureFailure", { service: "cvm" }],
    ["a local date", "AuthFailure.SignatureFailure", { date: "2026-01-08" }],
    ["a token nobody gave", "AuthFailure.TokenFailure", { headers: { "x-tc-token": "t" } }],
    ["a late timestamp", "AuthFailure.SignatureExpire", { timestamp: now - 5 * MINUTE - 1 }],
    ["an early timestamp", "AuthFailure.SignatureExpire", { timestamp: now + 5 * MINUTE + 1 }],
    [
      "another content type than was signed",
      "AuthFailure.SignatureFailure",
      { tamper: { "content-type": "application/json" } },
    ],
    ["a form", "UnsupportedProtocol", { tamper: { "content-type": "text/plain" } }],
    ["a body that is no JSON", "InvalidParameter", { body: "{" }],
    ["a list", "InvalidParameter", { body: "[]" }],
    ["another method", "UnsupportedProtocol", { method: "PUT" }],
    [
      "a GET of JSON",
      "UnsupportedProtocol",
      { method: "GET", headers: { "content-type": "application/json" } },
    ],
    [
      "a query that was not signed",
      "AuthFailure.SignatureFailure",
      { method: "GET", sentSearch: `InstanceId=${CRS}x` },
    ],
  ];

  it.each(cases)("with %s", async (_what, code, options) => {
    expect(await code3(await crsEmulator(), config, { InstanceId }, options)).toBe(code);
  });

  it("with a changed body", async () => {
    const emulator = await crsEmulator();
    const signed = { body: JSON.stringify({ InstanceId }) };
    expect(await ask3(emulator, config, {}, signed)).toBeDefined();
    const secretKey = "x";
    expect(await code3(emulator, config, {}, { ...signed, secretKey })).toMatch(/SignatureFailure/);
  });

  it.each([
    ["an unknown parameter", { InstanceId, Colour: "red" }, "UnknownParameter"],
    ["a parameter in another case", { instanceId: CRS }, "UnknownParameter"],
    ["a number for text", { InstanceId: 7 }, "InvalidParameter"],
    ["nothing", {}, "MissingParameter"],
    ["an empty id", { InstanceId: "" }, "MissingParameter"],
  ])("with %s", async (_what, params, code) => {
    expect(await code3(await crsEmulator(), config, params)).toBe(code);
  });

  it("with text for a number", async () => {
    const params = { InstanceId, Limit: "5" };
    expect(await code3(await crsEmulator(), "DescribeInstanceBackups", params)).toBe(
      "InvalidParameter",
    );
  });
});

describe("GET, with the parameters in the query,", () => {
  it("has lists counted from 0, and numbers as text", async () => {
    const emulator = await crsEmulator({ backups: [{}, { storageDays: 1, hoursAgo: 40 }] });
    const list = async (params: object) =>
      (await ask3(emulator, "DescribeInstanceBackups", params, { method: "GET" })).BackupSet;
    expect(await list({ InstanceId, Limit: 5, Status: [2, -1] })).toHaveLength(2);
    expect(await list({ InstanceId, Status: [-1] })).toMatchObject([{ Status: -1 }]);
  });

  it("has lists of objects", async () => {
    const emulator = await crsEmulator();
    const LimitVpc = [{ Region: "ap-guangzhou", VpcList: ["vpc-1", "vpc-2"] }];
    const restriction = { LimitType: "Customize", LimitVpc };
    await ask3(emulator, "ModifyBackupDownloadRestriction", restriction, { method: "GET" });
    expect(await ask3(emulator, "DescribeBackupDownloadRestriction")).toMatchObject({ LimitVpc });
  });

  it("is refused where it is longer than 32 KB", async () => {
    const emulator = await crsEmulator();
    const params = { InstanceId, InstanceName: "x".repeat(8 * 1024) };
    const get = { method: "GET" };
    expect(await ask3(emulator, "DescribeInstanceBackups", params, get)).toBeDefined();
    // The tests' server takes a head of 16 KB: only the rule itself can be asked.
    expect(() => checkQuery("x".repeat(32 * 1024))).not.toThrow();
    expect(() => checkQuery("x".repeat(32 * 1024 + 1))).toThrow(/RequestSizeLimitExceeded/);
  });
});

describe("five minutes", () => {
  it("are the tolerance of a timestamp", async () => {
    const emulator = await crsEmulator();
    const now = emulator.clock.now().getTime() / 1000;
    for (const timestamp of [now - 5 * MINUTE, now + 5 * MINUTE]) {
      await ask3(emulator, config, { InstanceId }, { timestamp });
    }
  });
});

describe("an account", () => {
  const accounts = [
    {
      accountId: "100000000001",
      secretId: "EMULATOR_SECRET_ID",
      secretKey: "emulator-secret-key-not-real",
    },
    { accountId: "200000000002", secretId: "OTHER", secretKey: "s" },
    {
      accountId: "100000000001",
      secretId: "READER",
      secretKey: "s",
      policies: [
        {
          version: "2.0" as const,
          statement: [{ effect: "allow" as const, action: "redis:Describe*", resource: "*" }],
        },
      ],
    },
    { accountId: "100000000001", secretId: "TEMPORARY", secretKey: "s", token: "good" },
  ];

  it("does not see the instances of another, nor of another region", async () => {
    const emulator = await crsEmulator({}, { accounts });
    const other = { secretId: "OTHER", secretKey: "s" };
    expect(await code3(emulator, config, { InstanceId }, other)).toMatch(/InstanceNotExists/);
    const elsewhere = { headers: { "x-tc-region": "ap-shanghai" } };
    expect(await code3(emulator, config, { InstanceId }, elsewhere)).toMatch(/InstanceNotExists/);
  });

  it("may do what its policies allow", async () => {
    const emulator = await crsEmulator({}, { accounts });
    const reader = { secretId: "READER", secretKey: "s" };
    await ask3(emulator, config, { InstanceId }, reader);
    expect(await code3(emulator, "ManualBackupInstance", { InstanceId }, reader)).toBe(
      "UnauthorizedOperation.NoCAMAuthed",
    );
  });

  it("brings the token of a temporary key", async () => {
    const emulator = await crsEmulator({}, { accounts });
    const temporary = { secretId: "TEMPORARY", secretKey: "s" };
    const token = { headers: { "x-tc-token": "good" } };
    await ask3(emulator, config, { InstanceId }, { ...temporary, ...token });
    expect(await code3(emulator, config, { InstanceId }, temporary)).toMatch(/TokenFailure/);
  });

  it("is told by STS", async () => {
    const emulator = await crsEmulator();
    const sts = { version: "2018-08-13", service: "sts" };
    expect(await ask3(emulator, "GetCallerIdentity", {}, sts)).toMatchObject({
      AccountId: "100000000001",
    });
  });
});

describe("more than 20 requests in a second", () => {
  it("are refused, for each action by itself", async () => {
    const emulator = await crsEmulator();
    const ask = () => send3(emulator, config, { InstanceId });
    const answers = await Promise.all(Array.from({ length: 22 }, ask));
    const codes = answers.map(({ body }) => body.Response.Error?.Code);
    expect(codes.filter((code) => code === "RequestLimitExceeded")).toHaveLength(2);
    await ask3(emulator, "DescribeInstanceBackups", { InstanceId });
    emulator.clock.advance(1000);
    await ask3(emulator, config, { InstanceId });
  });
});

describe("faults", () => {
  it("spoil requests as they do for the other cloud", async () => {
    const emulator = await crsEmulator();
    const once = { action: config, count: 1 };
    const ask = () => send3(emulator, config, { InstanceId });
    emulator.faults.add({ kind: "throttling", ...once });
    expect((await ask()).body.Response.Error.Code).toBe("RequestLimitExceeded");
    emulator.faults.add({ kind: "error", code: "InternalError", ...once });
    expect(await ask()).toMatchObject({ status: 200 });
    emulator.faults.add({ kind: "error", code: "InternalError", status: 503, ...once });
    expect(await ask()).toMatchObject({ status: 503 });
    emulator.faults.add({ kind: "html", ...once });
    expect((await ask()).text).toMatch(/^<html>/);
    emulator.faults.add({ kind: "expiredToken", ...once });
    expect((await ask()).body.Response.Error.Code).toBe("AuthFailure.TokenFailure");
    emulator.faults.add({ kind: "clockSkew", seconds: 3600, ...once });
    expect((await ask()).body.Response.Error.Code).toBe("AuthFailure.SignatureExpire");
    emulator.faults.add({ kind: "drop", when: "after", action: "ManualBackupInstance" });
    await expect(send3(emulator, "ManualBackupInstance", { InstanceId })).rejects.toThrow();
    expect(emulator.crs.backups(CRS)).toHaveLength(1);
  });
});

describe("the journal", () => {
  it("has what was asked, without what authenticated it and without a password", async () => {
    const emulator = await crsEmulator({ engine: "2.8", password: "pass-not-real" });
    const Password = "pass-not-real";
    await send3(emulator, "RestoreInstance", { InstanceId, BackupId: "1", Password });
    const [entry] = emulator.requests;
    expect(entry).toMatchObject({
      account: "100000000001",
      action: "RestoreInstance",
      method: "POST",
      params: { InstanceId, BackupId: "1" },
      status: 200,
      code: "InvalidParameterValue.BackupNotExists",
    });
    expect(JSON.stringify(emulator.requests)).not.toMatch(/pass-not-real|EMULATOR_SECRET/);
  });
});

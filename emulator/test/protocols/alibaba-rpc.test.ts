import { XMLParser } from "fast-xml-parser";
import { sign, stringToSign } from "../../src/protocols/rpc-signature";
import { codeOf, DAY, emulatorWith, INSTANCE, MINUTE, send, type Sending } from "../support/client";

const READ = { InstanceId: INSTANCE };
const DENIED = {
  accountId: "1111",
  accessKeyId: "EMULATOR_DENIED",
  accessKeySecret: "emulator-denied",
  policies: [{ Statement: [{ Effect: "Deny" as const, Action: "kvstore:*", Resource: "*" }] }],
};

/** The string to sign with its parameters in another order. */
function sorted(text: string, order: (a: string, b: string) => number): string {
  const [method = "", path = "", query = ""] = text.split("&");
  const pairs = decodeURIComponent(query).split("&").sort(order);
  return [method, path, encodeURIComponent(pairs.join("&"))].join("&");
}

describe("order of the checks", () => {
  it("answers the first thing that is wrong, and each of the others once those before it are right", async () => {
    const emulator = await emulatorWith({ status: "Changing" }, { ratePerSecond: 1 });
    emulator.accounts.add(DENIED);
    emulator.accounts.add({
      accountId: "2222",
      accessKeyId: "EMULATOR_FREE",
      accessKeySecret: "emulator-free",
    });
    const codes: string[] = [];
    let sending: Sending & { action: string; params: Record<string, string> } = {
      action: "NoSuchAction",
      method: "PUT",
      params: {},
      accessKeyId: "EMULATOR_UNKNOWN",
      accessKeySecret: "wrong",
      securityToken: "wrong",
      common: {
        Format: "YAML",
        Version: "1999-01-01",
        Timestamp: "yesterday",
        SignatureMethod: undefined,
        SignatureNonce: "used",
        SignatureVersion: "2.0",
      },
    };
    const next = async (change: Partial<typeof sending>, common: Sending["common"] = {}) => {
      sending = { ...sending, ...change, common: { ...sending.common, ...common } };
      const { body, text } = await send(emulator, sending.action, sending.params, sending);
      codes.push(body?.Code ?? /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? text);
    };
    await next({});
    await next({}, { Format: "JSON" });
    await next({ method: "POST" }, { Version: undefined });
    await next({}, { Version: "1999-01-01" });
    await next({}, { Version: "2015-01-01", Action: undefined });
    await next({}, { Action: "NoSuchAction" });
    await next({}, { Action: "DescribeBackups" });
    await next({}, { SignatureMethod: "HMAC-SHA256" });
    await next({}, { SignatureMethod: "HMAC-SHA1" });
    await next({}, { SignatureVersion: "1.0" });
    await next({ accessKeyId: DENIED.accessKeyId }, { AccessKeyId: undefined });
    await next({}, { AccessKeyId: DENIED.accessKeyId });
    delete sending.securityToken;
    await next({});
    await next({}, { Timestamp: "2026-01-07T10:16:00Z" });
    await next({}, { Timestamp: "2026-01-07T10:15:00Z" });
    // The nonce is used up by the first request whose signature fits.
    await next({ accessKeySecret: DENIED.accessKeySecret });
    await next({});
    const free = { accessKeyId: "EMULATOR_FREE", accessKeySecret: "emulator-free" };
    await next(free, { AccessKeyId: "EMULATOR_FREE", SignatureNonce: "n1" });
    await next({ params: READ }, { SignatureNonce: "n2" });
    emulator.clock.advance(1001);
    await next({ params: READ }, { SignatureNonce: "n3" });
    emulator.clock.advance(1001);
    await next(
      { params: { ...READ, StartTime: "today", EndTime: "today" } },
      { SignatureNonce: "n4" },
    );
    emulator.clock.advance(1001);
    const range = { StartTime: "2026-01-01T00:00Z", EndTime: "2026-01-02T00:00Z" };
    await next({ params: { ...READ, ...range } }, { SignatureNonce: "n5" });
    const own = { accessKeyId: "EMULATOR_KEY_ID", accessKeySecret: "emulator-secret-not-real" };
    await next(
      { ...own, params: READ },
      { AccessKeyId: "EMULATOR_KEY_ID", SignatureNonce: "n6", Action: "CreateBackup" },
    );
    expect(codes).toEqual([
      "InvalidParameter.Format",
      "UnsupportedHTTPMethod",
      "MissingVersion",
      "InvalidVersion",
      "MissingAction",
      "InvalidAction.NotFound",
      "MissingSignatureMethod",
      "InvalidSignatureMethod",
      "IncompleteSignature",
      "InvalidAccessKeyId.NotFound",
      "MissingAccessKeyId",
      "InvalidSecurityToken.MismatchWithAccessKey",
      "InvalidTimeStamp.Format",
      "InvalidTimeStamp.Expired",
      "SignatureDoesNotMatch",
      "Forbidden.RAM",
      "SignatureNonceUsed",
      "MissingInstanceId",
      "Throttling.User",
      "MissingStartTime",
      "InvalidStartTime.Malformed",
      "InvalidInstanceId.NotFound",
      "IncorrectDBInstanceState",
    ]);
  });

  it.each(["AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"])(
    "fails without %s",
    async (name) => {
      const emulator = await emulatorWith();
      const common = { [name]: undefined };
      expect(await codeOf(emulator, "DescribeBackupPolicy", READ, { common })).toBe(
        `Missing${name}`,
      );
    },
  );

  it("fails without a signature", async () => {
    const emulator = await emulatorWith();
    const tamper = { Signature: undefined };
    const code = await codeOf(emulator, "DescribeBackupPolicy", READ, { tamper });
    expect(code).toBe("MissingSignature");
  });

  it("fails on a key that was removed", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.remove("EMULATOR_KEY_ID");
    const { status, body } = await send(emulator, "DescribeBackupPolicy", READ);
    expect([status, body.Code]).toEqual([404, "InvalidAccessKeyId.NotFound"]);
    expect(() => emulator.accounts.remove("EMULATOR_KEY_ID")).toThrow("there is no access key");
  });

  it("fails on a disabled key", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.setStatus("EMULATOR_KEY_ID", "Inactive");
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ)).toBe(
      "InvalidAccessKeyId.Inactive",
    );
  });
});

describe("signature", () => {
  it("fails when a parameter is changed, added or removed after signing", async () => {
    const emulator = await emulatorWith();
    for (const tamper of [
      { InstanceId: "r-test0002" },
      { Extra: "1" },
      { InstanceId: undefined },
      { Timestamp: "2026-01-07T10:00:01Z" },
    ]) {
      const code = await codeOf(emulator, "DescribeBackupPolicy", READ, { tamper });
      expect(code).toBe("SignatureDoesNotMatch");
    }
  });

  it.each<[string, (text: string) => string]>([
    ["in another order", (text) => sorted(text, (a, b) => a.localeCompare(b))],
    ["in reverse order", (text) => sorted(text, (a, b) => (a < b ? 1 : -1))],
    ["encoded once", (text) => text.replace(/&[^&]*$/, (last) => decodeURIComponent(last))],
    ["with a space as a plus", (text) => text.replaceAll("%2520", "%2B")],
    ["of lower-case percents", (text) => text.replace(/%[0-9A-F]{2}/g, (c) => c.toLowerCase())],
    ["without the slash", (text) => text.replace("&%2F&", "&")],
  ])("fails when it was made over a text %s", async (_, spoil) => {
    const emulator = await emulatorWith();
    const params = { ...READ, ownerName: "a b", Zone: "é*" };
    const secret = "emulator-secret-not-real";
    const signed = (change: (text: string) => string) => {
      const all = new Map(
        Object.entries({
          ...params,
          Action: "DescribeBackupPolicy",
          Version: "2015-01-01",
          Format: "JSON",
          AccessKeyId: "EMULATOR_KEY_ID",
          SignatureMethod: "HMAC-SHA1",
          SignatureVersion: "1.0",
          SignatureNonce: "same",
          Timestamp: "2026-01-07T10:00:00Z",
        }),
      );
      const tamper = { Signature: sign(change(stringToSign("POST", all)), secret) };
      return { common: { SignatureNonce: "same" }, tamper };
    };
    const code = await codeOf(emulator, "DescribeBackupPolicy", params, signed(spoil));
    expect(code).toBe("SignatureDoesNotMatch");
    const good = await send(emulator, "DescribeBackupPolicy", params, signed(String));
    expect(good.status).toBe(200);
  });

  it("fails when it was made for another method", async () => {
    const emulator = await emulatorWith();
    const code = await codeOf(emulator, "DescribeBackupPolicy", READ, { signedMethod: "GET" });
    expect(code).toBe("SignatureDoesNotMatch");
  });

  it("echoes the string to sign, so that a client that prints the message prints the key id", async () => {
    const emulator = await emulatorWith();
    const { body } = await send(emulator, "DescribeBackupPolicy", READ, {
      accessKeySecret: "wrong",
    });
    expect(body.Message).toContain(
      "server string to sign is:POST&%2F&AccessKeyId%3DEMULATOR_KEY_ID%26",
    );
    expect(body.Message).toContain("SignatureNonce%3Dnonce-");
  });

  it("takes a parameter from query and form if both say the same", async () => {
    const emulator = await emulatorWith();
    const at = (RegionId: string) => ({
      ...emulator,
      url: `${emulator.url}/?RegionId=${RegionId}`,
    });
    const params = { ...READ, RegionId: "cn-hangzhou" };
    expect(await codeOf(at("cn-beijing"), "DescribeBackupPolicy", params)).toBe("InvalidParameter");
    expect((await send(at("cn-hangzhou"), "DescribeBackupPolicy", params)).status).toBe(200);
  });

  it("covers query and form parameters together", async () => {
    const emulator = await emulatorWith();
    const url = `${emulator.url}/?Unsigned=1`;
    const code = await codeOf({ ...emulator, url }, "DescribeBackupPolicy", READ);
    expect(code).toBe("SignatureDoesNotMatch");
  });
});

describe("timestamp and nonce", () => {
  it("takes timestamps up to 15 minutes off, by virtual time", async () => {
    const emulator = await emulatorWith();
    const at = async (Timestamp: string) =>
      (await send(emulator, "DescribeBackupPolicy", READ, { common: { Timestamp } })).body.Code;
    expect(await at("2026-01-07T10:15:00Z")).toBeUndefined();
    expect(await at("2026-01-07T09:45:00Z")).toBeUndefined();
    expect(await at("2026-01-07T10:15:01Z")).toBe("InvalidTimeStamp.Expired");
    expect(await at("2026-01-07T09:44:59Z")).toBe("InvalidTimeStamp.Expired");
    emulator.clock.advance(DAY);
    expect(await at("2026-01-07T10:00:00Z")).toBe("InvalidTimeStamp.Expired");
    expect(await at("2026-01-08T10:00:00Z")).toBeUndefined();
  });

  it("takes real timestamps as well when it is told to", async () => {
    const seed = {
      defaults: { timestamps: "either" as const },
      instances: [{ instanceId: INSTANCE }],
    };
    const emulator = await emulatorWith({}, { seed });
    const Timestamp = `${new Date().toISOString().slice(0, 19)}Z`;
    const answer = await send(emulator, "DescribeBackupPolicy", READ, { common: { Timestamp } });
    expect(answer.status).toBe(200);
  });

  it.each([
    "2026-01-07T10:00Z",
    "2026-01-07T10:00:00",
    "2026-01-07T10:00:00.000Z",
    "2026-02-30T10:00:00Z",
  ])("fails on the timestamp %s", async (Timestamp) => {
    const emulator = await emulatorWith();
    const code = await codeOf(emulator, "DescribeBackupPolicy", READ, { common: { Timestamp } });
    expect(code).toBe("InvalidTimeStamp.Format");
  });

  it("remembers a nonce for 15 minutes, for each key", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.add({ accountId: "2222", accessKeyId: "OTHER", accessKeySecret: "other" });
    const twice = { common: { SignatureNonce: "twice" } };
    const other = { ...twice, accessKeyId: "OTHER", accessKeySecret: "other" };
    const code = async (sending: Sending) =>
      (await send(emulator, "DescribeBackupPolicy", READ, sending)).body.Code;
    expect(await code(twice)).toBeUndefined();
    expect(await code(twice)).toBe("SignatureNonceUsed");
    expect(await code(other)).toBe("InvalidInstanceId.NotFound");
    emulator.clock.advance(15 * MINUTE);
    expect(await code(twice)).toBe("SignatureNonceUsed");
    emulator.clock.advance(1);
    expect(await code(twice)).toBeUndefined();
  });

  it("does not use a nonce up when the signature is wrong", async () => {
    const emulator = await emulatorWith();
    const common = { SignatureNonce: "once" };
    const wrong = { common, accessKeySecret: "wrong" };
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ, wrong)).toBe(
      "SignatureDoesNotMatch",
    );
    expect((await send(emulator, "DescribeBackupPolicy", READ, { common })).status).toBe(200);
  });
});

describe("envelope", () => {
  it("has a Date header in virtual time", async () => {
    const emulator = await emulatorWith();
    emulator.clock.advance(DAY);
    const { headers } = await send(emulator, "DescribeBackupPolicy", READ);
    expect(headers.get("date")).toBe("Thu, 08 Jan 2026 10:00:00 GMT");
  });

  it("answers an error with its id, host, code, message and recommendation", async () => {
    const emulator = await emulatorWith();
    const { status, body } = await send(emulator, "DescribeBackupPolicy", { InstanceId: "r-none" });
    expect(status).toBe(404);
    expect(body).toEqual({
      RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
      HostId: new URL(emulator.url).host,
      Code: "InvalidInstanceId.NotFound",
      Message: "The InstanceId provided does not exist in our records.",
      Recommend:
        "https://api.aliyun.com/troubleshoot?q=InvalidInstanceId.NotFound&product=R-kvstore",
    });
  });

  it("answers XML when no format is asked for", async () => {
    const emulator = await emulatorWith();
    const plain = { common: { Format: undefined } };
    const good = await send(emulator, "DescribeBackupPolicy", READ, plain);
    expect(good.headers.get("content-type")).toBe("text/xml;charset=utf-8");
    const bad = await send(emulator, "DescribeBackupPolicy", { InstanceId: "r-none" }, plain);
    const parser = new XMLParser();
    expect(parser.parse(good.text)).toMatchObject({
      DescribeBackupPolicyResponse: {
        BackupRetentionPeriod: 7,
        PreferredBackupTime: "02:00Z-03:00Z",
      },
    });
    expect(parser.parse(bad.text)).toMatchObject({ Error: { Code: "InvalidInstanceId.NotFound" } });
  });

  it("does not mind parameters it does not know", async () => {
    const emulator = await emulatorWith();
    const params = { ...READ, SignatureType: "", OwnerId: 1, Anything: "else" };
    expect((await send(emulator, "DescribeBackupPolicy", params)).status).toBe(200);
  });

  it("takes an empty mandatory parameter for a missing one", async () => {
    const emulator = await emulatorWith();
    const code = await codeOf(emulator, "DescribeBackupPolicy", { InstanceId: "" });
    expect(code).toBe("MissingInstanceId");
  });
});

describe("visibility", () => {
  it("shows an instance in its own region alone", async () => {
    const emulator = await emulatorWith({ regionId: "cn-beijing" });
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ)).toBe("InvalidInstanceId.NotFound");
    const here = { ...READ, RegionId: "cn-beijing" };
    expect((await send(emulator, "DescribeBackupPolicy", here)).status).toBe(200);
  });

  it("fails on a region that does not exist, which says nothing about the instance", async () => {
    const emulator = await emulatorWith();
    const params = { ...READ, RegionId: "cn-nowhere" };
    expect(await codeOf(emulator, "DescribeBackupPolicy", params)).toBe("InvalidRegionId.NotFound");
  });

  it("shows an instance to its own account alone", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.add({ accountId: "2222", accessKeyId: "OTHER", accessKeySecret: "other" });
    const other = { accessKeyId: "OTHER", accessKeySecret: "other" };
    const code = await codeOf(emulator, "DescribeBackupPolicy", READ, other);
    expect(code).toBe("InvalidInstanceId.NotFound");
  });

  it('can say "gone" with any of the codes the cloud has for it', async () => {
    const defaults = { refusals: { instanceNotFound: "InvalidDBInstanceId.NotFound" } };
    const emulator = await emulatorWith({}, { seed: { defaults } });
    const { status, body } = await send(emulator, "DescribeBackupPolicy", READ);
    expect([status, body.Code]).toEqual([404, "InvalidDBInstanceId.NotFound"]);
  });
});

describe("permissions", () => {
  const denied = { accessKeyId: DENIED.accessKeyId, accessKeySecret: DENIED.accessKeySecret };

  it("refuses with Forbidden.RAM, whether the instance exists or not", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.add({ ...DENIED, accountId: "1234567890123456" });
    for (const InstanceId of [INSTANCE, "r-none"]) {
      const { status, body } = await send(emulator, "CreateBackup", { InstanceId }, denied);
      expect([status, body.Code, body.AccessDeniedDetail]).toEqual([
        403,
        "Forbidden.RAM",
        undefined,
      ]);
    }
    expect(emulator.jobs()).toEqual([]);
  });

  it("follows a change of the policies", async () => {
    const emulator = await emulatorWith();
    emulator.accounts.setPolicies("EMULATOR_KEY_ID", []);
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("Forbidden.RAM");
    emulator.accounts.setPolicies("EMULATOR_KEY_ID", undefined);
    expect((await send(emulator, "CreateBackup", READ)).status).toBe(200);
  });

  it("refuses with NoPermission and its detail when it is told to", async () => {
    const seed = {
      defaults: { denial: "NoPermission" as const },
      instances: [{ instanceId: INSTANCE }],
    };
    const emulator = await emulatorWith({}, { seed });
    emulator.accounts.add(DENIED);
    const { status, body } = await send(emulator, "CreateBackup", READ, denied);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      Code: "NoPermission",
      AccessDeniedDetail: {
        AuthAction: "kvstore:CreateBackup",
        AuthPrincipalOwnerId: "1111",
        AuthPrincipalType: "SubUser",
        NoPermissionType: "ExplicitDeny",
        PolicyType: "AccountLevelIdentityBasedPolicy",
      },
    });
  });

  it.each([
    ["DeleteBackup", { BackupId: "1" }],
    ["ModifyBackupExpireTime", { BackupId: "1", ExpectExpireTime: "2027-01-01T00:00Z" }],
    ["DescribeBackupTasks", {}],
  ])("lets %s through only with Resource *", async (action, params) => {
    const emulator = await emulatorWith();
    const allow = (accessKeyId: string, Resource: string) =>
      emulator.accounts.add({
        accountId: "1234567890123456",
        accessKeyId,
        accessKeySecret: "s",
        policies: [{ Statement: [{ Effect: "Allow", Action: `kvstore:${action}`, Resource }] }],
      });
    allow("NARROW", `acs:kvstore:*:*:instance/${INSTANCE}`);
    allow("WIDE", "*");
    const ask = (accessKeyId: string) =>
      send(emulator, action, { ...READ, ...params }, { accessKeyId, accessKeySecret: "s" });
    expect((await ask("NARROW")).status).toBe(403);
    expect((await ask("WIDE")).status).not.toBe(403);
  });
});

describe("rate", () => {
  it("limits each account and action, and counts no refused request", async () => {
    const emulator = await emulatorWith({}, { ratePerSecond: 2 });
    const status = async (action = "DescribeBackupPolicy") =>
      (await send(emulator, action, READ)).status;
    expect([await status(), await status()]).toEqual([200, 200]);
    emulator.clock.advance(500);
    expect(await status()).toBe(400);
    expect(await status("DescribeInstanceAttribute")).toBe(200);
    emulator.clock.advance(500);
    expect([await status(), await status()]).toEqual([200, 200]);
    expect(await codeOf(emulator, "DescribeBackupPolicy", READ)).toBe("Throttling.User");
  });
});

import { CRS, crsEmulator, sendV1, type SendingV1 } from "../support/tencent";

const InstanceId = CRS;
const config = "DescribeAutoBackupConfig";

describe.each(["GET", "POST"] as const)("the older signature by %s", (method) => {
  it.each(["HmacSHA256", "HmacSHA1"])("%s is verified", async (SignatureMethod) => {
    const emulator = await crsEmulator();
    const options = { method, common: { SignatureMethod } };
    const good = await sendV1(emulator, config, { InstanceId }, options);
    expect(good.Response).toMatchObject({ TimePeriod: "02:00-03:00" });
    const bad = await sendV1(emulator, config, { InstanceId }, { ...options, secretKey: "x" });
    expect(bad.Response.Error.Code).toBe("AuthFailure.SignatureFailure");
  });

  it("brings lists, and numbers as text", async () => {
    const emulator = await crsEmulator({ backups: [{}, { storageDays: 1, hoursAgo: 40 }] });
    const params = { InstanceId, Limit: 5, Status: [2, -1] };
    const { Response } = await sendV1(emulator, "DescribeInstanceBackups", params, { method });
    expect(Response.TotalCount).toBe(2);
  });
});

describe("a request is refused", () => {
  const cases: [string, string, SendingV1][] = [
    ["another version", "NoSuchVersion", { common: { Version: "2017-01-01" } }],
    ["another action", "InvalidAction", { common: { Action: "DeleteBackup" } }],
    ["no version", "MissingParameter", { tamper: { Version: undefined } }],
    ["no nonce", "MissingParameter", { tamper: { Nonce: undefined } }],
    ["no region", "MissingParameter", { tamper: { Region: undefined } }],
    ["no signature", "MissingParameter", { tamper: { Signature: undefined } }],
    ["a nonce that is no number", "InvalidParameter.InvalidParameter", { common: { Nonce: "x" } }],
    ["an unknown key", "AuthFailure.SecretIdNotFound", { common: { SecretId: "NOBODY" } }],
    ["a changed parameter", "AuthFailure.SignatureFailure", { tamper: { InstanceId: "crs-x" } }],
    ["a token nobody gave", "AuthFailure.TokenFailure", { common: { Token: "t" } }],
    ["an old timestamp", "AuthFailure.SignatureExpire", { common: { Timestamp: "1486543200" } }],
    ["an unknown region", "UnsupportedRegion", { common: { Region: "mars-north" } }],
    ["an unknown parameter", "UnknownParameter", { common: { Colour: "red" } }],
  ];

  it.each(cases)("with %s", async (_what, code, options) => {
    const { Response } = await sendV1(await crsEmulator(), config, { InstanceId }, options);
    expect(Response.Error.Code).toBe(code);
  });

  it("with a nonce and a timestamp that came before", async () => {
    const emulator = await crsEmulator();
    const twice = { common: { Nonce: "11886" } };
    const ask = async () => (await sendV1(emulator, config, { InstanceId }, twice)).Response;
    expect(await ask()).toMatchObject({ AutoBackupType: 1 });
    expect((await ask()).Error.Code).toBe("AuthFailure.SignatureExpire");
    emulator.clock.advance(1000);
    expect(await ask()).toMatchObject({ AutoBackupType: 1 });
  });
});

it("leaves no key and no signature in the journal", async () => {
  const emulator = await crsEmulator();
  await sendV1(emulator, config, { InstanceId }, { common: { Language: "en-US" } });
  expect(emulator.requests).toMatchObject([
    { action: config, params: { InstanceId }, status: 200 },
  ]);
  expect(Object.keys(emulator.requests[0]?.params ?? {})).toEqual(["InstanceId"]);
});

import { CRS, crsEmulator, send2, type Sending2 } from "../support/tencent";

const list = { redisId: CRS, limit: 20, offset: 0 };

describe.each(["GET", "POST"] as const)("a signature by %s", (method) => {
  it.each(["HmacSHA256", "HmacSHA1"])("%s is verified", async (signatureMethod) => {
    const emulator = await crsEmulator({ backups: [{}] });
    const times = { beginTime: "2026-01-07 00:00:00", endTime: "2026-01-08 00:00:00" };
    const options = { method, signatureMethod };
    expect(
      await send2(emulator, "GetRedisBackupList", { ...list, ...times }, options),
    ).toMatchObject({ code: 0, message: "", codeDesc: "Success", totalCount: 1 });
    expect(
      await send2(emulator, "GetRedisBackupList", list, { ...options, secretKey: "x" }),
    ).toMatchObject({ code: 4100, codeDesc: "AuthFailure" });
  });
});

describe("a refusal", () => {
  const cases: [string, object, Sending2][] = [
    ["an unknown key", { code: 4100 }, { common: { SecretId: "NOBODY" } }],
    ["a changed parameter", { code: 4100 }, { tamper: { limit: "21" } }],
    ["no nonce", { code: 4000 }, { tamper: { Nonce: undefined } }],
    ["a nonce of zero", { code: 4000 }, { common: { Nonce: "0" } }],
    ["a token nobody gave", { code: 4105 }, { common: { Token: "t" } }],
    ["an old timestamp", { code: 4500 }, { common: { Timestamp: "1486543200" } }],
    ["an unknown region", { code: 4000 }, { common: { Region: "mars" } }],
    ["text for a number", { code: 4000 }, { common: { limit: "many" } }],
  ];

  it.each(cases)("for %s has its number, with HTTP 200", async (_what, answer, options) => {
    expect(await send2(await crsEmulator(), "GetRedisBackupList", list, options)).toMatchObject(
      answer,
    );
  });

  it("is given for a nonce that comes twice", async () => {
    const emulator = await crsEmulator();
    const twice = { common: { Nonce: "11886" } };
    expect(await send2(emulator, "GetRedisBackupList", list, twice)).toMatchObject({ code: 0 });
    expect(await send2(emulator, "GetRedisBackupList", list, twice)).toMatchObject({ code: 4500 });
  });

  it("of a module has its number in the message, or in the code", async () => {
    const none = { ...list, redisId: "crs-none" };
    expect(await send2(await crsEmulator(), "GetRedisBackupList", none)).toEqual({
      code: 5000,
      message: "(10701)InstanceNotExists",
      codeDesc: "InstanceNotExists",
    });
    const other = await crsEmulator({}, { defaults: { legacyModuleCode: "code" } });
    expect(await send2(other, "GetRedisBackupList", none)).toMatchObject({ code: 10701 });
  });

  it("is given for an action of API 3.0 alone", async () => {
    expect(await send2(await crsEmulator(), "DescribeInstanceBackups")).toMatchObject({
      code: 6100,
    });
  });
});

it("takes the short codes of regions and their long names", async () => {
  const emulator = await crsEmulator();
  for (const Region of ["gz", "ap-guangzhou"]) {
    const answer = await send2(emulator, "GetRedisBackupList", list, { common: { Region } });
    expect(answer).toMatchObject({ code: 0 });
  }
});

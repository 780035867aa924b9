import { ask, emulatorWith } from "../../support/client";

const STS = { version: "2015-04-01" };

describe("GetCallerIdentity", () => {
  it("answers a user", async () => {
    const emulator = await emulatorWith();
    const body = await ask(emulator, "GetCallerIdentity", {}, STS);
    expect(body).toEqual({
      RequestId: expect.any(String),
      IdentityType: "RAMUser",
      AccountId: "1234567890123456",
      PrincipalId: expect.stringMatching(/^2\d{17}$/),
      UserId: body.PrincipalId,
      Arn: "acs:ram::1234567890123456:user/emulator",
    });
  });

  it("answers an account, and needs no permission", async () => {
    const emulator = await emulatorWith();
    const keys = { accessKeyId: "ROOT", accessKeySecret: "root" };
    emulator.accounts.add({ ...keys, accountId: "2222", root: true, policies: [] });
    expect(await ask(emulator, "GetCallerIdentity", {}, { ...STS, ...keys })).toMatchObject({
      IdentityType: "Account",
      AccountId: "2222",
      UserId: "2222",
      Arn: "acs:ram::2222:root",
    });
  });
});

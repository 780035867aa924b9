import type { CamPolicy } from "../src";
import { fromCam } from "../src/cam";
import { evaluate } from "../src/ram";
import { identityOfCrsAccount } from "../src/crs-identity";
import { ask3, code3, CRS, crsEmulator } from "./support/tencent";

const ACTION = "redis:ManualBackupInstance";
const RESOURCE = "qcs::redis:ap-guangzhou:uin/1234:instance/crs-1";

function verdict(statement: CamPolicy["statement"]): string {
  const account = {
    accountId: "1234",
    secretId: "x",
    secretKey: "y",
    token: null,
    regionId: "ap-guangzhou",
    policies: [fromCam({ version: "2.0", statement }, "1234")],
  };
  return evaluate(identityOfCrsAccount(account), ACTION, RESOURCE);
}

describe("a policy of CAM", () => {
  it.each<[string | string[], string | string[], string]>([
    ["redis:ManualBackupInstance", "*", "allowed"],
    ["name/redis:ManualBackupInstance", "*", "allowed"],
    ["redis:*", RESOURCE, "allowed"],
    ["redis:Manual*", "qcs::redis:ap-guangzhou:uin/1234:instance/*", "allowed"],
    ["redis:*", "qcs::redis::uin/1234:instance/crs-1", "allowed"],
    ["redis:*", "qcs::redis:::instance/crs-1", "allowed"],
    ["redis:*", ["qcs::redis:ap-shanghai::instance/*", RESOURCE], "allowed"],
    ["redis:*", "qcs::redis:ap-shanghai::instance/crs-1", "ImplicitDeny"],
    ["redis:*", "qcs::redis::uin/9999:instance/crs-1", "ImplicitDeny"],
    ["redis:*", "qcs::redis:::instance/crs-10", "ImplicitDeny"],
    ["redis:Describe*", "*", "ImplicitDeny"],
    ["kvstore:*", "*", "ImplicitDeny"],
  ])("that allows %p on %p gives %s", (action, resource, expected) => {
    expect(verdict([{ effect: "allow", action, resource }])).toBe(expected);
  });

  it("lets an explicit deny win", () => {
    const allow = { effect: "allow" as const, action: "redis:*", resource: "*" };
    const deny = { effect: "deny" as const, action: "redis:Manual*", resource: "qcs::redis:::*" };
    expect(verdict([allow, deny])).toBe("ExplicitDeny");
  });
});

describe("the policies of a key", () => {
  const InstanceId = CRS;

  it("can be changed, and none allows everything", async () => {
    const emulator = await crsEmulator();
    const secretId = emulator.environment["TENCENTCLOUD_SECRET_ID"] ?? "";
    const only = (action: string): CamPolicy[] => [
      { version: "2.0", statement: [{ effect: "allow", action, resource: "*" }] },
    ];
    emulator.crs.accounts.setPolicies(secretId, only("redis:ManualBackupInstance"));
    expect(await code3(emulator, "DescribeAutoBackupConfig", { InstanceId })).toBe(
      "UnauthorizedOperation.NoCAMAuthed",
    );
    emulator.crs.accounts.setPolicies(secretId, only("redis:DescribeAutoBackupConfig"));
    await ask3(emulator, "DescribeAutoBackupConfig", { InstanceId });
    emulator.crs.accounts.setPolicies(secretId, undefined);
    await ask3(emulator, "DescribeAutoBackupConfig", { InstanceId });
  });

  it("are refused in the form of RAM", async () => {
    const emulator = await crsEmulator();
    const secretId = emulator.environment["TENCENTCLOUD_SECRET_ID"] ?? "";
    const ram = [{ Statement: [{ Effect: "Allow", Action: "redis:*", Resource: "*" }] }];
    expect(() => emulator.crs.accounts.setPolicies(secretId, ram as never)).toThrow(/version/);
  });
});

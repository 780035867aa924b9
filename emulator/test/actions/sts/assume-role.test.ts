import type { RoleSeed } from "../../../src";
import { ask, codeOf, emulatorWith, HOUR, INSTANCE, send } from "../../support/client";

const STS = { version: "2015-04-01" };
const ARN = "acs:ram::1234567890123456:role/backup";
const ASK = { RoleArn: ARN, RoleSessionName: "ci" };
const READ_ONLY = [
  { Statement: [{ Effect: "Allow" as const, Action: "kvstore:Describe*", Resource: "*" }] },
];

async function withRole(role: Partial<RoleSeed> = {}) {
  const emulator = await emulatorWith();
  emulator.accounts.addRole({ name: "backup", ...role });
  return emulator;
}

function sendingOf(body: { Credentials: Record<string, string> }) {
  const { AccessKeyId = "", AccessKeySecret = "", SecurityToken = "" } = body.Credentials;
  return {
    accessKeyId: AccessKeyId,
    accessKeySecret: AccessKeySecret,
    securityToken: SecurityToken,
  };
}

describe("AssumeRole", () => {
  it("gives a temporary key out", async () => {
    const emulator = await withRole();
    const body = await ask(emulator, "AssumeRole", ASK, STS);
    expect(body).toEqual({
      RequestId: expect.any(String),
      AssumedRoleUser: {
        AssumedRoleId: expect.stringMatching(/^3\d{17}:ci$/),
        Arn: "acs:ram::1234567890123456:role/backup/ci",
      },
      Credentials: {
        AccessKeyId: expect.stringMatching(/^STS\./),
        AccessKeySecret: expect.any(String),
        SecurityToken: expect.any(String),
        Expiration: "2026-01-07T11:00:00Z",
      },
    });
    const keys = sendingOf(body);
    await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }, keys);
    expect(await ask(emulator, "GetCallerIdentity", {}, { ...STS, ...keys })).toMatchObject({
      IdentityType: "AssumedRoleUser",
      RoleId: body.AssumedRoleUser.AssumedRoleId.split(":")[0],
      PrincipalId: body.AssumedRoleUser.AssumedRoleId,
      Arn: "acs:ram::1234567890123456:assumed-role/backup/ci",
    });
  });

  it("lets the key expire", async () => {
    const emulator = await withRole();
    const keys = sendingOf(
      await ask(emulator, "AssumeRole", { ...ASK, DurationSeconds: 900 }, STS),
    );
    const read = () => send(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }, keys);
    emulator.clock.advance(899_999);
    expect((await read()).status).toBe(200);
    emulator.clock.advance(1);
    const { status, body } = await read();
    expect([status, body.Code]).toEqual([400, "InvalidSecurityToken.Expired"]);
  });

  it("fails when the token is missing, unknown, another key's, or comes with a permanent key", async () => {
    const emulator = await withRole();
    const keys = sendingOf(await ask(emulator, "AssumeRole", ASK, STS));
    const others = sendingOf(await ask(emulator, "AssumeRole", ASK, STS));
    const { securityToken, ...bare } = keys;
    const code = (sending: Parameters<typeof codeOf>[3]) =>
      codeOf(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }, sending);
    expect(await code(bare)).toBe("MissingSecurityToken");
    expect(await code({ ...keys, securityToken: "x" })).toBe("InvalidSecurityToken.Malformed");
    const mixed = { ...keys, securityToken: others.securityToken };
    expect(await code(mixed)).toBe("InvalidSecurityToken.MismatchWithAccessKey");
    expect(await code({ securityToken })).toBe("InvalidSecurityToken.MismatchWithAccessKey");
  });

  it("allows what the role allows, narrowed by the policy of the call", async () => {
    const emulator = await withRole({ policies: READ_ONLY });
    const role = sendingOf(await ask(emulator, "AssumeRole", ASK, STS));
    expect(await codeOf(emulator, "CreateBackup", { InstanceId: INSTANCE }, role)).toBe(
      "Forbidden.RAM",
    );
    const Policy = JSON.stringify({
      Version: "1",
      Statement: [
        {
          Effect: "Allow",
          Action: ["kvstore:CreateBackup", "kvstore:DescribeBackupPolicy"],
          Resource: "*",
        },
      ],
    });
    const narrowed = sendingOf(await ask(emulator, "AssumeRole", { ...ASK, Policy }, STS));
    const read = { InstanceId: INSTANCE };
    await ask(emulator, "DescribeBackupPolicy", read, narrowed);
    expect(await codeOf(emulator, "CreateBackup", read, narrowed)).toBe("Forbidden.RAM");
    expect(await codeOf(emulator, "DescribeBackupTasks", read, narrowed)).toBe("Forbidden.RAM");
  });

  it.each([
    ["RoleArn", "backup", "InvalidParameter.RoleArn"],
    ["RoleArn", "acs:ram::1234567890123456:Role/backup", "InvalidParameter.RoleArn"],
    ["RoleArn", "acs:ram::1234567890123456:role/other", "EntityNotExist.Role"],
    ["RoleArn", "", "MissingRoleArn"],
    ["RoleSessionName", "a b", "InvalidParameter.RoleSessionName"],
    ["RoleSessionName", "", "MissingRoleSessionName"],
    ["DurationSeconds", "899", "InvalidParameter.DurationSeconds"],
    ["DurationSeconds", "3601", "InvalidParameter.DurationSeconds"],
    ["Policy", "{}", "InvalidParameter.PolicyGrammar"],
    ["Policy", "allow", "InvalidParameter.PolicyGrammar"],
  ])("fails when %s is %p", async (name, value, code) => {
    const emulator = await withRole();
    expect(await codeOf(emulator, "AssumeRole", { ...ASK, [name]: value }, STS)).toBe(code);
  });

  it("gives longer sessions where the role allows them", async () => {
    const emulator = await withRole({ maxSessionSeconds: 43_200 });
    const body = await ask(emulator, "AssumeRole", { ...ASK, DurationSeconds: 43_200 }, STS);
    const expiration = Date.parse(body.Credentials.Expiration);
    expect(expiration - emulator.clock.now().getTime()).toBe(12 * HOUR);
  });

  it("fails for the account itself, for strangers, and without the external id", async () => {
    const emulator = await withRole({ externalId: "shared" });
    const root = { accessKeyId: "ROOT", accessKeySecret: "s" };
    const stranger = { accessKeyId: "STRANGER", accessKeySecret: "s" };
    emulator.accounts.add({ ...root, accountId: "1234567890123456", root: true });
    emulator.accounts.add({ ...stranger, accountId: "2222" });
    const known = { ...ASK, ExternalId: "shared" };
    const answer = await send(emulator, "AssumeRole", known, { ...STS, ...root });
    expect([answer.status, answer.body.Code]).toEqual([403, "NoPermission"]);
    expect(answer.body.Message).toBe("Roles may not be assumed by root accounts.");
    expect(await codeOf(emulator, "AssumeRole", known, { ...STS, ...stranger })).toBe(
      "NoPermission",
    );
    expect(await codeOf(emulator, "AssumeRole", ASK, STS)).toBe("NoPermission");
    await ask(emulator, "AssumeRole", known, STS);
  });

  it("lets a role assume a further one", async () => {
    const emulator = await withRole();
    const RoleArn = "acs:ram::1234567890123456:role/further";
    emulator.accounts.addRole({ name: "further" });
    const keys = sendingOf(await ask(emulator, "AssumeRole", ASK, STS));
    const further = { ...ASK, RoleArn };
    const { AssumedRoleUser } = await ask(emulator, "AssumeRole", further, { ...STS, ...keys });
    expect(AssumedRoleUser.Arn).toBe(`${RoleArn}/ci`);
  });

  it("lets users of a trusted account in", async () => {
    const emulator = await withRole({ trustedAccounts: ["2222"] });
    const partner = { accessKeyId: "PARTNER", accessKeySecret: "s" };
    emulator.accounts.add({ ...partner, accountId: "2222" });
    const keys = sendingOf(await ask(emulator, "AssumeRole", ASK, { ...STS, ...partner }));
    expect(await ask(emulator, "GetCallerIdentity", {}, { ...STS, ...keys })).toMatchObject({
      AccountId: "1234567890123456",
    });
  });

  it("keeps the secret and the token out of the journal", async () => {
    const emulator = await withRole();
    const keys = sendingOf(await ask(emulator, "AssumeRole", ASK, STS));
    await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }, keys);
    const journal = JSON.stringify(emulator.requests);
    for (const secret of Object.values(keys)) expect(journal).not.toContain(secret);
    expect(emulator.requests.at(-1)?.params).toEqual({ InstanceId: INSTANCE });
  });
});

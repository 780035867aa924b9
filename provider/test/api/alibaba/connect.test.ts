import { startEmulator, type Emulator, type Seed } from "../../../../emulator/src";
import { connect, endpointOf, type Connection } from "../../../src/api/alibaba/connect";
import { describeBackupPolicy } from "../../../src/api/alibaba/operations/describe-backup-policy";
import { getCallerIdentity } from "../../../src/api/alibaba/operations/get-caller-identity";
import { modifyBackupPolicy } from "../../../src/api/alibaba/operations/modify-backup-policy";
import { rKvstore, sts } from "../../../src/api/alibaba/products";
import type { Client } from "../../../src/api/client";
import { FakeClock } from "../../support/fake-clock";

const START = "2026-11-02T09:00:00Z";
const INSTANCE = { InstanceId: "r-one" };
const ACCOUNT = "1234567890123456";
const ROLE = `acs:ram::${ACCOUNT}:role/backup`;

const seed: Seed = {
  instances: [{ instanceId: "r-one" }],
  accounts: [{ accountId: ACCOUNT, accessKeyId: "user-key-id", accessKeySecret: "user-secret" }],
  roles: [{ name: "backup" }],
};

describe("the endpoint", () => {
  test.each([
    [rKvstore, { region: "cn-hangzhou" }, "https://r-kvstore.cn-hangzhou.aliyuncs.com"],
    [rKvstore, { region: "ap-southeast-1" }, "https://r-kvstore.ap-southeast-1.aliyuncs.com"],
    [rKvstore, { region: "cn-hangzhou", endpoint: "http://localhost:1" }, "http://localhost:1"],
    [sts, { region: "cn-hangzhou" }, "https://sts.aliyuncs.com"],
    [sts, { region: "cn-hangzhou", stsEndpoint: "http://localhost:2" }, "http://localhost:2"],
    [sts, { region: "cn-hangzhou", endpoint: "http://localhost:1" }, "https://sts.aliyuncs.com"],
  ])("of %j with %j is %s", (product, connection, url) => {
    expect(endpointOf(connection, product)).toBe(url);
  });

  test("of an unknown product is a bug, not a guess", () => {
    const product = { name: "other", version: "1" };
    expect(() => endpointOf({ region: "cn-hangzhou" }, product)).toThrow("other");
  });
});

describe("a connection", () => {
  let emulator: Emulator;
  let clock: FakeClock;

  beforeEach(async () => {
    clock = new FakeClock(START);
    emulator = await startEmulator({ clock: "manual", startAt: START, random: 1, seed });
  });

  afterEach(() => emulator.close());

  function open(more: Partial<Connection> = {}): Client {
    return connect(
      {
        region: "cn-hangzhou",
        endpoint: emulator.url,
        stsEndpoint: emulator.url,
        accessKeyId: "user-key-id",
        accessKeySecret: "user-secret",
        ...more,
      },
      clock,
      () => 0.5,
    );
  }

  async function pass(ms: number): Promise<void> {
    emulator.clock.advance(ms);
    await clock.advance(ms);
  }

  const actions = () => emulator.requests.map((request) => request.action);

  test("calls with the configured keys, in its region", async () => {
    const api = open();
    expect(api.region).toBe("cn-hangzhou");
    await expect(api.call(describeBackupPolicy, INSTANCE)).resolves.toMatchObject({
      BackupRetentionPeriod: 7,
    });
    await expect(api.call(getCallerIdentity, {})).resolves.toEqual({ AccountId: ACCOUNT });
  });

  test("refuses writes where it may only read", async () => {
    const policy = {
      ...INSTANCE,
      PreferredBackupTime: "02:00Z-03:00Z",
      PreferredBackupPeriod: "Monday",
    };
    await expect(open({ readOnly: true }).call(modifyBackupPolicy, policy)).rejects.toMatchObject({
      tag: "Refused",
    });
    expect(actions()).toEqual([]);
  });

  test("tries as often as configured", async () => {
    emulator.faults.add({ kind: "throttling" });
    const call = open({ maxRetries: 2 }).call(describeBackupPolicy, INSTANCE);
    const over = expect(call).rejects.toMatchObject({ facts: { category: "throttled" } });
    while (actions().length < 3) {
      await clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await over;
    expect(actions()).toHaveLength(3);
  });

  test("waits for an answer as long as configured", async () => {
    emulator.faults.add({ kind: "slow", ms: 10_000 });
    const api = open({ requestTimeoutSeconds: 0.1, maxRetries: 0 });
    await expect(api.call(describeBackupPolicy, INSTANCE)).rejects.toThrow("within 0.1 s");
  });

  test("fails at once where half of a key is set", () => {
    expect(() => open({ accessKeySecret: undefined })).toThrow("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
  });

  describe("with a role", () => {
    const role = { assumeRole: { roleArn: ROLE } };

    test("assumes it once, for all that is asked meanwhile", async () => {
      const api = open(role);
      await Promise.all([
        api.call(describeBackupPolicy, INSTANCE),
        api.call(getCallerIdentity, {}),
      ]);
      expect(actions().filter((action) => action === "AssumeRole")).toHaveLength(1);
      expect(actions()[0]).toBe("AssumeRole");
    });

    test("renews it five minutes before its end, so that none expires on the way", async () => {
      const api = open(role);
      await api.call(describeBackupPolicy, INSTANCE);
      await pass(54 * 60_000);
      await api.call(describeBackupPolicy, INSTANCE);
      await pass(2 * 60_000);
      await api.call(describeBackupPolicy, INSTANCE);
      await pass(50 * 60_000);
      await api.call(describeBackupPolicy, INSTANCE);
      expect(actions()).toEqual([
        "AssumeRole",
        "DescribeBackupPolicy",
        "DescribeBackupPolicy",
        "AssumeRole",
        "DescribeBackupPolicy",
        "DescribeBackupPolicy",
      ]);
    });

    test("renews it by the cloud's clock, where ours is behind", async () => {
      clock = new FakeClock("2026-11-02T08:10:00Z");
      const api = open(role);
      for (let minutes = 0; minutes < 180; minutes += 10) {
        await api.call(describeBackupPolicy, INSTANCE);
        await pass(10 * 60_000);
      }
      const codes = new Set(emulator.requests.map((request) => request.code));
      expect(codes).not.toContain("InvalidSecurityToken.Expired");
      expect(actions().filter((action) => action === "AssumeRole").length).toBeLessThan(6);
    });

    test("sends the name, the external id and the duration of the session", async () => {
      const api = open({
        assumeRole: {
          roleArn: ROLE,
          sessionName: "drift-runner",
          externalId: "customer-7",
          durationSeconds: 900,
        },
      });
      await api.call(describeBackupPolicy, INSTANCE);
      expect(emulator.requests[0]?.params).toMatchObject({
        RoleArn: ROLE,
        RoleSessionName: "drift-runner",
        ExternalId: "customer-7",
        DurationSeconds: "900",
      });
    });

    test("says what is refused to it, as without one", async () => {
      const call = open(role).call(describeBackupPolicy, { InstanceId: "r-none" });
      await expect(call).rejects.toMatchObject({ facts: { error: "InstanceNotFound" } });
    });

    test("may be assumed where only reads are allowed", async () => {
      const api = open({ ...role, readOnly: true });
      await expect(api.call(describeBackupPolicy, INSTANCE)).resolves.toBeDefined();
    });

    test.each([
      ["that does not exist", { roleArn: `${ROLE}-none` }, "there is no such role"],
      ["for too long", { roleArn: ROLE, durationSeconds: 7_200 }, "duration of the session"],
    ])(
      "fails for one %s, with the key and the variable to check",
      async (_name, assumeRole, words) => {
        const call = open({ assumeRole }).call(describeBackupPolicy, INSTANCE);
        await expect(call).rejects.toThrow(words);
        await expect(call).rejects.toThrow("redis-backup:assumeRole (ALIBABA_CLOUD_ROLE_ARN)");
        expect(actions()).toEqual(["AssumeRole"]);
      },
    );
  });
});

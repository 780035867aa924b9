import type { FaultRule } from "../../../emulator/src";
import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";

const TOKEN = "tair:BackupPolicy";
const declared = {
  instanceId: INSTANCE,
  preferredBackupPeriod: ["Wednesday", "Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  backupRetentionPeriod: 30,
};

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let policy: Driven;

  async function begin(instance: Parameters<typeof Cloud.start>[0] = [{}]) {
    cloud = await Cloud.start(instance, {}, host);
    policy = new Driven(cloud, TOKEN);
  }

  const live = () => cloud.emulator.instances.get(INSTANCE).policy;

  afterEach(() => cloud.close());

  describe("create", () => {
    test("writes the declared fields, keeps the others, and records what was there", async () => {
      await begin([{ policy: { backupRetentionPeriod: 14, enableBackupLog: true } }]);
      await policy.up(declared);
      expect(live()).toMatchObject({
        preferredBackupTime: "02:00Z-03:00Z",
        preferredBackupPeriod: ["Monday", "Wednesday"],
        backupRetentionPeriod: 30,
        enableBackupLog: true,
      });
      expect(policy.id).toBe(INSTANCE);
      expect(policy.state).toMatchObject({
        preferredBackupPeriod: ["Wednesday", "Monday"],
        effectiveBackupPeriod: ["Monday", "Wednesday"],
        previousPolicy: { backupRetentionPeriod: 14, enableBackupLog: true },
        appliedPolicy: { backupRetentionPeriod: 30 },
        regionId: "cn-hangzhou",
      });
      expect(policy.state).not.toHaveProperty("enableBackupLog");
      expect(policy.state["appliedPolicy"]).not.toHaveProperty("enableBackupLog");
    });

    test("takes at most four calls and one to learn the account", async () => {
      await begin();
      await policy.up(declared);
      expect(cloud.actions().sort()).toEqual([
        "DescribeBackupPolicy",
        "DescribeBackupPolicy",
        "DescribeInstanceAttribute",
        "GetCallerIdentity",
        "ModifyBackupPolicy",
      ]);
    });

    test("waits until the policy shows and the instance is Normal", async () => {
      await begin([{ changingSeconds: 40 }]);
      cloud.emulator.faults.add({ kind: "readLag", seconds: 60, action: "*" });
      const before = cloud.clock.now();
      await policy.up(declared);
      const took = cloud.clock.now() - before;
      expect(took).toBeGreaterThan(60_000);
      expect(took).toBeLessThan(100_000 * 1.15);
    });

    test("keeps the id and what was there before when it fails after the write was sent", async () => {
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        action: "ModifyBackupPolicy",
        code: "Forbidden.RAM",
        status: 403,
      });
      await expect(policy.up(declared)).rejects.toThrow(/kvstore:ModifyBackupPolicy/);
      expect(policy.id).toBe(INSTANCE);
      expect(policy.state).toMatchObject({ previousPolicy: { backupRetentionPeriod: 7 } });
      cloud.emulator.faults.clear();
      cloud.newProcess();
      expect(await policy.up(declared)).toBe("update");
      expect(live()).toMatchObject({ backupRetentionPeriod: 30 });
      expect(await policy.up(declared)).toBe("same");
    });

    test("fails for an instance that does not exist, and keeps nothing", async () => {
      await begin();
      await expect(policy.up({ ...declared, instanceId: "r-nobody" })).rejects.toThrow(
        /no such instance in this account and region.*redis-backup:region/,
      );
      expect(policy.id).toBeUndefined();
    });
  });

  describe("flashback", () => {
    test("is switched on and really switched off", async () => {
      await begin();
      await policy.up({ ...declared, enableBackupLog: true });
      expect(live().enableBackupLog).toBe(true);
      await policy.up({ ...declared, enableBackupLog: false });
      expect(live().enableBackupLog).toBe(false);
    });

    test("fails naming appendonly where that is the cause", async () => {
      await begin([{ appendonly: "no" }]);
      await expect(policy.up({ ...declared, enableBackupLog: true })).rejects.toThrow(
        /enableBackupLog: true can't be had for r-orders01.*appendonly is "no"/,
      );
    });

    test("fails at once naming both causes where appendonly can't be read and the instance is Normal", async () => {
      await begin([{ appendonly: "no" }]);
      const code = "Forbidden.RAM";
      cloud.emulator.faults.add({ kind: "error", action: "DescribeParameters", code });
      await expect(policy.up({ ...declared, enableBackupLog: true })).rejects.toThrow(
        /can't be had for r-orders01\. Only Tair .* which could not be read \(kvstore:DescribeParameters\)/,
      );
      expect(cloud.actions().filter((action) => action === "ModifyBackupPolicy")).toHaveLength(1);
    });

    test("fails naming the edition where that is the cause", async () => {
      await begin([{ instanceType: "Redis", appendonly: "yes" }]);
      await expect(policy.up({ ...declared, enableBackupLog: true })).rejects.toThrow(
        /this edition \(Redis\) has none/,
      );
    });

    test("fails naming both where neither can be read, also when the API stays silent", async () => {
      await begin([{ instanceType: "Redis", flashbackRefusal: "silent" }]);
      cloud.emulator.faults.add({
        kind: "error",
        action: "DescribeParameters",
        code: "Forbidden.RAM",
        status: 403,
      });
      await expect(policy.up({ ...declared, enableBackupLog: true })).rejects.toThrow(
        /Only Tair DRAM-based.*could not be read \(kvstore:DescribeParameters\)/,
      );
    });
  });

  describe("drift", () => {
    const drifts = {
      preferredBackupPeriod: { preferredBackupPeriod: ["Friday"] },
      preferredBackupTime: { preferredBackupTime: "05:00Z-06:00Z" },
      backupRetentionPeriod: { backupRetentionPeriod: 8 },
      enableBackupLog: { enableBackupLog: true },
    } as const;

    test.each(Object.entries(drifts))(
      "of %s shows on that field alone, and is corrected",
      async (field, change) => {
        await begin();
        const all = { ...declared, enableBackupLog: false };
        await policy.up(all);
        cloud.emulator.console.setPolicy(INSTANCE, change as never);
        expect(await policy.refresh()).toEqual([field]);
        expect(await policy.up(all)).toBe("update");
        expect(live()).toMatchObject({
          preferredBackupPeriod: ["Monday", "Wednesday"],
          preferredBackupTime: "02:00Z-03:00Z",
          backupRetentionPeriod: 30,
          enableBackupLog: false,
        });
        expect(await policy.refresh()).toEqual([]);
      },
    );

    test("of a field that is not managed is none", async () => {
      await begin();
      const { backupRetentionPeriod: _, ...unmanaged } = declared;
      await policy.up(unmanaged);
      cloud.emulator.console.setPolicy(INSTANCE, {
        backupRetentionPeriod: 99,
        enableBackupLog: true,
      });
      expect(await policy.refresh()).toEqual([]);
      await policy.up({ ...unmanaged, preferredBackupTime: "04:00Z-05:00Z" });
      expect(live()).toMatchObject({ backupRetentionPeriod: 99, enableBackupLog: true });
    });

    test("is none for days in another order", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.console.setPolicy(INSTANCE, {
        preferredBackupPeriod: ["Wednesday", "Monday"],
      });
      expect(await policy.refresh()).toEqual([]);
      expect(await policy.up({ ...declared, preferredBackupPeriod: ["Monday", "Wednesday"] })).toBe(
        "same",
      );
    });

    test("takes one call to look for", async () => {
      await begin();
      await policy.up(declared);
      cloud.actions();
      await policy.refresh();
      expect(cloud.actions()).toEqual(["DescribeBackupPolicy"]);
    });
  });

  describe("update", () => {
    test("of an option calls nothing", async () => {
      await begin();
      await policy.up(declared);
      cloud.actions();
      expect(await policy.up({ ...declared, onDelete: "retain" })).toBe("update");
      expect(policy.state["onDelete"]).toBe("retain");
      expect(cloud.actions()).toEqual([]);
    });

    test("that stops managing a field writes nothing and keeps the live value", async () => {
      await begin();
      await policy.up(declared);
      cloud.actions();
      const { backupRetentionPeriod: _, ...less } = declared;
      expect(await policy.up(less)).toBe("update");
      expect(cloud.actions()).toEqual([]);
      expect(live().backupRetentionPeriod).toBe(30);
      expect(policy.state).not.toHaveProperty("backupRetentionPeriod");
      expect(policy.state["appliedPolicy"]).not.toHaveProperty("backupRetentionPeriod");
    });

    test("that begins to manage a field writes it, whatever was live before", async () => {
      await begin();
      const { backupRetentionPeriod: _, ...less } = declared;
      await policy.up(less);
      cloud.emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 99 });
      await policy.up({ ...less, backupRetentionPeriod: 7 });
      expect(live().backupRetentionPeriod).toBe(7);
    });

    test("to another instance makes a new resource and restores the old instance", async () => {
      await begin([{}, { instanceId: "r-other" }]);
      await policy.up(declared);
      cloud.newProcess();
      expect(
        await policy.up({ ...declared, instanceId: "r-other", onDelete: "restorePreviousExactly" }),
      ).toBe("replace");
      expect(cloud.emulator.instances.get("r-other").policy.backupRetentionPeriod).toBe(30);
      expect(live().preferredBackupPeriod).toHaveLength(7);
    });
  });

  describe("time zone", () => {
    const local = {
      instanceId: INSTANCE,
      preferredBackupPeriod: ["Monday"],
      preferredBackupTime: "02:00-03:00",
      timeZone: "Asia/Shanghai",
    };

    test("shifts the hour and the day", async () => {
      await begin();
      await policy.up(local);
      expect(live()).toMatchObject({
        preferredBackupTime: "18:00Z-19:00Z",
        preferredBackupPeriod: ["Sunday"],
      });
      expect(policy.state).toMatchObject({
        effectiveBackupTime: "18:00Z-19:00Z",
        preferredBackupTime: "02:00-03:00",
      });
      expect(await policy.refresh()).toEqual([]);
      expect(await policy.up(local)).toBe("same");
    });

    test("shows drift in local time", async () => {
      await begin();
      await policy.up(local);
      cloud.emulator.console.setPolicy(INSTANCE, { preferredBackupTime: "20:00Z-21:00Z" });
      expect(await policy.refresh()).toEqual(["preferredBackupTime"]);
      expect(policy.state["preferredBackupTime"]).toBe("04:00-05:00");
    });

    test("is corrected by a plain up after a daylight-saving change", async () => {
      await begin();
      const berlin = { ...local, timeZone: "Europe/Berlin" };
      await policy.up(berlin);
      expect(live()).toMatchObject({
        preferredBackupTime: "01:00Z-02:00Z",
        preferredBackupPeriod: ["Monday"],
      });
      cloud.pass(Date.parse("2027-04-05T09:00:00Z") - cloud.clock.now());
      expect(await policy.up(berlin)).toBe("update");
      expect(live()).toMatchObject({ preferredBackupTime: "00:00Z-01:00Z" });
      expect(await policy.up(berlin)).toBe("same");
    });
  });

  describe("destroy", () => {
    const former = {
      preferredBackupTime: "09:00Z-10:00Z",
      preferredBackupPeriod: ["Friday"],
    } as const;

    test("puts back what was there and keeps a stronger retention and flashback, naming both", async () => {
      await begin([
        { policy: { ...former, preferredBackupPeriod: ["Friday"], backupRetentionPeriod: 7 } },
      ]);
      await policy.up({ ...declared, enableBackupLog: true });
      await cloud.newProcess();
      await policy.destroy();
      expect(live()).toMatchObject({ ...former, backupRetentionPeriod: 30, enableBackupLog: true });
      expect(cloud.lines.join("\n")).toMatch(
        /kept the retention of 30 days, which is stronger than the 7 days/,
      );
      expect(cloud.lines.join("\n")).toMatch(/kept flashback on/);
    });

    test("raises a retention back to what was there", async () => {
      await begin([{ policy: { backupRetentionPeriod: 90 } }]);
      await policy.up(declared);
      cloud.newProcess();
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(90);
    });

    test("restores exactly where that is asked for, changed just before", async () => {
      await begin([{ policy: { backupRetentionPeriod: 7 } }]);
      await policy.up(declared);
      cloud.newProcess();
      await policy.up({ ...declared, onDelete: "restorePreviousExactly" });
      cloud.newProcess();
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(7);
    });

    test("resets retention and flashback and leaves the window", async () => {
      await begin();
      await policy.up({ ...declared, enableBackupLog: true, onDelete: "reset" });
      cloud.newProcess();
      await policy.destroy();
      expect(live()).toMatchObject({
        preferredBackupTime: "02:00Z-03:00Z",
        backupRetentionPeriod: 7,
        enableBackupLog: false,
      });
    });

    test("retains by calling nothing", async () => {
      await begin();
      await policy.up({ ...declared, onDelete: "retain" });
      cloud.newProcess();
      cloud.actions();
      await policy.destroy();
      expect(cloud.actions()).toEqual([]);
    });

    test("leaves a policy that somebody else has changed since, and says so", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 60 });
      cloud.newProcess();
      await policy.refresh();
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(60);
      expect(cloud.lines.join("\n")).toMatch(
        /warning: .*r-orders01: the policy is left as it is.*somebody else/,
      );
    });

    describe("after a write that has failed", () => {
      const ANOTHER = { ...declared, backupRetentionPeriod: 60 };
      const failing = async (inputs: Record<string, unknown>, fault: FaultRule) => {
        cloud.emulator.faults.add(fault);
        await expect(policy.up(inputs)).rejects.toThrow();
        cloud.emulator.faults.clear();
        cloud.newProcess();
      };
      const action = "ModifyBackupPolicy";
      const refused = { kind: "error", action, code: "Forbidden.RAM", status: 403 } as const;
      const lost = { kind: "drop", action, when: "after" } as const;

      test.each([
        ["was refused", refused, 30],
        ["was carried out, and its answer lost", lost, 60],
      ])("puts back what was there where an update %s", async (_, fault, retention) => {
        await begin([{ policy: { backupRetentionPeriod: 90 } }]);
        await policy.up(declared);
        await failing(ANOTHER, fault);
        expect(live().backupRetentionPeriod).toBe(retention);
        expect(policy.state).toMatchObject({
          appliedPolicy: { backupRetentionPeriod: 30 },
          attemptedPolicy: { backupRetentionPeriod: 60 },
        });
        await policy.destroy();
        expect(live().backupRetentionPeriod).toBe(90);
      });

      test("forgets the attempt with the next write that works", async () => {
        await begin();
        await policy.up(declared);
        await failing(ANOTHER, refused);
        expect(await policy.up(ANOTHER)).toBe("update");
        expect(policy.state).not.toHaveProperty("attemptedPolicy");
        expect(live().backupRetentionPeriod).toBe(60);
      });

      test("leaves what was there where nothing was ever written, and says so", async () => {
        await begin();
        await failing(declared, refused);
        await policy.destroy();
        expect(cloud.lines.join("\n")).toMatch(/left as it is: it is what was there before/);
        expect(cloud.lines.join("\n")).not.toMatch(/warning/);
      });

      test.each(["reset", "restorePrevious"])(
        "leaves what somebody else has changed, also where a refresh has put it in state (%s)",
        async (onDelete) => {
          await begin([{ policy: { backupRetentionPeriod: 90, enableBackupLog: true } }]);
          await failing({ ...declared, onDelete }, refused);
          cloud.emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 14 });
          await policy.refresh();
          cloud.actions();
          await policy.destroy();
          expect(cloud.actions()).not.toContain("ModifyBackupPolicy");
          expect(cloud.lines.join("\n")).toMatch(/warning: .*somebody else has changed it/);
        },
      );
    });

    test("restores although the reads have begun to lag behind the write", async () => {
      await begin([{ policy: { backupRetentionPeriod: 90 } }]);
      await policy.up(declared);
      cloud.newProcess();
      cloud.emulator.faults.add({ kind: "readLag", seconds: 60 });
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(90);
    });

    test("forgets when another resource of the run has written the policy, as in a rename", async () => {
      await begin();
      await policy.up(declared);
      cloud.newProcess();
      const renamed = new Driven(cloud, TOKEN);
      await renamed.up({ ...declared, backupRetentionPeriod: 40 });
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(40);
    });

    test("forgets when another resource of the program is the same, as after a rename that failed half-way", async () => {
      await begin();
      const resetting = { ...declared, onDelete: "reset" };
      await policy.up(resetting);
      const renamed = new Driven(cloud, TOKEN);
      await renamed.up(resetting);
      cloud.newProcess();
      expect(await renamed.up(resetting)).toBe("same");
      await policy.destroy();
      expect(live().backupRetentionPeriod).toBe(30);
    });

    test("records no previous policy where a resource of the same run had written it", async () => {
      await begin();
      await policy.up(declared);
      const second = new Driven(cloud, TOKEN);
      await second.up(declared);
      expect(second.state).not.toHaveProperty("previousPolicy");
    });
  });

  describe("gone", () => {
    test("is a released instance, asked by the account and in the region that made it", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.instances.release(INSTANCE);
      expect(await policy.refresh()).toBe("gone");
    });

    test("is not what another region says, and the error names both", async () => {
      await begin();
      await policy.up(declared);
      cloud.newProcess({ ALIBABA_CLOUD_REGION_ID: "cn-shanghai" });
      await expect(policy.refresh()).rejects.toThrow(
        /made in region cn-hangzhou and this run asks region cn-shanghai/,
      );
    });

    test("is not what another account says, and the error names both", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.accounts.add({
        accountId: "9999999999999999",
        accessKeyId: "OTHER_KEY_ID",
        accessKeySecret: "other-secret-not-real",
      });
      cloud.newProcess({
        ALIBABA_CLOUD_ACCESS_KEY_ID: "OTHER_KEY_ID",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "other-secret-not-real",
      });
      await expect(policy.refresh()).rejects.toThrow(
        /made in account \d+ and this run asks account 9999999999999999/,
      );
    });

    test("is fine for a destroy", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.instances.release(INSTANCE);
      cloud.newProcess();
      await policy.destroy();
    });

    test.each(["Forbidden.RAM", "InternalError"])("is not what %s says", async (code) => {
      await begin();
      await policy.up(declared);
      cloud.emulator.faults.add({
        kind: "error",
        action: "DescribeBackupPolicy",
        code,
        status: code === "InternalError" ? 500 : 403,
      });
      await expect(policy.refresh()).rejects.toThrow(code);
    });
  });

  describe("import", () => {
    test("returns every field, and a destroy then leaves the policy with a warning", async () => {
      await begin([{ policy: { enableBackupLog: true } }]);
      const live = await cloud.host.read(TOKEN, INSTANCE, {});
      expect(live.inputs).toEqual({
        instanceId: INSTANCE,
        preferredBackupPeriod: expect.any(Array),
        preferredBackupTime: expect.any(String),
        backupRetentionPeriod: 7,
        enableBackupLog: true,
        onDelete: "restorePrevious",
      });
      await cloud.host.remove(TOKEN, INSTANCE, live.props as never);
      expect(cloud.lines.join("\n")).toMatch(/warning.*no policy from before/);
    });
  });
});

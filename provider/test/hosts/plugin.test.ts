import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { UNKNOWN } from "../../src/core/unknown";
import { fromStruct, toStruct } from "../support/struct";
import { Cloud, Driven, INSTANCE } from "../support/cloud";
import { ask, CHECKED_BACKUP, PluginClient } from "../support/plugin-client";

const POLICY = "tair:BackupPolicy";
const BACKUP = "tair:ManualBackup";
const policy = {
  instanceId: INSTANCE,
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  onDelete: "restorePrevious",
};
const backup = { instanceId: INSTANCE, ...CHECKED_BACKUP };
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

let cloud: Cloud;
let plugin: PluginClient;

async function begin(...args: Parameters<typeof Cloud.start>) {
  cloud = await Cloud.start(args[0], args[1], "plugin");
  plugin = cloud.host as PluginClient;
}

afterEach(() => cloud.close());

const said = () => cloud.lines.join("\n");
const writes = () => cloud.writes();

describe("the handshake", () => {
  test("accepts secrets, and so does the configuration", async () => {
    await begin();
    const client = await plugin.client();
    const shaken = await ask<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse>(
      client.handshake.bind(client),
      new messages.ProviderHandshakeRequest(),
    );
    expect(shaken.toObject()).toMatchObject({ acceptSecrets: true, acceptResources: true });
    const configured = await ask<messages.ConfigureRequest, messages.ConfigureResponse>(
      client.configure.bind(client),
      new messages.ConfigureRequest(),
    );
    expect(configured.toObject()).toMatchObject({
      acceptsecrets: true,
      acceptresources: true,
      supportspreview: true,
    });
  });

  test("says of what it does not have that it is not implemented", async () => {
    await begin();
    const client = await plugin.client();
    const call = client.call.bind(client) as never;
    await expect(ask(call, new messages.CallRequest())).rejects.toThrow(/not implement/i);
    const parameterize = client.parameterize.bind(client) as never;
    await expect(ask(parameterize, new messages.ParameterizeRequest())).rejects.toThrow(
      /not implement/i,
    );
  });
});

describe("checkConfig", () => {
  const check = async (config: Record<string, unknown>) => {
    await begin();
    const client = await plugin.client();
    const request = new messages.CheckRequest();
    request.setNews(toStruct(config));
    const response = await ask<messages.CheckRequest, messages.CheckResponse>(
      client.checkConfig.bind(client),
      request,
    );
    return response.getFailuresList().map((f) => `${f.getProperty()}: ${f.getReason()}`);
  };

  test("names each wrong key", async () => {
    expect(
      await check({
        regoin: "cn-hangzhou",
        maxRetries: "many",
        region: "Hangzhou",
        version: "1.0.0",
        readOnly: "true",
        assumeRole: '{"roleArn": "nonsense"}',
      }),
    ).toEqual(
      [
        expect.stringMatching(/^assumeRole: .*is not an object such as/),
        expect.stringMatching(/^maxRetries: "many" is not a whole number/),
        expect.stringMatching(/^region: "Hangzhou" is not a region id/),
        expect.stringMatching(/^regoin: .*Did you mean "region"\?/),
      ].sort(),
    );
  });

  test("never repeats a secret, neither one that is one by itself nor one that the user has made one", async () => {
    const failures = await check({
      accessKeySecret: " s3cret-key",
      endpoint: { ...SECRET, value: "s3cret host" },
    });
    expect(failures.map((failure) => failure.split(":")[0])).toEqual([
      "accessKeySecret",
      "endpoint",
    ]);
    expect(failures.join("\n")).not.toMatch(/s3cret/);
  });

  test("takes strings, JSON strings and values, and leaves the unknown alone", async () => {
    expect(
      await check({
        region: UNKNOWN,
        maxConcurrency: "5",
        readOnly: true,
        assumeRole: { roleArn: "acs:ram::1:role/x" },
      }),
    ).toEqual([]);
  });
});

describe("diff", () => {
  test("tells each changed property, its kind and whether it replaces", async () => {
    await begin();
    const state = { ...policy, backupRetentionPeriod: 30, effectiveBackupTime: "02:00Z-03:00Z" };
    await plugin.diff(POLICY, INSTANCE, state, {
      ...policy,
      instanceId: "r-other",
      enableBackupLog: true,
    });
    const { Kind } = messages.PropertyDiff;
    const detail: Record<string, number> = {};
    plugin.lastDiff.getDetaileddiffMap().forEach((diff, name) => (detail[name] = diff.getKind()));
    expect(detail).toEqual({
      instanceId: Kind.UPDATE_REPLACE,
      backupRetentionPeriod: Kind.DELETE,
      enableBackupLog: Kind.ADD,
    });
    expect(plugin.lastDiff.getDiffsList().sort()).toEqual(Object.keys(detail).sort());
    expect(plugin.lastDiff.getReplacesList()).toEqual(["instanceId"]);
  });

  test.each([
    ["backupRetentionPeriod", []],
    ["preferredBackupTime", ["backupRetentionPeriod"]],
  ])("leaves out %s where it is to be ignored", async (ignored, left) => {
    await begin();
    const client = await plugin.client();
    const request = new messages.DiffRequest();
    request.setUrn(`urn:pulumi:dev::test::redis-backup:${POLICY}::a`);
    request.setOlds(toStruct({ ...policy, backupRetentionPeriod: 8 }));
    request.setNews(toStruct({ ...policy, backupRetentionPeriod: 30 }));
    request.setIgnorechangesList([ignored]);
    const response = await ask<messages.DiffRequest, messages.DiffResponse>(
      client.diff.bind(client),
      request,
    );
    expect(response.getDiffsList()).toEqual(left);
  });

  test("ignores a path inside a property alone", async () => {
    await begin();
    const client = await plugin.client();
    const diff = async (news: object, ignored: string[]) => {
      const request = new messages.DiffRequest();
      request.setUrn(`urn:pulumi:dev::test::redis-backup:${BACKUP}::a`);
      request.setOlds(toStruct({ ...backup, triggers: { release: "1", other: "x" } }));
      request.setNews(toStruct({ ...backup, ...news }));
      request.setIgnorechangesList(ignored);
      const response = await ask<messages.DiffRequest, messages.DiffResponse>(
        client.diff.bind(client),
        request,
      );
      return response.getDiffsList();
    };
    expect(await diff({ triggers: { release: "2", other: "x" } }, ["triggers.release"])).toEqual(
      [],
    );
    expect(await diff({ triggers: { release: "2", other: "y" } }, ["triggers.release"])).toEqual([
      "triggers",
    ]);
    expect(await diff({ triggers: { release: "2", other: "y" } }, ["triggers[*]"])).toEqual([]);
  });
});

describe("a preview", () => {
  test("gives the inputs, with everything else unknown, and writes nothing", async () => {
    await begin();
    const response = await plugin.creation(POLICY, policy, true);
    expect(response.getId()).toBe("");
    expect(fromStruct(response.getProperties()).values).toMatchObject({
      ...policy,
      effectiveBackupTime: UNKNOWN,
      previousPolicy: UNKNOWN,
    });
    await plugin.creation(BACKUP, backup, true);
    expect(writes()).toEqual([]);
  });

  test.each([
    [POLICY, policy, { preferredBackupTime: "05:00Z-06:00Z" }],
    [BACKUP, { ...backup, backupRetentionPeriod: 30 }, { backupRetentionPeriod: 60 }],
  ])("of an update of a %s writes nothing", async (token, inputs, change) => {
    await begin();
    const driven = new Driven(cloud, token);
    await driven.up(inputs);
    cloud.actions();
    const client = await plugin.client();
    const request = new messages.UpdateRequest();
    request.setUrn(`urn:pulumi:dev::test::redis-backup:${token}::${INSTANCE}`);
    request.setId(driven.id ?? "");
    request.setOlds(toStruct(driven.state));
    request.setNews(toStruct({ ...inputs, ...change }));
    request.setPreview(true);
    const response = await ask<messages.UpdateRequest, messages.UpdateResponse>(
      client.update.bind(client),
      request,
    );
    expect(fromStruct(response.getProperties()).values).toMatchObject(change);
    expect(writes()).toEqual([]);
    expect(await driven.up({ ...inputs, ...change })).toBe("update");
    expect(writes()).toHaveLength(1);
  });

  test.each([POLICY, BACKUP])("of a %s says that the instance is missing", async (token) => {
    await begin();
    const inputs = { ...(token === POLICY ? policy : backup), instanceId: "r-nobody" };
    await expect(plugin.creation(token, inputs, true)).rejects.toThrow(/no such instance/);
  });

  test.each([POLICY, BACKUP])("of a %s warns that the instance is busy", async (token) => {
    await begin([{ status: "Changing" }]);
    await plugin.creation(token, token === POLICY ? policy : backup, true);
    expect(said()).toMatch(/warning: .*r-orders01 is Changing: `up` has to wait/);
  });

  test.each([
    [{ instanceType: "Redis" as const }, /edition \(Redis\) has none/],
    [{ appendonly: "no" as const }, /appendonly is "no"/],
  ])("says that flashback can't be switched on: %j", async (instance, reason) => {
    await begin([{ ...instance, policy: { enableBackupLog: false } }]);
    await expect(
      plugin.creation(POLICY, { ...policy, enableBackupLog: true }, true),
    ).rejects.toThrow(reason);
    expect(writes()).toEqual([]);
  });

  test("says that the quota of manual backups is used up", async () => {
    await begin();
    for (let i = 0; i < 30; i += 1)
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Manual", hoursAgo: 1 + i / 3 });
    await expect(plugin.creation(BACKUP, backup, true)).rejects.toThrow(
      /30 manual backups of the last 24 hours/,
    );
  });

  test("says that a read is not permitted", async () => {
    await begin();
    cloud.emulator.faults.add({
      kind: "error",
      action: "DescribeBackups",
      code: "Forbidden.RAM",
      status: 403,
    });
    await expect(plugin.creation(BACKUP, backup, true)).rejects.toThrow(
      /Allow kvstore:DescribeBackups on/,
    );
  });

  test("warns of a job that runs and of what a long retention keeps", async () => {
    await begin([
      {
        capacityMb: 1024,
        backups: [{ mode: "Automated", hoursAgo: 5, sizeBytes: 800 * 1024 ** 2 }],
      },
    ]);
    cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    await plugin.creation(BACKUP, { ...backup, backupRetentionPeriod: -1 }, true);
    expect(said()).toMatch(/a manual backup job runs on r-orders01 .*ifBackupRunning is "fail"/);
    expect(said()).toMatch(/never expires, and counts towards the storage/);
    await plugin.creation(POLICY, { ...policy, backupRetentionPeriod: 365 }, true);
    expect(said()).toMatch(
      /a retention of 365 days keeps about .* GiB .* over the 1.0 GiB that are free of charge/,
    );
  });

  test.each([
    [POLICY, { ...policy, backupRetentionPeriod: 365 }, /a retention of 365 days/],
    [BACKUP, { ...backup, backupRetentionPeriod: 365 }, /a backup kept for 365 days/],
    [
      BACKUP,
      { ...backup, backupRetentionPeriod: -1 },
      /never expires, .*; how much storage this backup takes/,
    ],
  ])(
    "of a %s that keeps for long says where nothing tells how much",
    async (token, inputs, what) => {
      await begin([{ capacityMb: 1024, backups: [{ mode: "Automated", hoursAgo: 24 * 8 }] }]);
      await plugin.creation(token, inputs, true);
      expect(said()).toMatch(what);
      expect(said()).toMatch(
        /warning: .* takes can't be estimated: r-orders01 has no successful backup of the last week to go by; 1\.0 GiB are free of charge/,
      );
    },
  );

  test.each([
    [POLICY, { ...policy, backupRetentionPeriod: 30 }],
    [BACKUP, { ...backup, backupRetentionPeriod: 30 }],
    [BACKUP, backup],
  ])("of a %s that keeps for a while says nothing of it", async (token, inputs) => {
    await begin([{ capacityMb: 1024 }]);
    await plugin.creation(token, inputs, true);
    expect(said()).toBe("");
  });

  describe("of an extension of a backup", () => {
    const extended = async (driven: Driven, days: number) => {
      const client = await plugin.client();
      const request = new messages.UpdateRequest();
      request.setUrn(`urn:pulumi:dev::test::redis-backup:${BACKUP}::${INSTANCE}`);
      request.setId(driven.id ?? "");
      request.setOlds(toStruct(driven.state));
      request.setNews(toStruct({ ...backup, backupRetentionPeriod: days }));
      request.setPreview(true);
      await ask(client.update.bind(client) as never, request);
    };
    let driven: Driven;

    beforeEach(async () => {
      await begin([{ capacityMb: 1 }]);
      driven = new Driven(cloud, BACKUP);
      await driven.up({ ...backup, backupRetentionPeriod: 30 });
      cloud.lines.length = 0;
      cloud.actions();
    });

    test("warns of what it keeps for long, and asks nothing where nothing is extended", async () => {
      await extended(driven, 365);
      expect(said()).toMatch(/warning: .*a backup kept for 365 days keeps about .* free of charge/);
      expect(writes()).toEqual([]);
      cloud.actions();
      await extended(driven, 30);
      expect(cloud.actions()).toEqual([]);
    });

    test("says that the instance is gone, and that a read is not permitted", async () => {
      const denied = { action: "DescribeBackups", code: "Forbidden.RAM", status: 403 };
      cloud.emulator.faults.add({ kind: "error", count: 1, ...denied });
      await expect(extended(driven, 60)).rejects.toThrow(/Allow kvstore:DescribeBackups on/);
      cloud.emulator.instances.release(INSTANCE);
      await expect(extended(driven, 60)).rejects.toThrow(/no such instance/);
    });
  });

  describe("of a restore", () => {
    const flashback = {
      cloudNative: false,
      policy: { enableBackupLog: true },
      flashbackSince: "2026-11-02T08:00:00Z",
    };
    const restore = {
      instanceId: INSTANCE,
      restoreTime: "2026-11-02T08:30:00Z",
      overwrite: `${INSTANCE}@2026-11-02T08:30:00Z`,
      runBefore: "2026-11-02T10:00:00Z",
      backupBefore: true,
    };

    test("warns of what is overwritten, of a missing backup and of a runBefore far ahead", async () => {
      await begin([flashback]);
      await plugin.creation("tair:Restore", restore, true);
      expect(said()).toMatch(
        /warning: .*`up` overwrites all data of r-orders01 with what it was at 2026-11-02T08:30:00Z$/m,
      );
      expect(said()).not.toMatch(/more than a day ahead/);
      const changes = {
        filterKey: ["cart:.*"],
        backupBefore: false,
        runBefore: "2026-12-01T00:00:00Z",
      };
      await plugin.creation("tair:Restore", { ...restore, ...changes }, true);
      expect(said()).toMatch(/overwrites the keys cart:\.\* of r-orders01 .*, without a backup/);
      expect(said()).toMatch(/runBefore is more than a day ahead/);
      expect(writes()).toEqual([]);
    });

    test.each([
      ["a cloud-native instance", { cloudNative: true }, /tair\.getRestoreArguments/],
      ["flashback that is off", { policy: {} }, /flashback is off/],
      ["a restore under way", { status: "BackupRecovering" }, /is being restored already/],
    ])("fails on %s", async (_, instance, reason) => {
      await begin([{ ...flashback, ...instance }]);
      await expect(plugin.creation("tair:Restore", restore, true)).rejects.toThrow(reason);
      expect(writes()).toEqual([]);
    });
  });

  describe("of an analysis", () => {
    const ANALYSIS = "tair:CacheAnalysis";
    const das = { instanceId: INSTANCE, api: "das", takeBackup: false };
    const retired = { ...das, api: "r-kvstore" };
    const backups = [{ hoursAgo: 5 }];

    test("gives what is known, and starts and takes nothing", async () => {
      await begin([{ backups }]);
      const response = await plugin.creation(ANALYSIS, das, true);
      expect(response.getId()).toBe("");
      expect(fromStruct(response.getProperties()).values).toMatchObject({ ...das, jobId: UNKNOWN });
      await plugin.creation(ANALYSIS, retired, true);
      expect(writes()).toEqual([]);
      expect(said()).toBe("");
    });

    test("says that a backup is taken first", async () => {
      await begin();
      await plugin.creation(ANALYSIS, { ...das, takeBackup: true }, true);
      expect(said()).toMatch(/r-orders01 has no successful backup: one is taken first/);
      expect(writes()).toEqual([]);
    });

    test("warns that the instance is busy", async () => {
      await begin([{ status: "Changing", backups }]);
      await plugin.creation(ANALYSIS, retired, true);
      expect(said()).toMatch(/warning: .*r-orders01 is Changing: `up` has to wait/);
    });

    test.each([
      ["no backup to analyse", {}, das, /has no successful backup that could be analysed/],
      [
        "no successful backup",
        { backups: [{ status: "Failed" as const }] },
        das,
        /has no successful backup that could be analysed/,
      ],
      [
        "an unknown backup",
        { backups },
        { ...das, backupIds: ["1"] },
        /backup 1 .* does not exist/,
      ],
      [
        "an unknown node",
        { backups },
        { ...das, nodeId: "r-orders01-db-7" },
        /has no file of r-orders01-db-7: r-orders01/,
      ],
      ["a missing instance", {}, { ...das, instanceId: "r-nobody" }, /no such instance/],
      [
        "a single-node instance",
        { singleNode: true },
        { ...das, takeBackup: true },
        /single-node instance, which has no backups/,
      ],
      [
        "an instance on ESSDs",
        { storage: "essd" as const, backups },
        das,
        /its data is on disks \(tair\.essd\./,
      ],
      ["an instance on SSDs", { storage: "localSsd" as const, backups }, das, /on disks/],
      [
        "an engine that is too old for the retired operation",
        { engineVersion: "2.8", backups },
        retired,
        /needs engine 4\.0 or later, and this is 2\.8/,
      ],
    ])("fails on %s", async (_, instance, inputs, reason) => {
      await begin([instance]);
      await expect(plugin.creation(ANALYSIS, inputs, true)).rejects.toThrow(reason);
      expect(writes()).toEqual([]);
    });
  });

  test("calls nothing where an input is unknown, and where previewChecks is off", async () => {
    await begin();
    await plugin.creation(POLICY, { ...policy, instanceId: UNKNOWN }, true);
    cloud.newProcess({ REDIS_BACKUP_PREVIEW_CHECKS: "false" });
    plugin = cloud.host as PluginClient;
    await plugin.creation(POLICY, policy, true);
    expect(cloud.actions()).toEqual([]);
  });
});

describe("cancel", () => {
  test("is answered at once; the backup that has started keeps its id, and the next up goes on", async () => {
    await begin([{ jobSeconds: 600 }]);
    const driven = new Driven(cloud, BACKUP);
    cloud.onLine = (text) => {
      if (text.includes("Uploading")) void plugin.cancel();
    };
    await expect(driven.up(backup)).rejects.toThrow(/interrupted/);
    expect(driven.id).toMatch(new RegExp(`^${INSTANCE}:\\d+$`));
    cloud.onLine = () => undefined;
    expect(await driven.up(backup)).toBe("update");
    expect(driven.state["status"]).toBe("Success");
    expect(writes().filter((request) => request.action === "CreateBackup")).toHaveLength(1);
  });

  test("does not keep a new request from being served, as when the process is attached to", async () => {
    await begin();
    await plugin.cancel();
    await new Driven(cloud, POLICY).up(policy);
  });
});

describe("secrets", () => {
  const urn = `urn:pulumi:dev::test::redis-backup:${BACKUP}::a`;
  const triggers = { ...SECRET, value: { release: "s3cret" } } as never;

  async function created(): Promise<messages.CreateResponse> {
    const client = await plugin.client();
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(toStruct({ ...backup, triggers }));
    const checked = await ask<messages.CheckRequest, messages.CheckResponse>(
      client.check.bind(client),
      request,
    );
    expect([...fromStruct(checked.getInputs()).secrets]).toEqual(["triggers"]);
    const create = new messages.CreateRequest();
    create.setUrn(urn);
    create.setProperties(checked.getInputs());
    return ask(client.create.bind(client) as never, create);
  }

  test("stay marked in checked inputs, and in state after a creation, a refresh and an update", async () => {
    await begin();
    const response = await created();
    const state = response.getProperties();
    expect([...fromStruct(state).secrets]).toEqual(["triggers"]);
    expect(fromStruct(state).values["triggers"]).toEqual({ release: "s3cret" });
    const client = await plugin.client();
    const read = new messages.ReadRequest();
    read.setUrn(urn);
    read.setId(response.getId());
    read.setProperties(state);
    const live = await ask<messages.ReadRequest, messages.ReadResponse>(
      client.read.bind(client),
      read,
    );
    expect([...fromStruct(live.getProperties()).secrets]).toEqual(["triggers"]);
    expect([...fromStruct(live.getInputs()).secrets]).toEqual(["triggers"]);
    for (const isPreview of [true, false]) {
      const update = new messages.UpdateRequest();
      update.setUrn(urn);
      update.setId(response.getId());
      update.setOlds(live.getProperties());
      update.setNews(toStruct({ ...backup, triggers, onDelete: "retain" }));
      update.setPreview(isPreview);
      const updated = await ask<messages.UpdateRequest, messages.UpdateResponse>(
        client.update.bind(client),
        update,
      );
      expect([...fromStruct(updated.getProperties()).secrets]).toEqual(["triggers"]);
    }
  });

  test("stay marked in what a failure keeps", async () => {
    await begin();
    cloud.emulator.faults.add({ kind: "failedJob", count: 1 });
    const error = await created().catch((error: unknown) => error);
    expect(error).toMatchObject({ id: expect.stringMatching(/^r-orders01:\d+$/) });
    expect([...(error as { secrets: ReadonlySet<string> }).secrets]).toEqual(["triggers"]);
    expect(String(error)).not.toContain("s3cret");
  });

  test.each([
    [BACKUP, { triggers: "s3cret" }, /^triggers: the value, which is a secret, is not a map/],
    [POLICY, { preferredBackupTime: "s3cret" }, /^preferredBackupTime: .*secret.* is not a/],
    [POLICY, { weekdays: "s3cret" }, /^weekdays: there is no such property/],
    [POLICY, { timeZone: "Mars/S3cret" }, /^timeZone: \[secret\] is not/],
    [BACKUP, { backupRetentionPeriod: 731 }, /^backupRetentionPeriod: the value, which is/],
    [BACKUP, { expectExpireTime: "2026-11-03T00:00:00Z" }, /^expectExpireTime: \[secret\] /],
  ])("of a %s are in no failure of a check: %j", async (token, secret, expected) => {
    await begin();
    const wrapped = Object.entries(secret).map(([key, value]) => [key, { ...SECRET, value }]);
    const inputs = { ...(token === POLICY ? policy : backup), ...Object.fromEntries(wrapped) };
    const { failures } = await plugin.check(token, {}, inputs as never);
    const text = failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n");
    expect(text).toMatch(expected);
    for (const value of Object.values(secret)) expect(text).not.toContain(String(value));
  });

  test("in the configuration are used and never said", async () => {
    await begin();
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret } =
      cloud.emulator.environment;
    const nothing = () => undefined;
    const configured = new PluginClient(
      {
        clock: cloud.clock,
        environment: {
          REDIS_BACKUP_ENDPOINT: cloud.emulator.url,
          REDIS_BACKUP_STS_ENDPOINT: cloud.emulator.url,
        },
        log: { progress: nothing, info: nothing, warn: nothing },
      },
      {
        region: "cn-hangzhou",
        accessKeyId: { ...SECRET, value: id },
        accessKeySecret: { ...SECRET, value: secret },
        maxRetries: "0",
      },
    );
    await configured.create(POLICY, policy);
    cloud.emulator.faults.add({
      kind: "error",
      action: "*",
      code: "SignatureDoesNotMatch",
      status: 400,
    });
    const error = await configured.create(POLICY, policy).catch((e: Error) => e);
    expect(String(error)).not.toContain(secret);
    expect(String(error)).not.toContain(id);
    await configured.close();
  });
});

describe("a policy", () => {
  test("of an instance that has one already is refused, naming both", async () => {
    await begin();
    const client = await plugin.client();
    const check = async (name: string) => {
      const request = new messages.CheckRequest();
      request.setUrn(`urn:pulumi:dev::test::redis-backup:${POLICY}::${name}`);
      request.setNews(toStruct(policy));
      const response = await ask<messages.CheckRequest, messages.CheckResponse>(
        client.check.bind(client),
        request,
      );
      return response.getFailuresList().map((f) => f.getReason());
    };
    expect(await check("first")).toEqual([]);
    expect(await check("first")).toEqual([]);
    expect(await check("second")).toEqual([expect.stringMatching(/::first, .*only one.*::second/)]);
  });

  test("that was declared in an operation before is still put back by a destroy, as when the process is attached to", async () => {
    await begin([{ policy: { preferredBackupTime: "05:00Z-06:00Z" } }]);
    const driven = new Driven(cloud, POLICY);
    await driven.up(policy);
    const client = await plugin.client();
    await ask(client.configure.bind(client) as never, new messages.ConfigureRequest());
    await driven.destroy();
    expect(cloud.emulator.instances.get(INSTANCE).policy).toMatchObject({
      preferredBackupTime: "05:00Z-06:00Z",
    });
  });

  test("asks to be refreshed before an update, a backup does not, and the setting turns it off", async () => {
    await begin();
    expect((await plugin.creation(POLICY, policy, false)).getRefreshBeforeUpdate()).toBe(true);
    expect((await plugin.creation(BACKUP, backup, false)).getRefreshBeforeUpdate()).toBe(false);
    cloud.newProcess({ REDIS_BACKUP_REFRESH_BEFORE_UPDATE: "false" });
    plugin = cloud.host as PluginClient;
    expect((await plugin.creation(POLICY, policy, false)).getRefreshBeforeUpdate()).toBe(false);
  });
});

test("an import that finds nothing says where it has looked", async () => {
  await begin();
  for (const [token, id] of [
    [POLICY, "r-nobody"],
    [BACKUP, `${INSTANCE}:404`],
  ] as const) {
    expect(await plugin.read(token, id, {})).toEqual({});
    expect(said()).toContain(`nothing was found by the id "${id}" in region cn-hangzhou`);
  }
});

describe("invoke", () => {
  const invoke = async (token: string, args: Record<string, unknown>) => {
    const client = await plugin.client();
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    return ask<messages.InvokeRequest, messages.InvokeResponse>(
      client.invoke.bind(client),
      request,
    );
  };

  test("answers, and marks download URLs as secret", async () => {
    await begin([{ backups: [{ mode: "Manual", hoursAgo: 2 }] }]);
    const plain = await invoke("redis-backup:tair:getBackups", { instanceId: INSTANCE });
    expect(fromStruct(plain.getReturn()).values["backups"]).toHaveLength(1);
    expect(fromStruct(plain.getReturn()).secrets.size).toBe(0);
    const urls = await invoke("redis-backup:tair:getBackups", {
      instanceId: INSTANCE,
      withDownloadUrls: true,
    });
    expect([...fromStruct(urls.getReturn()).secrets]).toContain("backups");
  });

  test("tells bad arguments as failures, and an unknown function by its name", async () => {
    await begin();
    const bad = await invoke("redis-backup:tair:getBackups", { instanceId: "" });
    expect(bad.getFailuresList().map((f) => f.getProperty())).toEqual(["instanceId"]);
    await expect(invoke("redis-backup:tair:getEverything", {})).rejects.toThrow(
      /getEverything is not a function/,
    );
  });
});

describe("bad requests", () => {
  test.each(["urn:pulumi:dev::test::redis-backup:tair:Nothing::a", "", "nonsense", "urn:::::"])(
    "for %j get a status, and the process goes on",
    async (urn) => {
      await begin();
      const client = await plugin.client();
      const request = new messages.CheckRequest();
      request.setUrn(urn);
      await expect(ask(client.check.bind(client) as never, request)).rejects.toThrow(
        /is not a resource of redis-backup/,
      );
      await ask(client.getPluginInfo.bind(client) as never, new Empty());
      await new Driven(cloud, POLICY).up(policy);
    },
  );
});

import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Cloud, INSTANCE } from "../support/cloud";
import { ask, CHECKED_BACKUP, type PluginClient } from "../support/plugin-client";
import { fromStruct, toStruct } from "../support/struct";

const backup = { instanceId: INSTANCE, ...CHECKED_BACKUP };

let cloud: Cloud;

afterEach(() => cloud.close());

async function begin(hours: number, environment: Record<string, string> = {}) {
  cloud = await Cloud.start([{ jobSeconds: hours * 3_600 }], {}, "plugin");
  cloud.newProcess(environment);
}

const BACKUP = "tair:ManualBackup";

async function created(seconds: number, token = BACKUP, inputs: object = backup) {
  const client = await (cloud.host as PluginClient).client();
  const request = new messages.CreateRequest();
  request.setUrn(`urn:pulumi:dev::test::redis-backup:${token}::a`);
  request.setProperties(toStruct({ ...inputs }));
  request.setTimeout(seconds);
  const response = await ask<messages.CreateRequest, messages.CreateResponse>(
    client.create.bind(client),
    request,
  );
  return fromStruct(response.getProperties()).values;
}

test("customTimeouts beyond what a timer takes end nothing", async () => {
  await begin(2.5);
  expect(await created(1_000 * 3_600)).toMatchObject({ status: "Success" });
});

test("customTimeouts end a step with their name, and what has started keeps its id", async () => {
  await begin(0.1);
  cloud.emulator.faults.add({ kind: "slow", ms: 30_000, action: "DescribeBackupTasks", skip: 1 });
  await expect(created(0.3)).rejects.toMatchObject({
    id: expect.stringMatching(/^r-orders01:\d+$/),
    message: expect.stringMatching(/customTimeouts.create of 0.3\d* s is over/),
  });
});

test("customTimeouts give a job their time where the configuration does not say how long to wait", async () => {
  await begin(2.5);
  expect(await created(3 * 3_600)).toMatchObject({ status: "Success" });
});

test.each([
  ["the default", {}, 0, /gave up after 2 h .* that of redis-backup:backupTimeoutMinutes\./],
  ["customTimeouts", {}, 2.2, /gave up after 2 h 12 min .* that of customTimeouts.create\./],
  [
    "the configuration",
    { REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "60" },
    3,
    /gave up after 1 h .* that of redis-backup:backupTimeoutMinutes\./,
  ],
] as const)("a wait is ended by %s, which is named", async (_name, environment, hours, message) => {
  await begin(2.5, environment);
  await expect(created(hours * 3_600)).rejects.toMatchObject({
    id: expect.stringMatching(/^r-orders01:\d+$/),
    message: expect.stringMatching(message),
  });
});

describe("a policy that takes 20 minutes to take effect", () => {
  const policy = {
    instanceId: INSTANCE,
    preferredBackupPeriod: ["Monday"],
    preferredBackupTime: "02:00Z-03:00Z",
    onDelete: "retain",
  };

  beforeEach(async () => {
    cloud = await Cloud.start([{ changingSeconds: 1_200 }], {}, "plugin");
  });

  test("gets them from customTimeouts", async () => {
    const state = await created(1_800, "tair:BackupPolicy", policy);
    expect(state).toMatchObject({ appliedPolicy: { preferredBackupTime: "02:00Z-03:00Z" } });
  });

  test("is not waited for so long without them", async () => {
    await expect(created(0, "tair:BackupPolicy", policy)).rejects.toThrow(/gave up after 15 min/);
  });
});

import { commonErrors } from "../../../src/api/tencent/errors";
import { connect, connectLegacy, endpointOf } from "../../../src/api/tencent/connect";
import { describeAutoBackupConfig } from "../../../src/api/tencent/operations/describe-auto-backup-config";
import { getRedisBackupList } from "../../../src/api/tencent/operations/get-redis-backup-list";
import { manualBackupInstance } from "../../../src/api/tencent/operations/manual-backup-instance";
import { redis, redisLegacy, sts } from "../../../src/api/tencent/products";
import { FakeClock } from "../../support/fake-clock";

const connection = {
  region: "ap-guangzhou",
  credentials: { secretId: "AKIDTest", secretKey: "not-real" },
};

/** A cloud in `fetch`, which is the last thing of ours before the network. */
let posts: { url: string; at: number }[];
let reply: object;
let clock: FakeClock;
const original = globalThis.fetch;

beforeEach(() => {
  posts = [];
  clock = new FakeClock();
  reply = { Response: { TimePeriod: "02:00-03:00", RequestId: "id" } };
  globalThis.fetch = async (url) => {
    posts.push({ url: String(url), at: clock.now() });
    return new Response(JSON.stringify(reply));
  };
});

afterEach(() => {
  globalThis.fetch = original;
});

test("asks the vendor's own endpoints where none is set", async () => {
  expect(endpointOf(connection, redis)).toBe("https://redis.tencentcloudapi.com");
  expect(endpointOf(connection, sts)).toBe("https://sts.tencentcloudapi.com");
  expect(() => endpointOf(connection, redisLegacy)).toThrow("no endpoint is known for redis v2");
  reply = { code: 0, message: "", totalCount: 0, data: { redisBackupSet: [] } };
  const asking = connectLegacy(connection, clock);
  await asking.call(getRedisBackupList, { redisId: "crs-1", limit: 20, offset: 0 });
  expect(posts[0]?.url).toBe("https://redis.api.qcloud.com/v2/index.php");
});

test("asks the configured endpoints", () => {
  const configured = {
    ...connection,
    crsEndpoint: "http://127.0.0.1:1",
    tencentStsEndpoint: "http://127.0.0.1:2",
  };
  expect(endpointOf(configured, redis)).toBe("http://127.0.0.1:1");
  expect(endpointOf(configured, sts)).toBe("http://127.0.0.1:2");
});

test.each([
  [undefined, 20],
  [1000, 20],
  [5, 5],
])("with maxRequestsPerSecond %s it sends %d a second and action", async (most, expected) => {
  const client = connect({ ...connection, maxRequestsPerSecond: most }, clock);
  const asked = Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      client.call(describeAutoBackupConfig, { InstanceId: `crs-${n}` }),
    ),
  );
  await clock.run(asked);
  const seconds = posts.map(({ at }) => Math.floor((at - (posts[0]?.at ?? 0)) / 1000));
  const counts = seconds.map((second) => seconds.filter((other) => other === second).length);
  expect(Math.max(...counts)).toBe(expected);
});

test("refuses writes before they are sent where readOnly is on", async () => {
  const client = connect({ ...connection, readOnly: true }, clock);
  await expect(client.call(manualBackupInstance, { InstanceId: "crs-1" })).rejects.toThrow(
    "ManualBackupInstance on crs-1 was not sent: redis-backup:readOnly",
  );
  expect(posts).toEqual([]);
});

test("names the permission that is missing as the vendor writes it", async () => {
  const [Code] = commonErrors.AccessDenied.codes;
  reply = { Response: { Error: { Code, Message: "no" }, RequestId: "id" } };
  const client = connect(connection, clock);
  await expect(client.call(manualBackupInstance, { InstanceId: "crs-1" })).rejects.toThrow(
    "Allow redis:ManualBackupInstance on qcs::redis:ap-guangzhou:*:instance/crs-1 for the identity",
  );
});

test("takes a lost answer to a backup for unknown and sends nothing again", async () => {
  globalThis.fetch = async () => {
    posts.push({ url: "", at: 0 });
    throw Object.assign(new TypeError("fetch failed"), { cause: { code: "UND_ERR_SOCKET" } });
  };
  const outcome = await connect(connection, clock).start(manualBackupInstance, {
    InstanceId: "crs-1",
  });
  expect(outcome.state).toBe("unknown");
  expect(posts).toHaveLength(1);
});

test("waits for an instance that is locked, which has started nothing", async () => {
  globalThis.fetch = async () => {
    posts.push({ url: "", at: 0 });
    const Error = { Code: "ResourceUnavailable.InstanceLockedError", Message: "" };
    const locked = { Response: { Error, RequestId: "id" } };
    const done = { Response: { TaskId: 7, RequestId: "id" } };
    return new Response(JSON.stringify(posts.length < 3 ? locked : done));
  };
  const client = connect(connection, clock);
  const asked = client.call(manualBackupInstance, { InstanceId: "crs-1" });
  expect(await clock.run(asked)).toEqual({ TaskId: "7" });
  expect(posts).toHaveLength(3);
});

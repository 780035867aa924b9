import { legacySignature, type LegacyRequest } from "../../../src/api/tencent/legacy-signature";

const list: LegacyRequest = {
  method: "GET",
  host: "redis.api.qcloud.com",
  path: "/v2/index.php",
  params: {
    Action: "GetRedisBackupList",
    Nonce: "11886",
    Region: "gz",
    SecretId: "secretIdFoo",
    SignatureMethod: "HmacSHA256",
    Timestamp: "1486543200",
    beginTime: "2017-02-08 16:46:34",
    endTime: "2017-02-08 19:09:26",
    limit: "40",
    offset: "110",
    redisId: "crs-5a4py64p",
  },
};

/** The vector of the vendor's own Python SDK. */
const instances: LegacyRequest = {
  method: "POST",
  host: "cvm.api.qcloud.com",
  path: "/v2/index.php",
  params: {
    SecretId: "secretIdFoo",
    Region: "ap-guangzhou",
    SignatureMethod: "HmacSHA1",
    Nonce: "1290303896666895346",
    Timestamp: "1512393162",
    Action: "DescribeInstances",
    Version: "2017-03-12",
  },
};

const signed = (request: LegacyRequest, more: Partial<LegacyRequest> = {}, params = {}) =>
  legacySignature(
    { ...request, ...more, params: { ...request.params, ...params } },
    "secretKeyBar",
  );

test.each([
  [signed(list), "EpFs511RuY59uO8HMOHCncwp5M7Y8lCqfNcDkfPNjlw="],
  [signed(list, { method: "POST" }), "jWthQRfLqBeB75wqRp1AKDWt1c2x9TTWOoEfPnZpMv8="],
  [signed(list, {}, { SignatureMethod: "HmacSHA1" }), "ooUUCg9Ck3mkCarXijgSvX1FI7s="],
  [signed(instances), "p3n+pxBqF5JGZtDSxoVn5tGngf0="],
  [signed(instances, { method: "GET" }), "5HAq1BOKNLEE2/uauWnp6Zv9Z3c="],
  [
    signed(instances, {}, { SignatureMethod: "HmacSHA256" }),
    "B2T37FRSP6Fk0/q/cdfrTE0p3zX5ooB/2BPWZUFpsj4=",
  ],
])("gives %s", (signature, expected) => {
  expect(signature).toBe(expected);
});

test("leaves out itself, and by POST what is an upload", () => {
  const signature = signed(list, { method: "POST" });
  const more = { Signature: "anything", file: "@path" };
  expect(signed(list, { method: "POST" }, more)).toBe(signature);
  expect(signed(list, {}, { file: "@path" })).not.toBe(signed(list));
});

test("writes a dot for an underscore in a name", () => {
  expect(signed(list, {}, { a_b: "1" })).toBe(signed(list, {}, { "a.b": "1" }));
});

import { tc3Authorization, tc3Signatures } from "../../src/protocols/tc3-signature";
import { legacySignature } from "../../src/protocols/legacy-signature";

const authorization = {
  secretId: "secretIdFoo",
  date: "2019-02-25",
  service: "redis",
  signedHeaders: ["content-type", "host"],
  signature: "369900839ffec1e988ce1e89c295f2f3e84655baf6f1d3be85dd08eca0842d6b",
};
const request = {
  method: "POST",
  headers: {
    host: "redis.tencentcloudapi.com",
    "content-type": "application/json; charset=utf-8",
    "x-tc-timestamp": "1551113065",
  },
  search: "",
  body: '{"InstanceId":"crs-5a4py64p"}',
};

describe("TC3", () => {
  it("gives the signature of the vector", () => {
    expect(tc3Signatures(request, authorization, "secretKeyBar")).toEqual([
      authorization.signature,
    ]);
  });

  it("takes the host without its port too, as the vendor's SDKs sign it", () => {
    const headers = { ...request.headers, host: "redis.tencentcloudapi.com:8443" };
    const signatures = tc3Signatures({ ...request, headers }, authorization, "secretKeyBar");
    expect(signatures).toHaveLength(2);
    expect(signatures[1]).toBe(authorization.signature);
  });

  it("covers the query of a GET", () => {
    const get = { ...request, method: "GET", body: "" };
    const signed = (search: string) =>
      tc3Signatures({ ...get, search }, authorization, "secretKeyBar");
    expect(signed("InstanceId=crs-5a4py64p")).not.toEqual(signed("InstanceId=crs-5a4py64q"));
  });

  it("takes a key id with slashes, and nothing that is not in its form", () => {
    const header = (value: string) =>
      tc3Authorization({ ...request, headers: { authorization: value } });
    const { signature } = authorization;
    const good = `TC3-HMAC-SHA256 Credential=a/b/2019-02-25/redis/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`;
    expect(header(good)).toEqual({ ...authorization, secretId: "a/b" });
    expect(header(good.replace("tc3_request", "request"))).toBeUndefined();
    expect(header(good.replace("TC3-", "TC2-"))).toBeUndefined();
    expect(header("")).toBeUndefined();
  });
});

describe("the legacy signature", () => {
  const params = new Map(
    Object.entries({
      redisId: "crs-5a4py64p",
      limit: "40",
      offset: "110",
      beginTime: "2017-02-08 16:46:34",
      endTime: "2017-02-08 19:09:26",
      Action: "GetRedisBackupList",
      Nonce: "11886",
      Region: "gz",
      SecretId: "secretIdFoo",
      SignatureMethod: "HmacSHA256",
      Timestamp: "1486543200",
    }),
  );
  const sign = (method: string, SignatureMethod = "HmacSHA256") =>
    legacySignature(
      method,
      "redis.api.qcloud.com",
      "/v2/index.php",
      new Map([...params, ["SignatureMethod", SignatureMethod]]),
      "secretKeyBar",
    );

  it("gives those of the vectors", () => {
    expect(sign("GET")).toBe("EpFs511RuY59uO8HMOHCncwp5M7Y8lCqfNcDkfPNjlw=");
    expect(sign("POST")).toBe("jWthQRfLqBeB75wqRp1AKDWt1c2x9TTWOoEfPnZpMv8=");
    expect(sign("GET", "HmacSHA1")).toBe("ooUUCg9Ck3mkCarXijgSvX1FI7s=");
  });
});

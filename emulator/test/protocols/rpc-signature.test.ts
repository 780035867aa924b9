import { sign, stringToSign } from "../../src/protocols/rpc-signature";

/** cloud-apis.md A2. */
describe("signature 1.0", () => {
  it("gives the vendor's documented value", () => {
    const params = {
      AccessKeyId: "testid",
      Action: "DescribeDedicatedHosts",
      Format: "JSON",
      RegionId: "cn-beijing",
      SignatureMethod: "HMAC-SHA1",
      SignatureNonce: "edb2b34af0af9a6d14deaf7c1a5315eb",
      SignatureVersion: "1.0",
      Timestamp: "2023-03-13T08:34:30Z",
      Version: "2014-05-26",
    };
    const text = stringToSign("GET", new Map(Object.entries(params)));
    expect(sign(text, "testsecret")).toBe("9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
  });

  it("gives the computed value of the R-kvstore page's request", () => {
    const params = {
      Version: "2015-01-01",
      AccessKeyId: "testid",
      Action: "DescribeInstances",
      Format: "XML",
      RegionId: "region1",
      SignatureMethod: "HMAC-SHA1",
      SignatureNonce: "NwDAxvLU6tFE0DVb",
      SignatureVersion: "1.0",
      Timestamp: "2013-06-01T10:33:56Z",
    };
    const text = stringToSign("GET", new Map(Object.entries(params)));
    expect(sign(text, "testsecret")).toBe("EXXeLkoiLG4D6QDiV2Get82rzs8=");
  });

  it("gives the value of the vendor's unit test", () => {
    const text = stringToSign("", new Map([["test", "ok"]]));
    expect(sign(text, "accessKeySecret")).toBe("jHx/oHoHNrbVfhncHEvPdHXZwHU=");
  });

  it("sorts by bytes, leaves the signature out and encodes everything but unreserved characters", () => {
    const params = new Map([
      ["b", "!'()*"],
      ["a", "x y+z~-_.é"],
      ["Z", "1"],
      ["Signature", "left out"],
    ]);
    expect(stringToSign("POST", params)).toBe(
      `POST&%2F&${encodeURIComponent("Z=1&a=x%20y%2Bz~-_.%C3%A9&b=%21%27%28%29%2A")}`,
    );
  });
});

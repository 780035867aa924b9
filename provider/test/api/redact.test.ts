import { formsOf, redact } from "../../src/api/redact";

const SECRET = "p/w+d=' of(a)*key!";

describe("a secret", () => {
  test.each([
    ["raw", SECRET],
    ["URL-encoded", encodeURIComponent(SECRET)],
    ["URL-encoded as signatures are", "p%2Fw%2Bd%3D%27%20of%28a%29%2Akey%21"],
    ["URL-encoded twice", encodeURIComponent("p%2Fw%2Bd%3D%27%20of%28a%29%2Akey%21")],
    ["base64", Buffer.from(SECRET).toString("base64")],
    ["base64, URL-encoded", encodeURIComponent(Buffer.from(SECRET).toString("base64"))],
    ["base64url", Buffer.from(SECRET).toString("base64url")],
    ["hex", Buffer.from(SECRET).toString("hex")],
  ])("is removed when it stands there %s", (_form, text) => {
    const safe = redact(`before ${text} after`, ["other-secret", undefined, SECRET]);
    expect(safe).toMatch(/^before \[removed\](?:=|%3D)* after$/);
  });

  test("is removed wherever it stands and however often", () => {
    expect(redact("abcdX abcd Xabcd", ["abcd"])).toBe("[removed]X [removed] X[removed]");
  });

  test("of three characters is no secret: it would tear every text", () => {
    expect(redact("a plain text", ["pla"])).toBe("a plain text");
  });

  test("has each of its forms once", () => {
    expect(formsOf("plain")).toEqual(["plain", "cGxhaW4", "706c61696e"]);
  });
});

describe("what looks like a signed parameter", () => {
  test.each([
    ["?AccessKeyId=LTAI5tExample&Action=X", "?AccessKeyId=[removed]&Action=X"],
    ["Signature=abc%3D&X=1", "Signature=[removed]&X=1"],
    ["GET&%2F&AccessKeyId%3DLTAI%26Action%3DX", "GET&%2F&AccessKeyId%3D[removed]"],
    ["OSSAccessKeyId=LTAI&Expires=1", "OSSAccessKeyId=[removed]&Expires=1"],
    ['{"SecurityToken":"CAIS","x":1}', '{"SecurityToken":"[removed]","x":1}'],
    ['{"access_key_secret": "s3cr3t"}', '{"access_key_secret": "[removed]"}'],
    ["sts_token = abc", "sts_token = [removed]"],
    ["AccessKeySecret: s3cr3t, more", "AccessKeySecret: [removed], more"],
  ])("is removed from %s", (text, safe) => {
    expect(redact(text, [])).toBe(safe);
  });

  test("stays where it is only spoken of", () => {
    const text = "SecurityToken is mandatory for this action. Specified access key is not found.";
    expect(redact(text, [])).toBe(text);
  });
});

test("the string to sign is removed as a whole", () => {
  const text =
    "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3DLTAI\nand more";
  expect(redact(text, [])).toBe(
    "Specified signature is not matched with our calculation. server string to sign is: [removed]",
  );
});

test("ids and links of the cloud stay", () => {
  const text =
    "963C20F0-7CE1-4591-AAF3-6F3CD1CE5952 https://api.aliyun.com/troubleshoot?q=Throttling.User&product=R-kvstore";
  expect(redact(text, ["secret-secret"])).toBe(text);
});

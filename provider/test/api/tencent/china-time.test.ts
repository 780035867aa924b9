import { chinaTime, wireChinaTime } from "../../../src/api/tencent/china-time";

test("a time of the wire is 8 hours ahead of UTC, also before and after midnight", () => {
  expect(wireChinaTime.parse("2017-02-08 16:46:34")).toBe("2017-02-08T08:46:34Z");
  expect(wireChinaTime.parse("2017-01-01 07:59:59")).toBe("2016-12-31T23:59:59Z");
});

test("a moment is written as the API takes it", () => {
  expect(chinaTime(Date.parse("2016-12-31T23:59:59.900Z"))).toBe("2017-01-01 07:59:59");
});

test.each([
  "2017-02-08T16:46:34Z",
  "2017-02-08 16:46",
  "2017-13-08 16:46:34",
  "",
  "0000-00-00 00:00:00",
])("%j is none", (text) => {
  expect(wireChinaTime.safeParse(text).success).toBe(false);
});

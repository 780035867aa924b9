import { secondsOf, span } from "../../src/report/durations";

test.each([
  ["90s", 90],
  ["90m", 5400],
  ["26h", 93_600],
  ["7d", 604_800],
])("%s is %d seconds", (text, seconds) => expect(secondsOf(text)).toBe(seconds));

test.each(["", "26", "h", "-1h", "1.5h", "0h", "26 h", "26H", "9".repeat(20) + "d"])(
  "%j is no duration",
  (text) => expect(secondsOf(text)).toBeUndefined(),
);

test.each([
  [5, "5 s"],
  [300, "5 min"],
  [93_600, "26 h"],
  [9_000, "2 h 30 min"],
  [180_000, "2 d 2 h"],
  [604_800, "7 d"],
])("%d seconds read %s", (seconds, text) => expect(span(seconds)).toBe(text));

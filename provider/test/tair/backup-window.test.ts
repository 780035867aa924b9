import { fromUtc, startHour, toUtc, zoneProblem, type Weekday } from "../../src/tair/backup-window";

const WINTER = Date.parse("2026-12-01T00:00:00Z");
const SUMMER = Date.parse("2026-07-01T00:00:00Z");

test.each([
  ["02:00Z-03:00Z", "utc", 2],
  ["23:00Z-00:00Z", "utc", 23],
  ["00:00Z-01:00Z", "utc", 0],
  ["02:00-03:00", "local", 2],
  ["2am", "utc", undefined],
  ["02:30Z-03:30Z", "utc", undefined],
  ["02:00Z-04:00Z", "utc", undefined],
  ["02:00-03:00", "utc", undefined],
  ["02:00Z-03:00Z", "local", undefined],
  ["24:00Z-01:00Z", "utc", undefined],
  ["23:00Z-24:00Z", "utc", undefined],
  ["02:00Z-02:00Z", "utc", undefined],
  [" 02:00Z-03:00Z", "utc", undefined],
] as const)("%s as %s starts at %s", (time, zone, hour) => {
  expect(startHour(time, zone)).toBe(hour);
});

test.each([
  ["Asia/Shanghai", WINTER, "02:00-03:00", ["Monday"], "18:00Z-19:00Z", ["Sunday"]],
  ["Asia/Shanghai", WINTER, "08:00-09:00", ["Monday"], "00:00Z-01:00Z", ["Monday"]],
  ["Asia/Shanghai", WINTER, "07:00-08:00", ["Sunday"], "23:00Z-00:00Z", ["Saturday"]],
  ["America/New_York", WINTER, "20:00-21:00", ["Sunday"], "01:00Z-02:00Z", ["Monday"]],
  ["America/New_York", SUMMER, "20:00-21:00", ["Sunday"], "00:00Z-01:00Z", ["Monday"]],
  ["America/New_York", SUMMER, "19:00-20:00", ["Sunday"], "23:00Z-00:00Z", ["Sunday"]],
  [
    "Pacific/Kiritimati",
    WINTER,
    "13:00-14:00",
    ["Monday", "Friday"],
    "23:00Z-00:00Z",
    ["Thursday", "Sunday"],
  ],
  ["UTC", WINTER, "23:00-00:00", ["Monday"], "23:00Z-00:00Z", ["Monday"]],
])("%s at %d: %s on %s is %s on %s, and back", (zone, now, local, localDays, utc, utcDays) => {
  const window = { days: localDays as Weekday[], time: local };
  expect(toUtc(window, zone, now)).toEqual({ days: utcDays, time: utc });
  expect(fromUtc({ days: utcDays as Weekday[], time: utc }, zone, now)).toEqual(window);
});

test("every hour of every day survives the way to UTC and back", () => {
  for (const zone of ["Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Etc/GMT+12"]) {
    for (let hour = 0; hour < 24; hour += 1) {
      const pad = (n: number) => String(n % 24).padStart(2, "0");
      const window = {
        days: ["Tuesday"] as Weekday[],
        time: `${pad(hour)}:00-${pad(hour + 1)}:00`,
      };
      expect(fromUtc(toUtc(window, zone, WINTER), zone, WINTER)).toEqual(window);
    }
  }
});

test("a live window that isn't one whole hour stays as the cloud spells it", () => {
  const odd = { days: ["Monday"] as Weekday[], time: "00:00Z-04:00Z" };
  expect(fromUtc(odd, "Asia/Shanghai", WINTER)).toEqual(odd);
  expect(toUtc(odd, "Asia/Shanghai", WINTER)).toEqual(odd);
});

test.each([
  ["Asia/Shanghai", undefined],
  ["Europe/Berlin", undefined],
  ["Asia/Kolkata", /5\.5 hours from UTC/],
  ["Asia/Kathmandu", /5\.75 hours/],
  ["Australia/Lord_Howe", /10\.5 hours/],
  ["Mars/Phobos", /is not a time zone name/],
  ["", /is not a time zone name/],
])("the zone %s: %s", (zone, problem) => {
  const found = zoneProblem(zone, WINTER);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

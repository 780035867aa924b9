import { Clock } from "../src/clock";

const START = Date.parse("2026-01-07T10:00:00Z");

describe("Clock", () => {
  it("stands still until it is advanced", () => {
    const clock = new Clock("manual", START);
    expect(clock.time()).toBe(START);
    clock.advance(1500);
    expect(clock.now().toISOString()).toBe("2026-01-07T10:00:01.500Z");
  });

  it("runs at the speed it is given", () => {
    jest.useFakeTimers({ now: 1_000_000 });
    try {
      const clock = new Clock({ speed: 60 }, START);
      jest.setSystemTime(1_002_000);
      expect(clock.time() - START).toBe(120_000);
      clock.advance(1000);
      expect(clock.time() - START).toBe(121_000);
    } finally {
      jest.useRealTimers();
    }
  });

  it("measures request rates in real time, except when it is manual", () => {
    expect(new Clock("manual", START).pace()).toBe(START);
    expect(Math.abs(new Clock({ speed: 60 }, START).pace() - Date.now())).toBeLessThan(1000);
  });

  it("is in real time until it is moved, unless it starts elsewhere", () => {
    const clock = new Clock("real");
    expect(clock.isRealTime).toBe(true);
    expect(Math.abs(clock.time() - Date.now())).toBeLessThan(1000);
    clock.advance(1);
    expect(clock.isRealTime).toBe(false);
    expect(new Clock("real", START).isRealTime).toBe(false);
    expect(new Clock("manual").isRealTime).toBe(false);
  });

  it("can be held, and says why it is not advanced", () => {
    const clock = new Clock("real");
    clock.hold("r-orders has `redis: true`");
    expect(() => clock.advance(1)).toThrow(
      "the clock cannot be advanced: r-orders has `redis: true`, whose keys live in real time",
    );
  });

  it("fails to go back", () => {
    const clock = new Clock("manual", START);
    expect(() => clock.advance(-1)).toThrow("cannot go back");
    expect(() => clock.advance(NaN)).toThrow("cannot go back");
  });
});

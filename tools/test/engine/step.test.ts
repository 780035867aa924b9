const { step } = require("../../engine/run");

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it("says every 15 s that a long step goes on", async () => {
  const lines: string[] = [];
  let finish = (_result: string): void => {};
  const work = new Promise<string>((resolve) => (finish = resolve));
  const running = step(
    (line: string) => lines.push(line),
    "building",
    () => work,
  );

  jest.advanceTimersByTime(31_000);
  finish("built");

  expect(await running).toBe("built");
  expect(lines).toEqual([
    "building …",
    "… still at it after 15 s",
    "… still at it after 30 s",
    "… done in 31 s",
  ]);
  expect(jest.getTimerCount()).toBe(0);
});

it("falls silent when the work fails", async () => {
  const lines: string[] = [];
  const failing = step(
    (line: string) => lines.push(line),
    "building",
    () => Promise.reject(new Error("broken")),
  );

  await expect(failing).rejects.toThrow("broken");
  expect(lines).toEqual(["building …"]);
  expect(jest.getTimerCount()).toBe(0);
});

import { commandsUntil } from "../../src/redis/append-only-file";

const command = (...words: string[]) =>
  [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ""].join(
    "\r\n",
  );
const at = (second: number, ...commands: string[]) => `#TS:${second}\r\n${commands.join("")}`;
const until = (file: string, second: number, shiftMs?: number) =>
  commandsUntil(Buffer.from(file), second * 1000, shiftMs).toString();

const FIRST = at(100, command("SET", "a", "1"), command("SET", "b", "#TS:1\r\n☂"));
const SECOND = at(102, command("flushall"));

describe("commandsUntil", () => {
  it.each([
    [99, ""],
    [100, FIRST],
    [101, FIRST],
    [102, FIRST + SECOND],
    [500, FIRST + SECOND],
  ])("keeps what was written up to the end of second %s", (second, kept) => {
    expect(until(FIRST + SECOND, second)).toBe(kept);
  });

  it("takes the whole second, and nothing of the next", () => {
    const file = Buffer.from(FIRST + SECOND);
    expect(commandsUntil(file, 101_999).toString()).toBe(FIRST);
    expect(commandsUntil(file, 102_000).toString()).toBe(FIRST + SECOND);
  });

  it("leaves out a command that is still being written", () => {
    for (let length = FIRST.length + 10; length < Buffer.byteLength(FIRST + SECOND); length++) {
      const partial = Buffer.from(FIRST + SECOND).subarray(0, length);
      expect(commandsUntil(partial, 500_000).toString()).toMatch(/☂\r\n(#TS:102\r\n)?$/);
    }
  });

  it("moves every expiry, and nothing else", () => {
    const commands = (ends: string) =>
      at(
        100,
        command("SET", "pxat", "pxat", "PXAT", ends),
        command("SET", "pxat", "5000"),
        command("PEXPIREAT", "a", ends),
        command("RESTORE", "a", ends, "value", "ABSTTL"),
        command("RESTORE", "a", "0", "absttl", "ABSTTL"),
        command("RPUSH", "PEXPIREAT", "5000", "PXAT", "5000"),
      );
    expect(until(commands("5000"), 100, 1500)).toBe(commands("6500"));
    expect(until(commands("5000"), 100)).toBe(commands("5000"));
  });
});

const SECOND = 1000;

/**
 * The commands of an append-only file with timestamps that were given up to the end of a second; their absolute expiry
 * times are moved by `shiftMs`. A command that is still being written at the end of the file is left out.
 */
export function commandsUntil(file: Buffer, time: number, shiftMs = 0): Buffer {
  const second = Math.floor(time / SECOND);
  const kept: Buffer[] = [];
  for (const { words, timestamp, raw } of entriesOf(file)) {
    if (timestamp !== undefined && timestamp > second) break;
    kept.push(shiftMs === 0 || words === undefined ? raw : encoded(shifted(words, shiftMs)));
  }
  return Buffer.concat(kept);
}

interface Entry {
  readonly raw: Buffer;
  /** One of the two. */
  readonly words?: Buffer[];
  /** In seconds: of the commands that follow. */
  readonly timestamp?: number;
}

function* entriesOf(file: Buffer): Generator<Entry> {
  let at = 0;
  /** A line without its end, or undefined where the file ends before it does. */
  const line = (): string | undefined => {
    const end = file.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const text = file.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const from = at;
    const head = line();
    if (head === undefined) return;
    if (head.startsWith("#")) {
      const [, seconds] = /^#TS:(\d+)$/.exec(head) ?? [];
      const raw = file.subarray(from, at);
      yield seconds === undefined ? { raw } : { raw, timestamp: Number(seconds) };
      continue;
    }
    const words: Buffer[] = [];
    for (let left = Number(head.slice(1)); left > 0; left--) {
      const length = line();
      if (length === undefined) return;
      const end = at + Number(length.slice(1));
      if (end + 2 > file.length) return;
      words.push(file.subarray(at, end));
      at = end + 2;
    }
    yield { raw: file.subarray(from, at), words };
  }
}

/** Redis writes every expiry in one of these three ways. */
function shifted(words: readonly Buffer[], ms: number): Buffer[] {
  const lower = words.map((word) => word.toString("latin1").toLowerCase());
  const [command] = lower;
  const index =
    command === "pexpireat"
      ? 2
      : command === "set"
        ? lower.indexOf("pxat", 3) + 1
        : command === "restore" && lower.includes("absttl", 4) && lower[2] !== "0"
          ? 2
          : 0;
  if (index === 0) return [...words];
  return words.map((word, n) => (n === index ? Buffer.from(`${Number(lower[n]) + ms}`) : word));
}

function encoded(words: readonly Buffer[]): Buffer {
  const parts = words.flatMap((word) => [`$${word.length}\r\n`, word, "\r\n"]);
  return Buffer.concat([`*${words.length}\r\n`, ...parts].map((part) => Buffer.from(part)));
}

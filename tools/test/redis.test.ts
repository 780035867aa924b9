interface Options {
  readonly say: (line: string) => void;
  readonly run: (line: string) => Promise<{ exitCode: number; output: string }>;
  readonly env: Record<string, string>;
  readonly isRoot: boolean;
}

const { getRedis } = require("../redis") as { getRedis(options: Options): Promise<void> };

const REDIS = { exitCode: 0, output: "Redis server v=7.0.15 sha=00000000:0 bits=64\n" };
const MISSING = { exitCode: 127, output: "sh: 1: redis-server: not found\n" };
const CI = { CI: "true" };

/** What `redis-server --version` says each time it is asked, and how an installation ends. */
async function got(
  versions: { exitCode: number; output: string }[],
  { env = {}, isRoot = true, installed = { exitCode: 0, output: "" } } = {},
) {
  const ran: string[] = [];
  const said: string[] = [];
  const run = async (line: string) => {
    ran.push(line);
    return line.startsWith("apt-get") ? installed : (versions.shift() ?? MISSING);
  };
  await getRedis({ say: (line) => said.push(line), run, env, isRoot });
  return { ran, said };
}

describe("getRedis", () => {
  it("takes the one on PATH, in CI as well", async () => {
    const found = { ran: ["redis-server --version"], said: ["redis-server 7.0.15"] };
    expect(await got([REDIS])).toEqual(found);
    expect(await got([REDIS], { env: CI })).toEqual(found);
  });

  it("installs one in CI", async () => {
    const { ran, said } = await got([MISSING, REDIS], { env: CI });
    expect(ran[1]).toMatch(/apt-get install .*redis-server/);
    expect(said.at(-1)).toBe("redis-server 7.0.15");
  });

  it.each([
    ["on somebody's machine", { env: {}, isRoot: true }],
    ["where it is not allowed to", { env: CI, isRoot: false }],
  ])("says what to install %s", async (_, options) => {
    await expect(got([MISSING], options)).rejects.toThrow(/not on PATH: .*apt-get install/);
  });

  it("says so when one is too old, or cannot be installed", async () => {
    const old = { exitCode: 0, output: "Redis server v=6.0.16 sha=00000000:0\n" };
    await expect(got([old])).rejects.toThrow("redis-server 6.0.16 is too old");
    const installed = { exitCode: 100, output: "E: no network" };
    await expect(got([MISSING], { env: CI, installed })).rejects.toThrow(
      /code 100.*\nE: no network/,
    );
    await expect(got([MISSING, old], { env: CI })).rejects.toThrow("too old");
  });
});

import type { Command } from "commander";
import { exportBlock, readSeed, startEmulator } from "pulumi-redis-backup/emulator";
import type { Emulator, EmulatorOptions } from "pulumi-redis-backup/emulator";
import { numberArgument } from "./number-argument";
import { untilToldToStop } from "./until-told-to-stop";

interface Flags {
  readonly port?: number;
  readonly seed?: string;
  readonly speed?: number;
  readonly latency?: number;
  readonly rate?: number;
  readonly state?: string;
  readonly random?: number;
}

const count = { min: 0, allowed: "a whole number from 0" };

/** `redis-backup emulator`: the clouds' APIs on a local port, until Ctrl-C. */
export function addEmulator(program: Command): void {
  program
    .command("emulator")
    .summary("run the Redis backup APIs of both clouds on a local port")
    .description(
      "Runs an emulator of the Redis backup APIs of Alibaba Cloud and Tencent Cloud on a local\n" +
        "port, until Ctrl-C.\n" +
        "Needs no account and touches none. Prints the address of a page that shows what the\n" +
        "emulated cloud holds, and a block of export lines that points programs at it.",
    )
    .option(
      "--port <number>",
      "port on 127.0.0.1 (default: any free one)",
      numberArgument({ min: 0, max: 65_535, allowed: "a port from 1 to 65535, or 0 for any" }),
    )
    .option(
      "--seed <file>",
      "instances, policies, backups and accounts to start with, in JSON or YAML (default: one instance of each kind)",
    )
    .option(
      "--speed <factor>",
      "seconds that pass in the cloud per second; at 0 its clock stands still, and POST /_emulator/clock/advance moves it (default: 1)",
      numberArgument({ min: 0, whole: false, allowed: "a number from 0" }),
    )
    .option("--latency <ms>", "delay of every answer, in milliseconds", numberArgument(count))
    .option(
      "--rate <per-second>",
      "requests per second, account and action; more are throttled (default: no limit)",
      numberArgument({ min: 1, allowed: "a whole number from 1" }),
    )
    .option("--state <file>", "keep the state in a file over restarts; it then replaces the seed")
    .option(
      "--random <number>",
      "seed of ids and probabilities (default: 1)",
      numberArgument(count),
    )
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  redis-backup emulator --speed 60              an hour passes each minute\n" +
        "  redis-backup emulator --latency 20 --rate 5   far away and strict\n" +
        "  redis-backup emulator --seed cloud.yaml --state cloud.json --port 8787",
    )
    .action(async (flags: Flags) => {
      const emulator = await started(flags);
      const stop = untilToldToStop();
      process.stdout.write(welcome(emulator));
      await stop;
      await emulator.close();
    });
}

async function started(flags: Flags): Promise<Emulator> {
  try {
    return await startEmulator(optionsOf(flags));
  } catch (error) {
    throw new Error(explained(error as NodeJS.ErrnoException, flags), { cause: error });
  }
}

function optionsOf({ seed, speed, ...flags }: Flags): EmulatorOptions {
  return {
    port: flags.port,
    clock: speed === undefined ? "real" : speed === 0 ? "manual" : { speed },
    seed: seed === undefined ? undefined : readSeed(seed),
    latencyMs: flags.latency,
    ratePerSecond: flags.rate,
    random: flags.random,
    stateFile: flags.state,
  };
}

function explained(error: NodeJS.ErrnoException, { port, seed, state }: Flags): string {
  const { code, syscall, path } = error;
  if (syscall === "listen") {
    const reason = code === "EADDRINUSE" ? "is in use" : `cannot be used (${code})`;
    return `port ${port} ${reason}; --port 0 takes any free one`;
  }
  const message = code === "ENOENT" ? "no such file or folder" : error.message;
  if (seed !== undefined && path === seed) return `--seed ${seed}: ${message}`;
  const isState = state !== undefined && (path?.startsWith(state) || error instanceof SyntaxError);
  return isState ? `--state ${state}: ${message}` : message;
}

/** All but the export lines are comments, so that a shell can take the whole text. */
function welcome(emulator: Emulator): string {
  const instances: { instanceId: string; name: string; redisUrl?: string }[] = [
    ...emulator.instances.list(),
    ...emulator.crs.instances.list(),
  ];
  const width = Math.max(0, ...instances.map(({ instanceId }) => instanceId.length));
  const lines = [
    "The Redis backup APIs of Alibaba Cloud and Tencent Cloud, emulated. Ctrl-C ends it.",
    "",
    `Page:      ${emulator.url}/`,
    ...instances.map(({ instanceId, name, redisUrl = "" }, n) =>
      [n === 0 ? "Instances:" : "          ", instanceId.padEnd(width), "", name, redisUrl]
        .join(" ")
        .trimEnd(),
    ),
    "",
    "In the shell that runs pulumi:",
  ];
  return `${lines.map((line) => `# ${line}`.trimEnd()).join("\n")}\n${exportBlock(emulator)}`;
}

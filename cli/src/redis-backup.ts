import { Command, CommanderError } from "commander";
import { addAdopt } from "./adopt";
import { addDrift } from "./drift";
import { addEmulator } from "./emulator";
import { withoutSecrets } from "./output/without-secrets";
import { addPermissions } from "./permissions";
import { addPublish } from "./publish";
import { addReport } from "./report";

/** Also of bad usage: 2 is left to commands that have looked and found something. */
const FAILED = 1;

/** The whole command line; answers the exit code. */
export async function redisBackup(args: readonly string[]): Promise<number> {
  const { version } = require("pulumi-redis-backup/package.json") as { version: string };
  const program = new Command("redis-backup")
    .description("What comes with the Pulumi package pulumi-redis-backup: Redis backups as code.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureHelp({ showGlobalOptions: false, helpWidth: 100 })
    .exitOverride();
  addPermissions(program);
  addEmulator(program);
  addAdopt(program);
  let exitCode = 0;
  const end = (code: number) => (exitCode = code);
  addDrift(program, end);
  addReport(program, end);
  addPublish(program, end);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : FAILED;
    const message = withoutSecrets((error as Error).message, process.env);
    process.stderr.write(`error: ${message}\n`);
    return FAILED;
  }
}

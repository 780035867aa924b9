#!/usr/bin/env node
import { redisBackup } from "./redis-backup";

// What reads it may be gone, and a disk may be full: nobody has all that was said then.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  process.stderr.write(`error: standard output could not be written (${code})\n`);
  process.exit(1);
});

void redisBackup(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));

#!/usr/bin/env node
import { redisBackup } from "./redis-backup";

void redisBackup(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));

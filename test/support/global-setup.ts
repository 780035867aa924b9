import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

interface EngineTool {
  getEngine(): Promise<{ readonly bin: string }>;
}

interface PluginTool {
  buildPlugin(): Promise<string>;
}

const ROOT = path.join(__dirname, "../..");

/** Names the folder of the engine for the test processes, which inherit the environment. */
export const ENGINE_BIN = "REDIS_BACKUP_TEST_ENGINE_BIN";

/** Names the folder of the plugin. */
export const ENGINE_PLUGIN = "REDIS_BACKUP_TEST_PLUGIN";

/** Builds what the programs of the tests import, and gets an engine; no test is skipped without one. */
export default async function setUp(): Promise<void> {
  await build();
  const { getEngine } = require("../../tools/engine") as EngineTool;
  process.env[ENGINE_BIN] = (await getEngine()).bin;
  const { buildPlugin } = require("../../tools/plugin/build") as PluginTool;
  process.env[ENGINE_PLUGIN] = await buildPlugin();
}

async function build(): Promise<void> {
  const tsc = require.resolve("typescript/bin/tsc");
  const command = [tsc, "-b", "provider", "emulator", "cli"];
  await promisify(execFile)(process.execPath, command, { cwd: ROOT }).catch(
    (error: { stdout?: string }) => {
      throw new Error(
        `the package can't be built, so that there is nothing to test:\n${error.stdout}`,
      );
    },
  );
}

import { EngineLog } from "./engine-log";
import { endWithoutEngine } from "./orphan";
import { PluginServer, serve } from "./plugin";

/**
 * The executable `pulumi-resource-redis-backup`. The engine passes its own address last, reads the port
 * from the first line, and ends the process by a signal.
 */
async function main(): Promise<void> {
  const engine = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  const { version } = require("../../../package.json") as { version: string };
  const { port } = await serve(new PluginServer(version, new EngineLog(engine)));
  process.stdout.write(`${port}\n`);
  endWithoutEngine(engine);
}

void main();

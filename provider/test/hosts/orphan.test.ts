import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import path from "node:path";

const HOSTS = path.join(__dirname, "../../../dist/provider/hosts");

/** The dynamic provider stays by what it serves; here by something that has no end. */
const DYNAMIC = `require(${JSON.stringify(path.join(HOSTS, "dynamic-runtime"))});`;
const STAYS = "setInterval(() => undefined, 1000); console.log('ready');";

const HOST_PROCESSES: Record<string, (address: string) => string[]> = {
  plugin: (address) => [path.join(HOSTS, "plugin-main.js"), address],
  dynamic: (address) => ["-e", DYNAMIC + STAYS, "--", address],
};

let child: ChildProcess | undefined;

async function started(args: string[]): Promise<ChildProcess> {
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  // The plugin says its port first.
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

afterEach(() => {
  child?.kill("SIGKILL");
});

describe.each(Object.entries(HOST_PROCESSES))("the %s host", (_name, args) => {
  test("ends when its engine is gone without a word, and not before", async () => {
    let looks = 0;
    const engine = net.createServer((socket) => {
      looks += 1;
      socket.resume();
    });
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const host = await started(args(`127.0.0.1:${(engine.address() as AddressInfo).port}`));
    while (looks < 1) await once(engine, "connection");
    expect(host.exitCode).toBeNull();
    await new Promise((resolve) => engine.close(resolve));
    const [exitCode] = (await once(host, "exit")) as [number];
    expect(exitCode).toBe(1);
  }, 30_000);
});

test("a dynamic host that nobody reads any more ends at its next line", async () => {
  const talks = "setInterval(() => process.stdout.write('still here\\n'), 10);";
  const host = await started(["-e", DYNAMIC + talks]);
  host.stdout?.destroy();
  const [exitCode] = (await once(host, "exit")) as [number];
  expect(exitCode).toBe(1);
});

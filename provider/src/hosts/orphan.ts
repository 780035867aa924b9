import net from "node:net";

const EVERY_MS = 2_000;
const ADDRESS = /^(127\.0\.0\.1|\[::1\]|localhost):(\d+)$/;

/**
 * Ends this process when its engine is gone without a word: nobody would hear what it says, and nobody
 * would keep what it does. `address` is where the engine listens, as it tells its plugins.
 */
export function endWithoutEngine(address: string | undefined): void {
  // What is printed goes to the engine too. Node tells of a closed pipe by an error, again for each line.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EPIPE") process.exit(1);
    });
  }
  const [, host = "", port] = ADDRESS.exec(address ?? "") ?? [];
  if (port === undefined) return;
  const look = () => {
    const socket = net.connect({ host: host.replace(/[[\]]/g, ""), port: Number(port) });
    socket.unref();
    socket.on("connect", () => socket.destroy());
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ECONNREFUSED") process.exit(1);
    });
  };
  setInterval(look, EVERY_MS).unref();
}

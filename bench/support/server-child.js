const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { ROOT } = require("./folder");

/** @typedef {{ url: string, environment: Record<string, string> }} Ready */

/** What a server process can be; each takes what is in its file, and says where it listens. */
const SERVERS = {
  /** @param {object} options @returns {Promise<Ready>} */
  async emulator(options) {
    const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
    const { url, environment } = await startEmulator(options);
    return { url, environment };
  },
  /**
   * Answers the same bytes with nothing behind them, one answer after the other.
   *
   * @param {readonly { contentType: string, body: string }[]} answers @returns {Promise<Ready>}
   */
  async bare(answers) {
    let asked = 0;
    const server = http.createServer((request, response) => {
      const answer = answers[asked++ % answers.length];
      request.resume().on("end", () => {
        response.writeHead(200, { "Content-Type": answer?.contentType });
        response.end(answer?.body);
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    return { url: `http://127.0.0.1:${port}`, environment: {} };
  },
};

const [kind = "", file = ""] = process.argv.slice(2);
const given = JSON.parse(fs.readFileSync(file, "utf8"));
void SERVERS[/** @type {keyof typeof SERVERS} */ (kind)](given).then((ready) =>
  process.send?.(ready),
);

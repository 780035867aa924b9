const path = require("node:path");
const { ROOT } = require("./folder");

/**
 * Reads one list of backups in a process of its own, and says what that took.
 *
 * @typedef {{ ids: string[], ms: number, memoryMiB: number }} Listed
 */

const INSTANCE = "r-bench-0";

/** What can read it. */
const READERS = {
  /** The function of the package. */
  async ours() {
    const provider = path.join(ROOT, "dist/provider");
    const { contextOf, openSessions } = require(path.join(provider, "hosts/open-session"));
    const { systemClock } = require(path.join(provider, "core/clock"));
    const { checkedArguments } = require(path.join(provider, "core/function"));
    const { getBackups } = require(path.join(provider, "tair/get-backups"));
    const quiet = () => undefined;
    const log = { progress: quiet, info: quiet, warn: quiet };
    const surroundings = { clock: systemClock, environment: process.env, log };
    const { token } = getBackups;
    const { signal } = new AbortController();
    const sessions = openSessions(surroundings, quiet);
    const ctx = contextOf(surroundings, sessions, { token, name: token, signal });
    const began = performance.now();
    const given = checkedArguments(getBackups, { instanceId: INSTANCE });
    const { backups } = await getBackups.answer(ctx, given);
    return { rows: backups, id: "backupId", ms: performance.now() - began };
  },
  /** As many requests to a server that answers the same bytes, parsed and kept. */
  async floor() {
    const began = performance.now();
    const rows = [];
    for (let page = 0; page < Number(process.env["BENCH_PAGES"]); page += 1) {
      const response = await fetch(String(process.env["BENCH_URL"]));
      const answer = /** @type {any} */ (await response.json());
      rows.push(...answer.Backups.Backup);
    }
    return { rows, id: "BackupId", ms: performance.now() - began };
  },
};

const reader = /** @type {keyof typeof READERS} */ (process.argv[2]);
void READERS[reader]().then(({ rows, id, ms }) => {
  const memoryMiB = process.resourceUsage().maxRSS / 1024;
  process.send?.({ ids: rows.map((row) => String(row[id])), ms, memoryMiB });
});

const path = require("node:path");
const { ROOT } = require("./support/folder");
const { flags, numbers, run, table } = require("./support/measure");

const LIMIT = 20;
/** So many steps at once the engine takes by default on four cores. */
const PARALLEL = 16;
const LATENCY_MS = 20;
const TOKEN = "tair:BackupPolicy";
const POLICY = {
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  backupRetentionPeriod: 30,
};
const DRIFTED = 10;

/**
 * The drift check of many policies against a cloud that lets 20 requests through in any second, in real
 * time: the clocks of the provider, of the emulator and of the wire are the machine's.
 */
run(async () => {
  const options = flags({ runs: "1", sizes: "1000" });
  const [runs = 1] = numbers(options.runs ?? []);
  const rows = [];
  for (const policies of numbers(options.sizes ?? [])) {
    for (const { name, environment, calls } of [
      { name: "told", environment: { REDIS_BACKUP_MAX_REQUESTS_PER_SECOND: "20" }, calls: 0 },
      { name: "learned", environment: {}, calls: 20 },
    ]) {
      for (let n = 0; n < runs; n += 1) {
        const { seconds, requests, failed, drifted } = await check(policies, environment);
        const best = policies / LIMIT;
        const isKept =
          seconds <= 1.1 * best &&
          requests <= policies + calls &&
          failed === 0 &&
          drifted === DRIFTED;
        rows.push([
          policies,
          name,
          seconds.toFixed(1),
          (1.1 * best).toFixed(1),
          requests,
          policies + calls,
          failed,
          `${drifted} of ${DRIFTED}`,
          isKept ? "yes" : "NO",
        ]);
      }
    }
  }
  table(
    `Drift check at ${LIMIT} requests per second, ${PARALLEL} steps at once, answers after ${LATENCY_MS} ms`,
    ["policies", "limit", "s", "at most", "calls", "at most", "failed", "drift found", "kept"],
    rows,
  );
});

/**
 * @param {number} policies
 * @param {Record<string, string>} environment
 */
async function check(policies, environment) {
  const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
  const { DynamicHost } = require(path.join(ROOT, "dist/provider/hosts/dynamic-host"));
  const ids = Array.from({ length: policies }, (_, n) => `r-bench${String(n).padStart(5, "0")}`);
  const emulator = await startEmulator({
    ratePerSecond: LIMIT,
    latencyMs: LATENCY_MS,
    seed: {
      instances: ids.map((instanceId, n) => ({
        instanceId,
        policy: { ...POLICY, ...(n < DRIFTED ? { backupRetentionPeriod: 7 } : {}) },
      })),
    },
  });
  try {
    const quiet = () => undefined;
    const host = new DynamicHost({
      clock: require(path.join(ROOT, "dist/provider/core/clock")).systemClock,
      environment: { ...emulator.environment, ...environment },
      log: { progress: quiet, info: quiet, warn: quiet },
    });
    const { inputs } = await host.check(TOKEN, {}, { instanceId: ids[0], ...POLICY });
    const waiting = [...ids];
    const results = { failed: 0, drifted: 0 };
    const began = performance.now();
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const declared = { ...inputs, instanceId: id };
        try {
          const live = await host.read(TOKEN, id, stateOf(declared));
          const diff = await host.diff(TOKEN, id, live.props, declared);
          if (diff.changes) results.drifted += 1;
        } catch (error) {
          results.failed += 1;
          if (results.failed === 1) process.stderr.write(`${error.message}\n`);
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return {
      ...results,
      seconds: (performance.now() - began) / 1000,
      requests: emulator.requests.length,
    };
  } finally {
    await emulator.close();
  }
}

/** What an `up` of the policy would have left in state. */
function stateOf(/** @type {Record<string, unknown>} */ inputs) {
  const { preferredBackupTime, preferredBackupPeriod } = POLICY;
  return {
    ...inputs,
    effectiveBackupTime: preferredBackupTime,
    effectiveBackupPeriod: preferredBackupPeriod,
    appliedPolicy: POLICY,
    regionId: "cn-hangzhou",
    accountId: "1111111111111111",
  };
}

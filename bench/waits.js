const path = require("node:path");
const { ROOT } = require("./support/folder");
const { LinkedClock } = require("./support/linked-clock");
const { flags, numbers, run, spread, table } = require("./support/measure");

/** Bounds from the issue: looks by seconds of the job. */
const MOST_LOOKS = new Map([
  [5, 12],
  [60, 25],
  [600, 45],
]);
const CURVES = { linear: "linear", late: "late", "stuck at 40": { stuckAt: 40 } };
const ROW_DELAY_SECONDS = 3;

/** From the moment at which a backup can be seen to the end of the create that waits for it. */
run(async () => {
  const options = flags({ runs: "21", sizes: [...MOST_LOOKS.keys()].join() });
  const [runs = 21] = numbers(options.runs ?? []);
  const rows = [];
  for (const [curve, progressCurve] of Object.entries(CURVES)) {
    for (const jobSeconds of numbers(options.sizes ?? [])) {
      const samples = [];
      for (let n = 0; n < runs; n += 1) {
        // Looks and ends fall together in every way: jobs are up to a tenth shorter or longer.
        const part = runs === 1 ? 1 : 0.9 + (0.2 * n) / (runs - 1);
        samples.push(await wait(jobSeconds * part, progressCurve));
      }
      const late = samples.map(({ lateMs }) => lateMs / 1000);
      const looks = samples.map((sample) => sample.looks);
      const aim = Math.min(Math.max(jobSeconds / 10, 2), 15);
      const mostLooks = MOST_LOOKS.get(jobSeconds) ?? Infinity;
      rows.push([
        curve,
        jobSeconds,
        spread(late, 1),
        aim,
        Math.max(...late) <= aim ? "yes" : "NO",
        spread(looks),
        mostLooks,
        Math.max(...looks) <= mostLooks ? "yes" : "NO",
        spread(samples.map(({ requests }) => requests)),
      ]);
    }
  }
  const head = [
    "progress",
    "job, s",
    "late, s",
    "aim, s",
    "kept",
    "looks",
    "at most",
    "kept",
    "requests",
  ];
  table(`Waiting for a backup on the virtual clock, ${runs} runs`, head, rows);
});

/**
 * @param {number} jobSeconds
 * @param {unknown} progressCurve
 */
async function wait(jobSeconds, progressCurve) {
  const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
  const { DynamicHost } = require(path.join(ROOT, "dist/provider/hosts/dynamic-host"));
  const instanceId = "r-bench";
  const emulator = await startEmulator({
    clock: "manual",
    startAt: "2026-11-02T09:00:00Z",
    random: 1,
    seed: {
      instances: [{ instanceId, jobSeconds, progressCurve, rowDelaySeconds: ROW_DELAY_SECONDS }],
    },
  });
  try {
    const clock = new LinkedClock(emulator);
    const quiet = () => undefined;
    const host = new DynamicHost({
      clock,
      environment: emulator.environment,
      log: { progress: quiet, info: quiet, warn: quiet },
    });
    const token = "tair:ManualBackup";
    const { inputs } = await host.check(token, {}, { instanceId });
    await host.create(token, inputs);
    const began = emulator.requests.findIndex(
      (/** @type {{ action: string }} */ { action }) => action === "CreateBackup",
    );
    const asked = emulator.requests.slice(began + 1);
    const visible =
      Date.parse(emulator.requests[began].at) + (jobSeconds + ROW_DELAY_SECONDS) * 1000;
    return {
      lateMs: clock.now() - visible,
      looks: new Set(asked.map((/** @type {{ at: string }} */ { at }) => at)).size,
      requests: asked.length,
    };
  } finally {
    await emulator.close();
  }
}

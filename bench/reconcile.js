const path = require("node:path");
const { ROOT } = require("./support/folder");
const { LinkedClock } = require("./support/linked-clock");
const { flags, numbers, run, table } = require("./support/measure");
const { PluginHost } = require("./support/plugin-host");

const MINUTE_MS = 60_000;
const MONTH_OF_MINUTES = 43_200;
const INSTANCE = "r-bench";
const STACK = [
  {
    token: "tair:BackupPolicy",
    args: {
      instanceId: INSTANCE,
      preferredBackupPeriod: ["Tuesday", "Wednesday", "Saturday"],
      preferredBackupTime: "02:00Z-03:00Z",
      backupRetentionPeriod: 7,
    },
  },
  { token: "tair:ManualBackup", args: { instanceId: INSTANCE, backupRetentionPeriod: 14 } },
];

/**
 * A stack of a policy and a backup, reconciled every minute of a virtual month: read, diff, nothing. The
 * emulator takes its automatic backups meanwhile, and the backup reaches its expiry.
 */
run(async () => {
  const { cycles, sides } = flags({ cycles: String(MONTH_OF_MINUTES), sides: "dynamic,plugin" });
  const [most = MONTH_OF_MINUTES] = numbers(cycles ?? []);
  const rows = [];
  for (const side of sides ?? []) rows.push(await month(side, most));
  const head = [
    "host",
    "cycles",
    "reads",
    "writes",
    "changes seen",
    "automatic",
    "manual, at the end",
  ];
  table("Reconciled every minute", [...head, "ms per cycle"], rows);
});

/** @param {string} side @param {number} cycles */
async function month(side, cycles) {
  const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
  const { DynamicHost } = require(path.join(ROOT, "dist/provider/hosts/dynamic-host"));
  const emulator = await startEmulator({
    clock: "manual",
    startAt: "2026-11-02T09:00:00Z",
    random: 1,
    seed: { instances: [{ instanceId: INSTANCE, jobSeconds: 30 }] },
  });
  const quiet = () => undefined;
  const surroundings = {
    clock: new LinkedClock(emulator),
    environment: emulator.environment,
    log: { progress: quiet, info: quiet, warn: quiet },
  };
  const host =
    side === "plugin" ? await PluginHost.start(surroundings) : new DynamicHost(surroundings);
  try {
    const resources = [];
    for (const { token, args } of STACK) {
      const { inputs } = await host.check(token, {}, args);
      const { id, outs } = await host.create(token, inputs);
      resources.push({ token, id, inputs, state: outs });
    }
    const seen = { reads: 0, writes: 0, changes: 0, automatic: new Set() };
    const count = () => {
      for (const { action } of emulator.requests.splice(0)) {
        if (/^(Describe|Get)/.test(action)) seen.reads += 1;
        else seen.writes += 1;
      }
    };
    emulator.requests.length = 0;
    const began = performance.now();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      emulator.clock.advance(MINUTE_MS);
      for (const resource of resources) {
        const { token, id, state, inputs } = resource;
        const live = await host.read(token, id, state);
        if (live.id === undefined) throw new Error(`${id} is gone after ${cycle} minutes`);
        const diff = await host.diff(token, id, live.props, inputs);
        if (diff.changes) seen.changes += 1;
        resource.state = live.props;
      }
      count();
      if (cycle % 60 === 0) {
        for (const { backupId, mode } of emulator.backups())
          if (mode === "Automated") seen.automatic.add(backupId);
      }
    }
    const ms = (performance.now() - began) / cycles;
    const manual = emulator.backups().filter((/** @type {any} */ { mode }) => mode === "Manual");
    const { reads, writes, changes, automatic } = seen;
    return [side, cycles, reads, writes, changes, automatic.size, manual.length, ms.toFixed(1)];
  } finally {
    if (host instanceof PluginHost) host.close();
    await emulator.close();
  }
}

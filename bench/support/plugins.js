const { spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");
const { run } = require("../../tools/engine/run");
const { NAME, buildPlugin } = require("../../tools/plugin/build");
const { ROOT } = require("./folder");
const { policies } = require("./programs");

/** The plugin as it is released. */
const ours = (/** @type {string} */ folder) => buildPlugin(folder);

/**
 * A plugin that does nothing, bundled and launched in the same way.
 *
 * @param {string} folder
 * @param {number} readMs how long it waits before it answers a read
 * @param {object} outputs what state keeps beside the inputs
 */
async function doingNothing(folder, readMs, outputs) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, "bench/do-nothing/plugin.js")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "error",
    define: {
      "process.env.READ_MS": JSON.stringify(String(readMs)),
      "process.env.OUTPUTS": JSON.stringify(JSON.stringify(outputs)),
    },
  });
  const [{ text } = { text: "" }] = outputFiles;
  const digest = crypto.createHash("sha256").update(text).digest("hex").slice(0, 16);
  const launcher = fs.readFileSync(path.join(ROOT, "provider/bin", NAME), "utf8");
  fs.mkdirSync(folder, { recursive: true });
  const write = (/** @type {string} */ name, /** @type {string} */ content, mode = 0o644) =>
    fs.writeFileSync(path.join(folder, name), content, { mode });
  write(NAME, launcher.replace("@digest@", digest), 0o755);
  write("redis-backup.cjs", text);
  write("package.json", `{"private":true,"type":"commonjs"}\n`);
  fs.copyFileSync(path.join(ROOT, "schema.json"), path.join(folder, "schema.json"));
  return folder;
}

/**
 * The same in Go: what no plugin in Go can be quicker than.
 *
 * @param {string} folder
 * @param {number} readMs how long it waits before it answers a read
 */
async function doingNothingInGo(folder, readMs) {
  const linking = `-s -w -X main.readTime=${readMs}ms`;
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linking];
  fs.mkdirSync(folder, { recursive: true });
  await run("go", ["build", ...flags, "-o", path.join(folder, NAME)], {
    cwd: path.join(ROOT, "bench/do-nothing"),
    env: { ...process.env, GOWORK: "off", CGO_ENABLED: "0" },
    noise: /^(go: downloading|#) /,
  });
  fs.copyFileSync(path.join(ROOT, "schema.json"), path.join(folder, "schema.json"));
  return folder;
}

/** Of the API that stacks are measured with. */
const LATENCY_MS = 20;

const [DECLARED] = /** @type {[ReturnType<typeof policies>[number]]} */ (
  policies(["r-bench-0"], 30)
);
const { preferredBackupPeriod, preferredBackupTime, backupRetentionPeriod } = DECLARED;
const APPLIED = { preferredBackupPeriod, preferredBackupTime, backupRetentionPeriod };
const EVERY_DAY = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
/** As much as the state of one of our policies keeps beside what the program says. */
const OUTPUTS = {
  onDelete: "restorePrevious",
  accountId: "1234567890123456",
  regionId: "cn-hangzhou",
  effectiveBackupTime: preferredBackupTime,
  effectiveBackupPeriod: preferredBackupPeriod,
  appliedPolicy: APPLIED,
  previousPolicy: {
    ...APPLIED,
    preferredBackupPeriod: EVERY_DAY,
    enableBackupLog: false,
  },
};

const PLUGINS = {
  ours,
  "doing nothing": (/** @type {string} */ folder) => doingNothing(folder, 0, {}),
};

/** What the API and the state of our policies alone cost. */
const onlyWaiting = (/** @type {string} */ folder) => doingNothing(folder, LATENCY_MS, OUTPUTS);

const onlyWaitingInGo = (/** @type {string} */ folder) => doingNothingInGo(folder, LATENCY_MS);

const HAS_GO = spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;

module.exports = { HAS_GO, LATENCY_MS, NAME, onlyWaiting, onlyWaitingInGo, PLUGINS };

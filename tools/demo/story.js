const { existsSync } = require("node:fs");
const { changedFields } = require("./changed-fields");
const { Cloud } = require("./cloud");
const { comparison } = require("./comparison");

const STANDARD = "r-emulator-tair";
const CLUSTER = "r-emulator-cluster";
const UP = "pulumi up --yes --skip-preview --suppress-progress";

/** @typedef {{ stage: import("./stage").Stage, narrator: import("./narrator").Narrator, cloud: Cloud }} Scene */
/** @typedef {import("./cloud").Holdings} Holdings */
/** @typedef {(folders: { home: string, backendDir: string }) => Record<string, string>} EngineEnvironment */

/**
 * The life of two backup policies and of a backup, each step proved.
 *
 * @param {import("./stage").Stage} stage
 * @param {EngineEnvironment} engineEnvironment
 */
async function tellStory(stage, engineEnvironment) {
  const { narrator } = stage;
  const began = Date.now();
  const emulator = await aCloud(stage);
  const cloud = new Cloud(emulator.url);
  const scene = { stage, narrator, cloud };

  const before = await cloud.holdings();
  await aProgram(scene, engineEnvironment);
  const during = await firstUp(scene);
  await secondUp(scene);
  await someoneInTheConsole(scene);
  await drift(scene);
  await correction(scene, during);
  await extension(scene, during);
  const after = await destruction(scene, before);

  narrator.chapter("What the cloud held");
  for (const line of comparison({ before, "after up": during, "after destroy": after })) {
    narrator.printed(line);
  }
  narrator.say("");
  narrator.claim("the emulator ends with exit code 0", await emulator.stop(), 0);
  narrator.claim("no process is left", stage.processes, []);
  stage.clear();
  narrator.claim("no file is left", existsSync(stage.folder), false);
  narrator.say(`\nTold in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** @param {import("./stage").Stage} stage */
async function aCloud(stage) {
  stage.narrator.chapter(
    "A cloud on this machine",
    "The emulator speaks the APIs of Alibaba Cloud and Tencent Cloud. No account is needed, and none is touched.",
  );
  const { output, stop } = await stage.start(
    "node dist/cli/main.js emulator --seed tools/demo/cloud.yaml",
    "export ALIBABA_CLOUD_ENDPOINT_STS=",
  );
  for (const [, name, value] of output.matchAll(/^export (\w+)=(.*)$/gm)) stage.env[name] = value;
  stage.narrator.say("The commands that follow run with these variables.");
  return { url: stage.env.REDIS_BACKUP_ENDPOINT ?? "", stop };
}

/**
 * @param {Scene} scene
 * @param {EngineEnvironment} engineEnvironment
 */
async function aProgram({ stage, narrator }, engineEnvironment) {
  narrator.chapter(
    "A program: two policies, and a backup before a release",
    "The links stand for `npm install`, so that the package is the one of this checkout.",
  );
  stage.export({ DEMO: stage.folder, REPO: stage.cwd });
  await stage.run('cp -R examples/dynamic-typescript "$DEMO/project"');
  stage.cd("project");
  await stage.run('mkdir node_modules && ln -s "$REPO" node_modules/pulumi-redis-backup');
  await stage.run('ln -s "$REPO/node_modules/@pulumi" "$REPO/node_modules/@types" node_modules');
  await stage.run('ln -s "$REPO/node_modules/typescript" node_modules');
  await stage.run("cat index.ts");

  const home = stage.newFolder("home");
  const backendDir = stage.newFolder("state");
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, ...quiet } = engineEnvironment({
    home,
    backendDir,
  });
  Object.assign(stage.env, quiet);
  stage.export({ PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE });
  await stage.run("pulumi stack init demo");
  await stage.run(`pulumi config set backupInstanceId ${CLUSTER}`);
}

/** @param {Scene} scene */
async function firstUp({ stage, narrator, cloud }) {
  narrator.chapter("pulumi up: the cloud gets what the program says");
  await cloud.calls();
  const output = await stage.run(UP);
  const { policies, backups } = await cloud.holdings();
  narrator.claim("the standard instance has its window, days and retention", policies[STANDARD], {
    ...policies[STANDARD],
    preferredBackupTime: "18:00Z-19:00Z",
    preferredBackupPeriod: ["Wednesday", "Saturday"],
    backupRetentionPeriod: 30,
  });
  narrator.claim(
    "the cluster has Monday and Friday at four in Shanghai, which is the evening before in UTC",
    policies[CLUSTER],
    {
      ...policies[CLUSTER],
      preferredBackupTime: "20:00Z-21:00Z",
      preferredBackupPeriod: ["Thursday", "Sunday"],
      backupRetentionPeriod: 7,
    },
  );
  narrator.claim(
    "one backup was taken, with a file for each of the three nodes",
    [manual({ backups }).length, new Set(manual({ backups }).map(({ jobId }) => jobId)).size],
    [3, 1],
  );
  narrator.claim("its progress could be watched", /backup job \d+: \w+, \d+ %/.test(output), true);
  narrator.say(sentence(await cloud.calls()));
  return { policies, backups };
}

/** @param {Scene} scene */
async function secondUp({ stage, narrator, cloud }) {
  narrator.chapter("pulumi up again: there is nothing to do");
  await stage.run(`${UP} --expect-no-changes`);
  const calls = await cloud.calls();
  narrator.claim("nothing was written to the cloud", calls.writes, {});
  narrator.say(sentence(calls));
}

/** @param {Scene} scene */
async function someoneInTheConsole({ stage, narrator, cloud }) {
  narrator.chapter(
    "Somebody changes the window and the retention in the console",
    "The emulator's control interface plays the console: it asks nobody.",
  );
  const policy = { preferredBackupTime: "03:00Z-04:00Z", backupRetentionPeriod: 7 };
  const body = JSON.stringify({ instanceId: STANDARD, policy });
  await stage.run(
    `curl --silent --show-error "$REDIS_BACKUP_ENDPOINT/_emulator/console/setPolicy" --data '${body}'; echo`,
  );
  const { policies } = await cloud.holdings();
  narrator.claim("the policy is another one now", policies[STANDARD], {
    ...policies[STANDARD],
    ...policy,
  });
}

/** @param {Scene} scene */
async function drift({ stage, narrator, cloud }) {
  narrator.chapter(
    "pulumi refresh: the pipeline sees it",
    "With these flags nothing is changed, and drift is an exit code: for a nightly job.",
  );
  const output = await stage.run("pulumi refresh --preview-only --expect-no-changes --diff", {
    exitCode: 7,
  });
  narrator.claim("exactly the two fields that were changed are shown", changedFields(output), {
    preferredBackupTime: '"18:00Z-19:00Z" => "03:00Z-04:00Z"',
    backupRetentionPeriod: "30 => 7",
  });
  const calls = await cloud.calls();
  narrator.claim("nothing was written to the cloud", calls.writes, {});
  narrator.say(sentence(calls));
}

/**
 * @param {Scene} scene
 * @param {Holdings} during
 */
async function correction({ stage, narrator, cloud }, during) {
  narrator.chapter("pulumi up --refresh: it is put right");
  await stage.run(`${UP} --refresh`);
  const { policies } = await cloud.holdings();
  narrator.claim("the cloud holds what the program says again", policies, during.policies);
  const calls = await cloud.calls();
  narrator.claim("it took one write", calls.writes, { ModifyBackupPolicy: 1 });
  narrator.say(sentence(calls));
}

/**
 * @param {Scene} scene
 * @param {Holdings} during
 */
async function extension({ stage, narrator, cloud }, during) {
  narrator.chapter("The backup shall be kept for longer", "Its expiry moves; no other is taken.");
  await stage.run("pulumi config set keepBackupDays 90");
  await stage.run(`${UP} --diff`);
  const extended = manual(await cloud.holdings());
  narrator.claim("the files are the same", idsOf(extended), idsOf(manual(during)));
  const days = extended.map(({ startTime, expireTime }) => daysBetween(startTime, expireTime));
  narrator.claim("each of them is kept for 90 days", days, [90, 90, 90]);
  const calls = await cloud.calls();
  narrator.claim("it took one write for each", calls.writes, { ModifyBackupExpireTime: 3 });
  narrator.say(sentence(calls));
}

/**
 * @param {Scene} scene
 * @param {Holdings} before
 */
async function destruction({ stage, narrator, cloud }, before) {
  narrator.chapter(
    "pulumi destroy: the former policies come back",
    "A policy cannot be deleted. What was there before is written back, but nothing gets weaker.",
  );
  const output = await stage.run("pulumi destroy --yes --skip-preview --suppress-progress");
  const after = await cloud.holdings();
  narrator.claim(
    "the cluster has its former policy",
    after.policies[CLUSTER],
    before.policies[CLUSTER],
  );
  narrator.claim(
    "so has the standard instance, except for the longer retention",
    after.policies[STANDARD],
    { ...before.policies[STANDARD], backupRetentionPeriod: 30 },
  );
  narrator.claim(
    "which destroy has named",
    /kept the retention of 30 days, which is stronger than the 7 days from before/.test(output),
    true,
  );
  narrator.claim("the manual backup is gone", manual(after), []);
  narrator.say(sentence(await cloud.calls()));
  return after;
}

/** @param {Pick<Holdings, "backups">} holdings */
function manual({ backups }) {
  return backups.filter(({ mode }) => mode === "Manual");
}

/** @param {import("./cloud").Backup[]} backups */
function idsOf(backups) {
  return backups.map(({ backupId }) => backupId).sort();
}

/**
 * @param {string} start
 * @param {string | undefined} end
 */
function daysBetween(start, end = "") {
  return Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);
}

/** @param {{ reads: Record<string, number>, writes: Record<string, number> }} calls */
function sentence({ reads, writes }) {
  const list = Object.entries({ ...reads, ...writes }).map(([name, times]) => `${name} ${times}`);
  return `The cloud saw: ${list.join(", ") || "nothing"}.`;
}

module.exports = { tellStory };

const TOKEN = "redis-backup:tair:BackupPolicy";

/** @param {string[]} instances @param {number} days */
const policies = (instances, days) =>
  instances.map((instanceId) => ({
    instanceId,
    preferredBackupPeriod: ["Monday", "Thursday"],
    preferredBackupTime: "02:00Z-03:00Z",
    backupRetentionPeriod: days,
  }));

const json = (/** @type {unknown} */ value) => JSON.stringify(value);

/** A YAML program on a plugin in the folder. */
const yaml =
  (/** @type {string} */ pluginFolder) =>
  (/** @type {string[]} */ instances, /** @type {number} */ days) => ({
    "Pulumi.yaml": json({
      name: "bench",
      runtime: "yaml",
      plugins: { providers: [{ name: "redis-backup", path: pluginFolder }] },
      resources: Object.fromEntries(
        policies(instances, days).map((properties) => [
          properties.instanceId,
          { type: TOKEN, properties },
        ]),
      ),
    }),
  });

/** JavaScript, because checking types would be most of the time. */
const javascript =
  (/** @type {string} */ prelude) =>
  (/** @type {string[]} */ instances, /** @type {number} */ days) => ({
    "Pulumi.yaml": json({
      name: "bench",
      runtime: { name: "nodejs", options: { typescript: false } },
    }),
    "package.json": json({ name: "bench", version: "0.0.0", main: "index.js" }),
    "index.js": `${prelude}
for (const args of ${json(policies(instances, days))}) new BackupPolicy(args.instanceId, args);
`,
  });

const OURS = `const { BackupPolicy } = require("pulumi-redis-backup").tair;`;

/** The least that a dynamic resource can be. */
const DO_NOTHING = `const pulumi = require("@pulumi/pulumi");
const provider = {
  async diff(id, olds, news) {
    return { changes: olds.backupRetentionPeriod !== news.backupRetentionPeriod };
  },
  async create(inputs) {
    return { id: inputs.instanceId, outs: inputs };
  },
  async read(id, props) {
    return { id, props };
  },
  async update(id, olds, news) {
    return { outs: news };
  },
};
class BackupPolicy extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args);
  }
}`;

module.exports = {
  policies,
  yaml,
  dynamic: javascript(OURS),
  dynamicDoingNothing: javascript(DO_NOTHING),
};

const path = require("node:path");
const { ROOT } = require("./folder");
const history = require("./drift-history");
const { DAYS, OFFSETS, DAY_MS } = require("./drift-oracle");
const { LinkedClock } = require("./linked-clock");

const { HOUR_MS, randomOf } = history;
/** The policy that each instance has before it is managed. */
const BEFORE = { hour: 2, days: [0, 1, 2, 3, 4, 5, 6], retention: 7, flashback: false };

/**
 * @typedef {{
 *   token: string,
 *   id: string,
 *   instanceId: string,
 *   backupId: string,
 *   startedAt: number,
 *   state: Record<string, unknown>,
 *   inputs: Record<string, unknown>,
 *   isDenied: boolean,
 *   rule: string | undefined,
 *   truth: import("./drift-oracle").PolicyTruth | import("./drift-oracle").BackupTruth,
 * }} Watched
 */

/** An emulated account with resources on it, of which somebody else changes one after the other. */
class Account {
  /** @param {{ policies: number, backups: number, seed: number }} options */
  static async open({ policies, backups, seed }) {
    const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
    const emulator = await startEmulator({
      clock: "manual",
      startAt: "2026-11-02T09:00:00Z",
      random: seed,
      seed: { instances: [] },
    });
    const account = new Account(emulator, randomOf(seed));
    for (let n = 0; n < policies; n += 1) account.resources.push(await account.policy());
    for (let n = 0; n < backups; n += 1) account.resources.push(await account.backup());
    return account;
  }

  constructor(/** @type {any} */ emulator, /** @type {ReturnType<typeof randomOf>} */ random) {
    const { DynamicHost } = require(path.join(ROOT, "dist/provider/hosts/dynamic-host"));
    const quiet = () => undefined;
    this.emulator = emulator;
    this.random = random;
    /** @type {Watched[]} */
    this.resources = [];
    this.instances = 0;
    this.clock = new LinkedClock(emulator);
    this.host = new DynamicHost({
      clock: this.clock,
      environment: emulator.environment,
      log: { progress: quiet, info: quiet, warn: quiet },
    });
  }

  /** @returns {number} */
  now() {
    return this.emulator.clock.now().getTime();
  }

  close() {
    return this.emulator.close();
  }

  /** Something happens, mostly to one resource. */
  async change() {
    const resource = this.random.one(this.resources);
    const changes = resource.truth.kind === "policy" ? POLICY_CHANGES : BACKUP_CHANGES;
    const what = this.random.one(changes);
    await CHANGES[what]?.(this, resource);
    this.emulator.requests.length = 0;
    return { what, resource };
  }

  /** After a look: hiccups are over, and what is gone or over gives way to something new. */
  async settle(/** @type {Watched} */ resource) {
    this.emulator.faults.clear();
    resource.isDenied = false;
    if (resource.truth.isReleased || hasEnded(resource, this.now())) {
      const index = this.resources.indexOf(resource);
      const isPolicy = resource.truth.kind === "policy";
      this.resources[index] = await (isPolicy ? this.policy() : this.backup());
    }
  }

  /** @private @returns {string} */
  instance() {
    this.instances += 1;
    const instanceId = `r-bench${this.instances}`;
    const policy = consolePolicy(BEFORE);
    this.emulator.instances.add({ instanceId, instanceType: "Tair", jobSeconds: 5, policy });
    return instanceId;
  }

  /** @private @returns {Promise<Watched>} */
  async policy() {
    const instanceId = this.instance();
    const declared = history.declaredPolicy(this.random, instanceId);
    const made = await this.made("tair:BackupPolicy", declared);
    const offset = OFFSETS[/** @type {keyof typeof OFFSETS} */ (declared.timeZone)] ?? 0;
    const hour = Number(declared.preferredBackupTime.slice(0, 2)) - offset;
    const shift = Math.floor(hour / 24);
    const days = declared.preferredBackupPeriod.map((day) => (DAYS.indexOf(day) + shift + 7) % 7);
    const live = {
      hour: (hour + 24) % 24,
      days,
      retention: declared.backupRetentionPeriod ?? BEFORE.retention,
      flashback: declared.enableBackupLog ?? BEFORE.flashback,
    };
    const ignored = this.random.chance(0.2) ? [this.random.one(Object.keys(POLICY_FIELDS))] : [];
    const truth = { kind: /** @type {const} */ ("policy"), declared, ignored, live };
    return { ...made, instanceId, truth: { ...truth, isReleased: false } };
  }

  /** @private @returns {Promise<Watched>} */
  async backup() {
    const instanceId = this.instance();
    const { property, inputs, expiryOf } = history.declaredBackup(
      this.random,
      instanceId,
      this.now(),
    );
    const made = await this.made("tair:ManualBackup", inputs);
    const [row] = this.emulator.backups(instanceId);
    const startedAt = Date.parse(row.startTime);
    const declaredExpiry = expiryOf(startedAt);
    return {
      ...made,
      instanceId,
      backupId: row.backupId,
      startedAt,
      truth: {
        kind: "backup",
        property,
        onExpire: /** @type {"keep"} */ (inputs.onExpire),
        declaredExpiry,
        liveExpiry: Date.parse(row.expireTime),
        isDeleted: false,
        isReleased: false,
      },
    };
  }

  /** @private @param {string} token @param {Record<string, unknown>} declared */
  async made(token, declared) {
    const { inputs, failures } = await this.host.check(token, {}, declared);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const { id, outs } = await this.host.create(token, inputs);
    return {
      token,
      id,
      inputs,
      state: outs,
      backupId: "",
      startedAt: NaN,
      isDenied: false,
      rule: undefined,
    };
  }
}

const POLICY_FIELDS = {
  preferredBackupTime: "hour",
  preferredBackupPeriod: "days",
  backupRetentionPeriod: "retention",
  enableBackupLog: "flashback",
};

/** Each as often as it is here. */
const POLICY_CHANGES = [
  ...["hour", "hour", "days", "days", "retention", "retention", "flashback", "flashback"],
  ...["back", "back", "back", "order", "sameAgain", "automatic", "running", "status"],
  ...["hours", "hiccup", "hiccup", "lag", "denied", "release"],
];
const BACKUP_CHANGES = [
  ...["earlier", "earlier", "later", "later", "expiryBack", "expiryBack", "automatic", "running"],
  ...["status", "hours", "days1", "expire", "hiccup", "hiccup", "denied", "deleted", "release"],
];

/** @type {Record<string, (account: Account, resource: any) => unknown>} */
const CHANGES = {
  hour: (account, one) => set(account, one, { hour: account.random.below(24) }),
  days: (account, one) =>
    set(account, one, {
      days: history.someDays(account.random).map((day) => DAYS.indexOf(day)),
    }),
  retention: (account, one) => set(account, one, { retention: 7 + account.random.below(60) }),
  flashback: (account, one) => set(account, one, { flashback: !one.truth.live.flashback }),
  /** Somebody puts one field back to what was declared. */
  back: (account, one) => {
    const { preferredBackupPeriod, preferredBackupTime, effectiveBackupPeriod } = one.state;
    const { effectiveBackupTime, backupRetentionPeriod, enableBackupLog } = one.state;
    const days = effectiveBackupPeriod ?? preferredBackupPeriod;
    const hours = effectiveBackupTime ?? preferredBackupTime;
    set(account, one, {
      hour: Number(hours.slice(0, 2)),
      days: days.map((/** @type {string} */ day) => DAYS.indexOf(day)),
      ...(backupRetentionPeriod === undefined ? {} : { retention: backupRetentionPeriod }),
      ...(enableBackupLog === undefined ? {} : { flashback: enableBackupLog }),
    });
  },
  /** The same days in another order. */
  order: (account, one) =>
    set(account, one, { days: account.random.shuffled(one.truth.live.days) }),
  sameAgain: (account, one) => set(account, one, {}),
  automatic: ({ emulator, random }, { instanceId }) =>
    emulator.console.addBackup(instanceId, { mode: "Automated", hoursAgo: random.below(50) }),
  running: ({ emulator }, { instanceId }) => {
    const isFree = emulator
      .jobs(instanceId)
      .every((/** @type {any} */ { state }) => state !== "Running");
    if (isFree) emulator.console.startBackup(instanceId, { mode: "Automated" });
  },
  status: ({ emulator, random }, { instanceId }) =>
    emulator.instances.setStatus(instanceId, random.one(["Normal", "Changing", "Normal"])),
  hours: ({ emulator, random }) => emulator.clock.advance((1 + random.below(30)) * HOUR_MS),
  days1: ({ emulator, random }) => emulator.clock.advance((1 + random.below(4)) * DAY_MS),
  /** Time passes until the backup is over by itself. */
  expire: (account, one) => {
    const { liveExpiry, declaredExpiry } = one.truth;
    const ahead = Math.max(liveExpiry, declaredExpiry) + 2 * HOUR_MS - account.now();
    if (ahead > 0 && account.random.chance(0.4)) account.emulator.clock.advance(ahead);
  },
  hiccup: ({ emulator, random }, { instanceId }) =>
    emulator.faults.add(history.hiccup(random, instanceId)),
  /** An old read of an account in which nothing has changed since. */
  lag: ({ emulator }, { instanceId }) => {
    emulator.clock.advance(2 * 60_000);
    emulator.faults.add({ kind: "readLag", seconds: 60, instanceId });
  },
  denied: ({ emulator }, one) => {
    one.isDenied = true;
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      status: 403,
      instanceId: one.instanceId,
    });
  },
  earlier: (account, one) => expiry(account, one, -(1 + account.random.below(20))),
  later: (account, one) => expiry(account, one, 1 + account.random.below(60)),
  expiryBack: (account, one) => expiry(account, one, 0),
  deleted: ({ emulator }, one) => {
    if (!isListed({ emulator }, one)) return;
    emulator.console.deleteBackup(one.instanceId, one.backupId);
    one.truth.isDeleted = true;
  },
  release: ({ emulator, random }, one) => {
    if (!random.chance(0.4)) return;
    emulator.instances.release(one.instanceId);
    one.truth.isReleased = true;
  },
};

/** @param {Account} account @param {any} one @param {object} change */
function set({ emulator }, one, change) {
  Object.assign(one.truth.live, change);
  emulator.console.setPolicy(one.instanceId, consolePolicy(one.truth.live));
}

const consolePolicy = (/** @type {import("./drift-oracle").Policy} */ policy) => ({
  preferredBackupTime: history.windowUtc(policy.hour),
  preferredBackupPeriod: policy.days.map((day) => DAYS[day]),
  backupRetentionPeriod: policy.retention,
  enableBackupLog: policy.flashback,
});

/** Days before or after the declared expiry; never into the past, which would be a deletion. */
function expiry(
  /** @type {Account} */ account,
  /** @type {any} */ one,
  /** @type {number} */ days,
) {
  const at = one.truth.declaredExpiry + days * DAY_MS;
  if (!isListed(account, one) || at < account.now() + HOUR_MS) return;
  account.emulator.console.setExpiry(one.instanceId, one.backupId, new Date(at).toISOString());
  one.truth.liveExpiry = at;
}

const isListed = (
  /** @type {{ emulator: any }} */ { emulator },
  /** @type {{ instanceId: string, backupId: string }} */ { instanceId, backupId },
) => emulator.backups(instanceId).some((/** @type {any} */ row) => row.backupId === backupId);

function hasEnded(/** @type {Watched} */ { truth }, /** @type {number} */ now) {
  if (truth.kind === "policy") return false;
  return truth.isDeleted || now >= Math.min(truth.liveExpiry, truth.declaredExpiry) + DAY_MS;
}

module.exports = { Account };

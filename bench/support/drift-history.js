const { DAYS, OFFSETS, DAY_MS } = require("./drift-oracle");

const HOUR_MS = 3_600_000;
const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
const window = (/** @type {number} */ hour) => `${two(hour)}:00-${two((hour + 1) % 24)}:00`;
const windowUtc = (/** @type {number} */ hour) => `${two(hour)}:00Z-${two((hour + 1) % 24)}:00Z`;

/** The same numbers for the same seed. */
function randomOf(/** @type {number} */ seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (/** @type {number} */ most) => Math.floor(next() * most);
  return {
    below,
    chance: (/** @type {number} */ part) => next() < part,
    /** @template T @param {readonly T[]} all @returns {T} */
    one: (all) => /** @type {any} */ (all[below(all.length)]),
    /** @template T @param {readonly T[]} all */
    shuffled: (all) =>
      all
        .map((value) => ({ value, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value),
  };
}

/** @typedef {ReturnType<typeof randomOf>} Random */

/** Some days, in any order, at least one. */
const someDays = (/** @type {Random} */ random) =>
  random.shuffled(DAYS).slice(0, 1 + random.below(6));

/** Inputs of a policy: fields left out or not, in UTC or in a zone, days in any order. */
function declaredPolicy(/** @type {Random} */ random, /** @type {string} */ instanceId) {
  const zone = random.chance(0.3) ? random.one(Object.keys(OFFSETS)) : undefined;
  const hour = random.below(24);
  return {
    instanceId,
    preferredBackupPeriod: someDays(random),
    preferredBackupTime: zone === undefined ? windowUtc(hour) : window(hour),
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...(random.chance(0.6) ? { backupRetentionPeriod: 7 + random.below(60) } : {}),
    ...(random.chance(0.5) ? { enableBackupLog: random.chance(0.5) } : {}),
  };
}

/** A time as people write it: in another zone, and with seconds that count for nothing. */
function spelled(/** @type {Random} */ random, /** @type {number} */ time) {
  if (random.chance(0.5)) return new Date(time).toISOString().replace(".000Z", "Z");
  const shifted = new Date(time + 8 * HOUR_MS - 20_000).toISOString().slice(0, 19);
  return `${shifted}+08:00`;
}

/** Inputs of a backup, and the moment that they mean once its start is known. */
function declaredBackup(
  /** @type {Random} */ random,
  /** @type {string} */ instanceId,
  /** @type {number} */ now,
) {
  const days = 8 + random.below(40);
  const onExpire = random.chance(0.6) ? "keep" : "recreate";
  if (onExpire === "recreate" || random.chance(0.5)) {
    const inputs = { instanceId, backupRetentionPeriod: days, onExpire };
    return {
      property: /** @type {const} */ ("backupRetentionPeriod"),
      inputs,
      expiryOf: (/** @type {number} */ start) => start + days * DAY_MS,
    };
  }
  const expiry = Math.ceil((now + days * DAY_MS) / 60_000) * 60_000;
  const inputs = { instanceId, expectExpireTime: spelled(random, expiry), onExpire };
  return {
    property: /** @type {const} */ ("expectExpireTime"),
    inputs,
    expiryOf: () => expiry,
  };
}

/** What goes wrong on the way and has to change nothing, as rules of the emulator. */
function hiccup(/** @type {Random} */ random, /** @type {string} */ instanceId) {
  const count = 1 + random.below(3);
  const one = random.one([
    { kind: "throttling" },
    { kind: "throttling", code: "Throttling.Api", retryAfterMs: 1500 },
    { kind: "error", code: "InternalError", status: 500 },
    { kind: "error", code: "ServiceUnavailable", status: 503 },
    { kind: "html", status: 502 },
    { kind: "emptyBody" },
    { kind: "truncatedBody" },
    { kind: "truncatedBody", abort: true },
    { kind: "drop", when: "before" },
    { kind: "drop", when: "after" },
    { kind: "clockSkew", seconds: 400 },
  ]);
  return { ...one, instanceId, count };
}

module.exports = { randomOf, declaredPolicy, declaredBackup, hiccup, someDays, windowUtc, HOUR_MS };

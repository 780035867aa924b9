/**
 * What has drifted, by a model of its own: minutes, sets of days and moments, worked out from what was
 * declared and what was changed. It shares nothing with the provider, and asks the emulator nothing.
 */

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** None of them has a summer time. */
const OFFSETS = { "Asia/Shanghai": 8, "America/Bogota": -5, "Asia/Tokyo": 9 };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** @typedef {{ hour: number, days: number[], retention: number, flashback: boolean }} Policy */

/**
 * @typedef {{
 *   kind: "policy",
 *   declared: Record<string, unknown>,
 *   ignored: string[],
 *   live: Policy,
 *   isReleased: boolean,
 * }} PolicyTruth
 */

/**
 * @typedef {{
 *   kind: "backup",
 *   property: "backupRetentionPeriod" | "expectExpireTime",
 *   onExpire: "keep" | "recreate",
 *   declaredExpiry: number,
 *   liveExpiry: number,
 *   isDeleted: boolean,
 *   isReleased: boolean,
 * }} BackupTruth
 */

/** The window as its own zone sees it. */
function local(/** @type {Policy} */ { hour, days }, /** @type {unknown} */ zone) {
  const offset = OFFSETS[/** @type {keyof typeof OFFSETS} */ (zone)] ?? 0;
  const moved = hour + offset;
  const shift = Math.floor(moved / 24);
  return {
    hour: ((moved % 24) + 24) % 24,
    days: days.map((day) => (((day + shift) % 7) + 7) % 7).sort(),
  };
}

/** @param {PolicyTruth} truth */
function policyDrift({ declared, ignored, live, isReleased }) {
  if (isReleased) return ["gone"];
  const seen = local(live, declared["timeZone"]);
  const wanted = {
    hour: Number(String(declared["preferredBackupTime"]).slice(0, 2)),
    days: /** @type {string[]} */ (declared["preferredBackupPeriod"])
      .map((day) => DAYS.indexOf(day))
      .sort(),
  };
  const { backupRetentionPeriod: retention, enableBackupLog: flashback } = declared;
  const differences = {
    preferredBackupTime: seen.hour !== wanted.hour,
    preferredBackupPeriod: seen.days.join() !== wanted.days.join(),
    backupRetentionPeriod: retention !== undefined && retention !== live.retention,
    enableBackupLog: flashback !== undefined && flashback !== live.flashback,
  };
  return Object.entries(differences)
    .filter(([property, differs]) => differs && !ignored.includes(property))
    .map(([property]) => property);
}

/** @param {BackupTruth} truth @param {number} now */
function backupDrift(truth, now) {
  const { property, onExpire, declaredExpiry, liveExpiry, isDeleted, isReleased } = truth;
  const isThere = !isDeleted && !isReleased && now < liveExpiry;
  if (isThere) return liveExpiry < declaredExpiry ? [property] : [];
  const hasHadItsTime = now >= declaredExpiry;
  return hasHadItsTime && onExpire === "keep" ? [] : ["gone"];
}

/** So near to an expiry that the wait of a check may pass it, nobody can say what is right. */
function isOpen(/** @type {PolicyTruth | BackupTruth} */ truth, /** @type {number} */ now) {
  if (truth.kind === "policy") return false;
  return [truth.declaredExpiry, truth.liveExpiry].some(
    (expiry) => Math.abs(expiry - now) < 30 * MINUTE_MS,
  );
}

/** @param {PolicyTruth | BackupTruth} truth @param {number} now @returns {string[]} */
const drift = (truth, now) =>
  truth.kind === "policy" ? policyDrift(truth) : backupDrift(truth, now);

module.exports = { DAYS, OFFSETS, DAY_MS, drift, isOpen };

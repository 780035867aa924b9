const { table } = require("./table");

const DAYS_A_WEEK = 7;

/**
 * What the cloud held at several moments, side by side.
 *
 * @param {Record<string, import("./cloud").Holdings>} moments
 * @returns {string[]} lines
 */
function comparison(moments) {
  const holdings = Object.values(moments);
  const ids = Object.keys(holdings[0]?.policies ?? {});
  const rows = ids.flatMap((id) => [
    [id],
    row("window (UTC)", ({ policies }) => policies[id].preferredBackupTime),
    row("days (UTC)", ({ policies }) => days(policies[id].preferredBackupPeriod)),
    row("retention", ({ policies }) => `${policies[id].backupRetentionPeriod} days`),
    row("automatic backups", ({ backups }) => count(backups, id, "Automated")),
    row("manual backups", ({ backups }) => count(backups, id, "Manual")),
  ]);
  return table([["", ...Object.keys(moments)], ...rows]);

  /**
   * @param {string} name
   * @param {(holdings: import("./cloud").Holdings) => string} cell
   */
  function row(name, cell) {
    return [`  ${name}`, ...holdings.map(cell)];
  }
}

/** @param {string[]} names */
function days(names) {
  if (names.length === DAYS_A_WEEK) return "every day";
  return names.map((name) => name.slice(0, 3)).join(", ");
}

/**
 * @param {import("./cloud").Backup[]} backups
 * @param {string} id
 * @param {string} mode
 */
function count(backups, id, mode) {
  const rows = backups.filter((backup) => backup.instanceId === id && backup.mode === mode);
  return rows.length === 0 ? "none" : `${rows.length} ${rows.length === 1 ? "file" : "files"}`;
}

module.exports = { comparison };

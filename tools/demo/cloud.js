/** @typedef {{ preferredBackupTime: string, preferredBackupPeriod: string[], backupRetentionPeriod: number, enableBackupLog: boolean }} Policy */
/** @typedef {{ backupId: string, jobId: string, instanceId: string, mode: "Manual" | "Automated", status: string, startTime: string, expireTime?: string }} Backup */
/** @typedef {{ policies: Record<string, Policy>, backups: Backup[] }} Holdings */

const READ = /^(Describe|Get)/;

/** Looks behind the API of the emulated cloud. */
class Cloud {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /** @returns {Promise<Holdings>} */
  async holdings() {
    const { instances, backups } = await this.#ask("GET", "state");
    const policies = instances.map(({ instanceId, policy }) => [instanceId, policy]);
    return { policies: Object.fromEntries(policies), backups };
  }

  /**
   * The calls since the last time, by action.
   *
   * @returns {Promise<{ reads: Record<string, number>, writes: Record<string, number> }>}
   */
  async calls() {
    const requests = await this.#ask("GET", "requests");
    await this.#ask("DELETE", "requests");
    const calls = { reads: {}, writes: {} };
    for (const { action } of requests) {
      const kind = READ.test(action) ? calls.reads : calls.writes;
      kind[action] = (kind[action] ?? 0) + 1;
    }
    return calls;
  }

  /**
   * @param {string} method
   * @param {string} operation
   */
  async #ask(method, operation) {
    const answer = await fetch(`${this.url}/_emulator/${operation}`, { method });
    return answer.json();
  }
}

module.exports = { Cloud };

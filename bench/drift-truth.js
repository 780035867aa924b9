const path = require("node:path");
const { Account } = require("./support/drift-account");
const { drift, isOpen } = require("./support/drift-oracle");
const { flags, numbers, run, table } = require("./support/measure");
const { ROOT } = require("./support/folder");

const POLICIES = 30;
const BACKUPS = 20;
/** Beside the one that was changed: most of what is looked at has not changed. */
const OTHERS = 2;

/**
 * Precision and recall of the drift check over a history of changes behind the back of 50 stacks' worth of
 * policies and backups. A finding is a resource with a property, or that it is gone.
 */
run(async () => {
  const options = flags({ runs: "1", changes: "2000", seed: "6" });
  const [changes = 2000] = numbers(options.changes ?? []);
  const [seed = 6] = numbers(options.seed ?? []);
  const [runs = 1] = numbers(options.runs ?? []);
  const rows = [];
  for (let n = 0; n < runs; n += 1) rows.push(await history(changes, seed + n));
  const head = ["seed", "changes", "checks", "found", "missed", "false", "errors", "precision"];
  table("Drift found and drift there is", [...head, "recall"], rows);
});

/** @param {number} changes @param {number} seed */
async function history(changes, seed) {
  const account = await Account.open({ policies: POLICIES, backups: BACKUPS, seed });
  const counts = { checks: 0, right: 0, missed: 0, wrong: 0, errors: 0 };
  try {
    for (let n = 0; n < changes; n += 1) {
      const { what, resource } = await account.change();
      const { random, resources } = account;
      const looked = new Set([
        resource,
        ...Array.from({ length: OTHERS }, () => random.one(resources)),
      ]);
      for (const one of looked) {
        if (isOpen(one.truth, account.now())) continue;
        counts.checks += 1;
        const expected = drift(one.truth, account.now());
        const found = await checked(account, one);
        if (found instanceof Error) {
          // Where nothing can be read, to say so is right, and to say anything else is not.
          if (!one.isDenied) counts.errors += tell(n, what, one, expected, [found.message]);
          continue;
        }
        if (one.isDenied) counts.wrong += tell(n, what, one, ["an error"], found);
        counts.right += found.filter((field) => expected.includes(field)).length;
        const wrong = found.filter((field) => !expected.includes(field));
        const missed = expected.filter((field) => !found.includes(field));
        counts.wrong += wrong.length;
        counts.missed += missed.length;
        if (wrong.length + missed.length > 0) tell(n, what, one, expected, found);
      }
      await account.settle(resource);
    }
    const { checks, right, missed, wrong, errors } = counts;
    const precision = (right / (right + wrong)).toFixed(4);
    const recall = (right / (right + missed)).toFixed(4);
    return [seed, changes, checks, right, missed, wrong, errors, precision, recall];
  } finally {
    await account.close();
  }
}

/** One check as the engine makes it: read, then diff; nothing is kept. */
async function checked(
  /** @type {Account} */ { host, clock },
  /** @type {import("./support/drift-account").Watched} */ { token, id, state, inputs, truth },
) {
  const { changedProperties } = require(path.join(ROOT, "dist/provider/hosts/changed-properties"));
  try {
    const live = await host.read(token, id, state);
    if (live.id === undefined) return ["gone"];
    const ignoreChanges = truth.kind === "policy" ? truth.ignored : [];
    const type = `redis-backup:${token}`;
    return changedProperties({ type, live: live.props, declared: inputs, ignoreChanges, clock });
  } catch (error) {
    return /** @type {Error} */ (error);
  }
}

/** @returns {number} one */
function tell(
  /** @type {number} */ n,
  /** @type {string} */ what,
  /** @type {{ id: string }} */ { id },
  /** @type {readonly string[]} */ expected,
  /** @type {readonly string[]} */ found,
) {
  process.stderr.write(`${n} ${what}: ${id} should be [${expected}], is [${found}]\n`);
  return 1;
}

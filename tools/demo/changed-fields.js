/**
 * The properties that a `--diff` of Pulumi shows as changed, added or gone, with what it says.
 *
 * @param {string} output
 * @returns {Record<string, string>}
 */
function changedFields(output) {
  const [diff = ""] = output.replace(/\u001b\[[\d;]*m/g, "").split(/^Resources:/m);
  const lines = diff.matchAll(/^\s*([~+-])\s+(\w+|\[\d+\])\s*: (.*)$/gm);
  return Object.fromEntries([...lines].map(([, , name, change]) => [name, change.trim()]));
}

module.exports = { changedFields };

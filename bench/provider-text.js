const { table, run } = require("./support/measure");
const { INSTALLS } = require("./support/install");
const { providerTexts } = require("./support/provider-text");

const AIM_BYTES = 2048;

/** The text of the provider that each dynamic resource carries in state: how long, and how stable. */
run(async () => {
  const rows = [];
  const all = new Set();
  for (const how of /** @type {(keyof typeof INSTALLS)[]} */ (Object.keys(INSTALLS))) {
    const { before, after, files } = await providerTexts(how);
    for (const [type, text] of Object.entries(before)) {
      all.add(`${type}\n${text}`);
      const same = text === after[type] ? "the same" : "ANOTHER";
      rows.push([how, type.replace(/.*:/, ""), Buffer.byteLength(text), same, files]);
    }
  }
  const types = new Set([...all].map((text) => text.split("\n")[0]));
  const head = ["installed", "resource", "bytes", "after comments it is", "files commented"];
  table(`\`__provider\` in state, aim ${AIM_BYTES} bytes`, head, rows);
  const equal = all.size === types.size ? "the same in all" : "NOT the same in all";
  process.stdout.write(`\nThe text of a resource is ${equal} installs.\n`);
});

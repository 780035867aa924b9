const fs = require("node:fs");
const path = require("node:path");
const { inFolder } = require("./support/folder");
const { flags, run, table } = require("./support/measure");
const { BUNDLE, byPackage, evaluated } = require("./support/modules");
const { PLUGINS } = require("./support/plugins");

const AIM_BYTES = 2_000_000;

/** How large the plugin is, and which of its modules run when. */
run(async () => {
  flags({});
  const rows = await inFolder(async (folder) => {
    const rows = [];
    for (const [name, build] of Object.entries(PLUGINS)) {
      const plugin = await build(path.join(folder, name));
      const bytes = fs.statSync(path.join(plugin, BUNDLE)).size;
      const { atStart, atCheck } = await evaluated(plugin, path.join(folder, `${name} notes`));
      rows.push([name, bytes, atStart.length, byPackage(atStart).slice(0, 4).join(", ")]);
      rows.push(["", "", `+ ${atCheck.length}`, byPackage(atCheck).slice(0, 4).join(", ")]);
    }
    return rows;
  });
  const head = ["plugin", "bytes", "modules at start, then at the first check", "of"];
  table(`Bundle, aim ${AIM_BYTES} bytes`, head, rows);
});

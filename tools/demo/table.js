/**
 * @param {string[][]} rows the first is the head; a row of one cell is a heading
 * @returns {string[]} lines
 */
function table(rows) {
  const full = rows.filter((row) => row.length > 1);
  const widths = (full[0] ?? []).map((_, column) =>
    Math.max(...full.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (row.length === 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("   ")
      .trimEnd(),
  );
}

module.exports = { table };

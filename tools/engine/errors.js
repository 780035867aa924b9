/** Says that a way is not open, as is usual for it, so that nothing needs to be said aloud. */
class NothingThere extends Error {}

/**
 * @param {any} error
 * @returns {string} one line
 */
function reasonOf(error) {
  const line = String(error.message ?? error).split("\n")[0];
  if (error.code === "ENOSPC" || /no space left on device/i.test(line)) {
    return `the disk is full (${line}); the build needs about 5 GB in Go's caches, and 300 MB beside`;
  }
  return line;
}

module.exports = { NothingThere, reasonOf };

const zlib = require("node:zlib");

const BLOCK = 512;
/** The same for every file, so that the same files give the same archive on every day. */
const MODIFIED = Date.parse("2020-01-01T00:00:00Z") / 1000;

/**
 * A gzipped tar archive (ustar) of a few files in one folder. Written here because the tar of each
 * system writes another one, with the owner and the time of the build in it.
 *
 * @param {Iterable<[string, { text: string, executable: boolean }]>} files
 */
function tarball(files) {
  const blocks = [...files].flatMap(([name, { text, executable }]) => {
    const body = Buffer.from(text);
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [header(name, body.length, executable ? 0o755 : 0o644), body, padding];
  });
  const archive = Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
  const zipped = zlib.gzipSync(archive, { level: 9 });
  // The system that it was made on (RFC 1952), which zlib tells: unknown.
  zipped[9] = 255;
  return zipped;
}

/** @param {string} name @param {number} size @param {number} mode */
function header(name, size, mode) {
  if (Buffer.byteLength(name) > 100)
    throw new Error(`${name} is too long a name for a tar archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (/** @type {number} */ value, /** @type {number} */ width) =>
    `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(MODIFIED, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

module.exports = { tarball };

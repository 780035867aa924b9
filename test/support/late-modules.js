/*
 * Read by Node before a program of the tests, or the engine's dynamic host, starts. Pulumi's SDK loads
 * these modules at each start, to serialise functions, which no such program does: two fifths of the
 * time of a run. They are loaded when something of them is first used. The examples start without this.
 */
const Module = require("node:module");

const LATE = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, ...more) {
  if (!LATE.has(request)) return load.call(this, request, ...more);
  const used = (name) => load.call(this, request, ...more)[name];
  return new Proxy({}, { get: (_, name) => (name === "__esModule" ? undefined : used(name)) });
};

// The language hosts that the engine is built with are not told that a program is no TypeScript.
process.env.PULUMI_NODEJS_TYPESCRIPT = "false";

import { systemClock } from "../core/clock";
import { DynamicHost } from "./dynamic-host";

/** What the stubs in state call; the engine shows what a dynamic provider prints. */
const host = new DynamicHost({
  clock: systemClock,
  environment: process.env,
  log: {
    progress: (text) => void process.stdout.write(`${text}\n`),
    info: (text) => void process.stdout.write(`${text}\n`),
    warn: (text) => void process.stdout.write(`warning: ${text}\n`),
  },
});

export const configure = host.configure.bind(host);
export const check = host.check.bind(host);
export const diff = host.diff.bind(host);
export const create = host.create.bind(host);
export const read = host.read.bind(host);
export const update = host.update.bind(host);
export const remove = host.remove.bind(host);

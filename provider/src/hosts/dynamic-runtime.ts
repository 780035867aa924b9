import type * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../core/clock";
import { DynamicHost } from "./dynamic-host";
import { endWithoutEngine } from "./orphan";

// The process is the engine's dynamic provider, which is told where the engine is by its last argument.
endWithoutEngine(process.argv.at(-1));

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

/** The provider of one resource, in the form that the engine's dynamic host calls. */
export function provider(token: string): pulumi.dynamic.ResourceProvider {
  return {
    configure: async ({ config }) => host.configure(config),
    check: async (olds, news) => host.check(token, olds, news),
    diff: async (id, olds, news) => host.diff(token, id, olds, news),
    create: async (inputs) => host.create(token, inputs),
    read: async (id, props) => host.read(token, id, props ?? {}),
    update: async (id, olds, news) => host.update(token, id, olds, news),
    delete: async (id, props) => host.remove(token, id, props),
  };
}

import type { Context } from "./resource";

/** A context for one resource: its log lines name the thing they speak of. */
export function named<C extends Context>(ctx: C, name: string): C {
  const say = (text: string) => `${name}: ${text}`;
  const { log } = ctx;
  return {
    ...ctx,
    log: {
      progress: (text: string) => log.progress(say(text)),
      info: (text: string) => log.info(say(text)),
      warn: (text: string) => log.warn(say(text)),
    },
  };
}

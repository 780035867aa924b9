import { setMaxListeners } from "node:events";
import type { Client } from "../api/client";
import { systemClock, type Clock } from "../core/clock";
import { messageOf } from "../core/errors";
import type { Log } from "../core/resource";
import type { CloudContext } from "../core/session";
import type { Survey, SurveyedBackup, SurveyTarget } from "../core/survey";
import * as crs from "../crs/survey";
import * as tair from "../tair/survey";
import { contextOf, openSessions } from "./open-session";

export type { Survey, SurveyedBackup };

export type Cloud = "alibaba" | "tencent";

/** What can be said of an instance, or why nothing can. */
export type Surveyed =
  | { readonly ok: true; readonly survey: Survey }
  | {
      readonly ok: false;
      readonly instanceId: string;
      readonly name?: string | undefined;
      readonly message: string;
    };

export interface AccountSurvey {
  readonly region: string;
  /** Absent where the credentials may not ask, or nobody answers. */
  readonly accountId: string | undefined;
  readonly instances: readonly Surveyed[];
  /** Why the list of instances is missing; those that were named were looked at all the same. */
  readonly listFailure: string | undefined;
}

export interface SurveyOptions {
  readonly cloud: Cloud;
  /** The configured one where unset. */
  readonly region?: string | undefined;
  /** Every instance that the account lists in the region, beside those that are named. */
  readonly isWholeAccount: boolean;
  readonly instanceIds: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

interface Module {
  readonly token: string;
  readonly regionVariable: string;
  listTargets(ctx: CloudContext<Client>): Promise<readonly SurveyTarget[]>;
  surveyInstance(ctx: CloudContext<Client>, target: SurveyTarget): Promise<Survey>;
}

const MODULES: Record<Cloud, Module> = {
  alibaba: {
    token: "tair:survey",
    regionVariable: "ALIBABA_CLOUD_REGION_ID",
    listTargets: tair.listTargets,
    surveyInstance: tair.surveyInstance,
  },
  tencent: {
    token: "crs:survey",
    regionVariable: "TENCENTCLOUD_REGION",
    listTargets: crs.listTargets,
    surveyInstance: crs.surveyInstance,
  },
};

/** The backups of the instances of an account in a region, by reads alone. */
export async function survey(options: SurveyOptions): Promise<AccountSurvey> {
  const module = MODULES[options.cloud];
  const { region } = options;
  const surroundings = {
    clock: options.clock ?? systemClock,
    environment: {
      ...options.environment,
      REDIS_BACKUP_READ_ONLY: "true",
      ...(region === undefined ? {} : { [module.regionVariable]: region }),
    },
    log: options.log,
  };
  const sessions = openSessions(surroundings, () => undefined);
  const signal = AbortSignal.any(options.signal === undefined ? [] : [options.signal]);
  // Every request of every instance hears it.
  setMaxListeners(0, signal);
  const of = (name: string) => contextOf(surroundings, sessions, { ...module, name, signal });
  const ctx = of("report");
  const [accountId, list] = await Promise.all([
    ctx.session.accountId(ctx.api).catch(() => undefined),
    options.isWholeAccount
      ? listed(() => module.listTargets(ctx))
      : { ok: true as const, rows: [] },
  ]);
  const targets = new Map<string, SurveyTarget>(
    options.instanceIds.map((instanceId) => [instanceId, { instanceId }]),
  );
  for (const target of list.ok ? list.rows : []) targets.set(target.instanceId, target);
  // The client lets as many through as the cloud takes.
  const instances = await Promise.all(
    [...targets.values()].map((target) => surveyed(module, of(target.instanceId), target)),
  );
  return {
    region: ctx.api.region,
    accountId,
    instances,
    listFailure: list.ok ? undefined : list.message,
  };
}

async function listed<T>(list: () => Promise<readonly T[]>) {
  try {
    return { ok: true as const, rows: await list() };
  } catch (error) {
    return { ok: false as const, message: messageOf(error) };
  }
}

async function surveyed(
  module: Module,
  ctx: CloudContext<Client>,
  target: SurveyTarget,
): Promise<Surveyed> {
  try {
    return { ok: true, survey: await module.surveyInstance(ctx, target) };
  } catch (error) {
    const { instanceId, name } = target;
    return { ok: false, instanceId, name, message: messageOf(error) };
  }
}

import type { CamPolicy, RamPolicy } from "../../../emulator/src";
import type { Documents, Step } from "../../src/permissions";
import type { Cloud, HostName } from "./cloud";
import { PluginClient } from "./plugin-client";

/** A life of resources in steps, each of which says whose it is. */
export interface Scenario {
  readonly name: string;
  begin(host: HostName): Promise<Cloud>;
  play(stage: Stage): Promise<void>;
}

export interface Limits {
  /** What the identity may do in the steps that are limited; everything else is done by somebody who may do all. */
  readonly documents: Documents;
  isLimited(token: string, step: Step): boolean;
}

export interface Called {
  readonly token: string;
  readonly step: Step;
  readonly action: string;
}

/** Where a scenario plays: takes permissions away for its steps, and notes what they call. */
export class Stage {
  readonly called: Called[] = [];
  /** Steps that have failed in what can be done without, and the one that ended the play. */
  readonly failed: {
    readonly name: string;
    readonly isBenefit: boolean;
    readonly error: string;
  }[] = [];

  constructor(
    readonly cloud: Cloud,
    private readonly host: HostName,
    private readonly limits: Limits | undefined,
  ) {}

  /** A step that has to work. */
  async step(token: string, step: Step, what: string, work: () => Promise<unknown>): Promise<void> {
    const error = await this.attempt(token, step, work);
    if (error === undefined) return;
    this.failed.push({ name: nameOf(token, step, what), isBenefit: false, error: error.message });
    throw new EndOfPlay(error);
  }

  /** What a permission is good for that no step depends on. */
  async benefit(token: string, step: Step, what: string, work: () => Promise<unknown>) {
    const error = await this.attempt(token, step, work);
    if (error === undefined) return;
    this.failed.push({ name: nameOf(token, step, what), isBenefit: true, error: error.message });
  }

  /** `pulumi preview` of a new resource; the dynamic host asks nothing then. */
  async preview(token: string, inputs: Record<string, unknown>): Promise<void> {
    const { host } = this.cloud;
    if (!(host instanceof PluginClient)) return;
    const checked = await host.check(token, {}, inputs);
    if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
    await host.creation(token, checked.inputs, true);
  }

  get looksAtPreviews(): boolean {
    return this.host === "plugin";
  }

  private async attempt(
    token: string,
    step: Step,
    work: () => Promise<unknown>,
  ): Promise<Error | undefined> {
    const { emulator } = this.cloud;
    if (this.limits?.isLimited(token, step) === true) this.allow(this.limits.documents);
    emulator.requests.length = 0;
    this.cloud.lines.length = 0;
    try {
      await work();
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      this.called.push(...emulator.requests.map(({ action }) => ({ token, step, action })));
      this.allow(undefined);
    }
  }

  private allow(documents: Documents | undefined): void {
    const { emulator } = this.cloud;
    const { ALIBABA_CLOUD_ACCESS_KEY_ID = "", TENCENTCLOUD_SECRET_ID = "" } = emulator.environment;
    const ram = documents && [documents.alibaba ?? []].flat();
    const cam = documents && [documents.tencent ?? []].flat();
    emulator.accounts.setPolicies(ALIBABA_CLOUD_ACCESS_KEY_ID, ram as RamPolicy[] | undefined);
    emulator.crs.accounts.setPolicies(TENCENTCLOUD_SECRET_ID, cam as CamPolicy[] | undefined);
  }
}

/** Plays to the end, or to the first step that fails. */
export async function play(
  scenario: Scenario,
  host: HostName,
  limits?: Limits,
): Promise<Pick<Stage, "called" | "failed">> {
  const cloud = await scenario.begin(host);
  const stage = new Stage(cloud, host, limits);
  // Whoever waits for what never comes gives up soon: that a step fails is all that counts.
  cloud.newProcess({
    REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "30",
    REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "90",
  });
  try {
    await scenario.play(stage);
  } catch (error) {
    if (!(error instanceof EndOfPlay)) throw error;
  } finally {
    await cloud.close();
  }
  return stage;
}

class EndOfPlay extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

const nameOf = (token: string, step: Step, what: string): string => `${token} ${step}: ${what}`;

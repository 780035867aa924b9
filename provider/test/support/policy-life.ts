import type { FaultRule } from "../../../emulator/src";
import type { Cloud, Driven } from "./cloud";

type Json = Record<string, unknown>;
/** A policy as the cloud has it, or the part of one that is declared. */
export type Fields = Json;

/** One kind of policy for a made-up life. */
export interface Kind {
  readonly token: string;
  readonly retention: string;
  readonly flashback?: string;
  readonly write: string;
  readonly truth: (cloud: Cloud) => Fields;
  /** Of what is declared, what the cloud has of it. */
  readonly declared: (inputs: Json) => Fields;
}

export const has = (live: Fields, wanted: Fields): boolean =>
  Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(live[name]) === JSON.stringify(value),
  );

/** One process of the provider, and what it knows of the policy. */
export class Run {
  hasDeclared = false;
  hasWritten = false;

  restart(cloud: Cloud): void {
    cloud.newProcess();
    this.hasDeclared = this.hasWritten = false;
  }
}

/**
 * One policy and its resource, with what has to hold after each step worked out from what was done, and
 * not from what state says.
 */
export class PolicyLife {
  /** What was there before the first write. */
  private previous: Fields | undefined;
  /** What the resource may have written last: one, or more where a step has failed since. */
  private written: Fields[] = [];

  constructor(
    private readonly kind: Kind,
    private readonly cloud: Cloud,
    private readonly driven: Driven,
    private readonly run: Run,
  ) {}

  get exists(): boolean {
    return this.driven.id !== undefined;
  }

  async up(inputs: Json, refreshes: boolean, fault?: FaultRule): Promise<void> {
    const { kind, driven } = this;
    const [existed, wasUnhealthy] = [this.exists, driven.isUnhealthy];
    const before = this.live();
    const declared = kind.declared(inputs);
    const previous = this.run.hasWritten ? undefined : before;
    const step = await this.during(fault, async () => {
      if (refreshes && existed) await driven.refresh();
      this.run.hasDeclared = true;
      return driven.up(inputs);
    });
    this.run.hasWritten ||= this.writes() > 0;
    const live = this.live();
    if (!existed && this.exists) {
      [this.previous, this.written] = [previous, []];
      expect(driven.state["previousPolicy"]).toEqual(previous);
    }
    if (step === "failed") {
      // All of it or nothing.
      expect([before, { ...before, ...declared }]).toContainEqual(live);
      if (driven.isUnhealthy) this.written.push(declared);
      return;
    }
    const hasLooked = refreshes || !existed || wasUnhealthy || this.writes() > 0;
    expect(live).toEqual(hasLooked ? { ...before, ...declared } : before);
    if (step === "same") expect(this.writes()).toBe(0);
    else this.written = [declared];
  }

  /** Shows what differs from state, and nothing else. */
  async refresh(): Promise<void> {
    const known = this.kind.declared(this.driven.state);
    const live = this.live();
    const drifted = Object.keys(known).filter((name) => !has(live, { [name]: known[name] }));
    this.cloud.emulator.requests.length = 0;
    const shown = await this.driven.refresh();
    expect([...shown].sort()).toEqual(drifted.sort());
    expect(this.kind.declared(this.driven.state)).toEqual(
      Object.fromEntries(Object.keys(known).map((name) => [name, live[name]])),
    );
    expect(this.writes()).toBe(0);
  }

  /** By another resource of the program, which was made before this one goes. */
  async giveWay(to: PolicyLife, inputs: Json, isLater: boolean): Promise<void> {
    await to.up(inputs, false);
    if (isLater) {
      this.run.restart(this.cloud);
      // The program declares the other one in that run too.
      await to.driven.check(inputs);
      this.run.hasDeclared = true;
    }
    const before = this.live();
    await this.driven.destroy();
    expect(this.live()).toEqual(before);
  }

  /** Answers whether the resource is gone. */
  async destroy(fault?: FaultRule): Promise<boolean> {
    const { driven } = this;
    const before = this.live();
    const after = this.afterDestroy(before, driven.state);
    const { id, state } = driven;
    const step = await this.during(fault, async () => {
      await driven.destroy();
      return "destroyed";
    });
    if (step === "destroyed") {
      expect(this.live()).toEqual(after);
      return true;
    }
    expect(fault).toBeDefined();
    expect([before, after]).toContainEqual(this.live());
    Object.assign(driven, { id, state });
    return false;
  }

  private afterDestroy(live: Fields, { onDelete = "restorePrevious", ...state }: Json): Fields {
    const { retention, flashback = "" } = this.kind;
    const isOurs = this.written.some((written) => has(live, written));
    const isDeclaredAnew = this.run.hasDeclared || this.run.hasWritten;
    if (onDelete === "retain" || isDeclaredAnew || !isOurs) return live;
    if (onDelete === "reset") {
      return { ...live, [retention]: 7, ...(flashback === "" ? {} : { [flashback]: false }) };
    }
    if (this.previous === undefined) return live;
    const managed = Object.keys(this.kind.declared(state));
    const back: Fields = { ...live };
    for (const name of managed) back[name] = this.previous[name];
    if (onDelete === "restorePreviousExactly") return back;
    const longer = Math.max(Number(live[retention]), Number(back[retention]));
    const isOn = flashback !== "" && (live[flashback] === true || back[flashback] === true);
    return { ...back, [retention]: longer, ...(isOn ? { [flashback]: true } : {}) };
  }

  private async during<T extends string>(
    fault: FaultRule | undefined,
    work: () => Promise<T>,
  ): Promise<T | "failed"> {
    const { emulator } = this.cloud;
    emulator.requests.length = 0;
    // What happened before it does not lag any more.
    if (fault !== undefined) this.cloud.pass(180_000);
    if (fault !== undefined) emulator.faults.add(fault);
    try {
      return await work();
    } catch (error) {
      if (fault === undefined) throw error;
      return "failed";
    } finally {
      emulator.faults.clear();
    }
  }

  private live(): Fields {
    return this.kind.truth(this.cloud);
  }

  private writes(): number {
    return this.cloud.emulator.requests.filter(({ action }) => action === this.kind.write).length;
  }
}

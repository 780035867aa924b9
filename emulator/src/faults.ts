import type { FaultRule } from "./fault-rule";
import type { Random } from "./random";

export type FaultKind = FaultRule["kind"];
export type FaultOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;

/** A request, or a backup job that starts. */
export interface Occasion {
  readonly action: string;
  readonly account: string;
  readonly instanceId: string | undefined;
}

/** A rule in force, and how often it has met a request. */
export interface ActiveFault {
  readonly id: string;
  readonly rule: FaultRule;
  readonly used: number;
}

interface Active {
  readonly id: string;
  readonly rule: FaultRule;
  seen: number;
  used: number;
}

/** The rules in force, in the order in which they were added. */
export class Faults {
  #active: Active[] = [];
  #added = 0;

  constructor(private readonly random: () => Random) {}

  add(rule: FaultRule): string {
    const id = `fault-${++this.#added}`;
    this.#active.push({ id, rule, seen: 0, used: 0 });
    return id;
  }

  remove(id: string): void {
    this.#active = this.#active.filter((active) => active.id !== id);
  }

  clear(): void {
    this.#active = [];
  }

  list(): ActiveFault[] {
    return this.#active.map(({ id, rule, used }) => ({ id, rule, used }));
  }

  /** The first rule of these kinds that meets the occasion; it is used up by that. */
  take<K extends FaultKind>(kinds: readonly K[], occasion: Occasion): FaultOf<K> | undefined {
    for (const active of this.#active) {
      if (!(kinds as readonly FaultKind[]).includes(active.rule.kind)) continue;
      if (this.#meets(active, occasion)) return active.rule as FaultOf<K>;
    }
    return undefined;
  }

  #meets(active: Active, occasion: Occasion): boolean {
    const { action, account, instanceId, count, skip = 0, probability = 1 } = active.rule;
    if (action !== undefined && action !== "*" && action !== occasion.action) return false;
    if (account !== undefined && account !== occasion.account) return false;
    if (instanceId !== undefined && instanceId !== occasion.instanceId) return false;
    if (count !== undefined && active.used >= count) return false;
    if (active.seen++ < skip) return false;
    if (probability < 1 && this.random().next() >= probability) return false;
    active.used++;
    return true;
  }
}

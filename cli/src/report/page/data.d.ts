/** What the page is made from; `page-data.ts` writes it. Times are seconds since 1970. */
interface PageData {
  readonly at: number;
  readonly objectiveSeconds?: number;
  readonly currency: string;
  readonly hasStacks: boolean;
  readonly rules: Readonly<Record<string, PageRule>>;
  readonly instances: readonly PageInstance[];
}

interface PageRule {
  readonly severity: "high" | "medium" | "low";
  readonly description: string;
}

interface PageInstance {
  readonly cloud: "alibaba" | "tencent";
  readonly region: string;
  readonly id: string;
  readonly name?: string;
  readonly state: "healthy" | "findings" | "unreadable";
  readonly error?: string;
  readonly policy?: {
    readonly text: string;
    readonly hour?: number;
    readonly weekdays?: readonly number[];
  };
  readonly holders: readonly string[];
  readonly next?: number;
  readonly flashbackFrom?: number;
  readonly missed: readonly number[];
  readonly failures?: number;
  readonly storage?: string;
  readonly cost?: number;
  readonly findings: readonly PageFinding[];
  readonly backups: readonly PageBackup[];
}

interface PageFinding {
  readonly rule: string;
  readonly message: string;
  readonly command?: string;
}

/** Kind (0 automatic, 1 manual, 2 manual and in no stack), state, start, end, expiry (0: none told), bytes. */
type PageBackup = readonly [
  kind: 0 | 1 | 2,
  state: 0 | 1 | 2 | 3,
  start: number,
  end: number,
  expiry: number,
  bytes: number,
];

/** What of the page is looked at. */
interface View {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly objectiveSeconds?: number;
}

/** A backup as a whole, in the same form for every cloud; times in UTC. */
export interface SurveyedBackup {
  /** What state may name it by: `backup/…` for each file, `job/…`, `cluster/…`, `tag/…`. */
  readonly names: readonly string[];
  /** Of a manual one: what `pulumi import` takes. */
  readonly importId?: string | undefined;
  readonly kind: "manual" | "automatic";
  /** `unknown` is what the cloud has no word for that we know. */
  readonly state: "success" | "failed" | "running" | "unknown";
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** Absent where it never expires, or where the API doesn't tell. */
  readonly expiresAt?: string | undefined;
  readonly bytes?: number | undefined;
}

/** What is known of the backups of one instance, without any conclusion. */
export interface Survey {
  readonly instanceId: string;
  readonly name?: string | undefined;
  /** As the cloud calls it. */
  readonly status?: string | undefined;
  readonly policy: {
    /** As the cloud spells them. */
    readonly window: string;
    readonly days: readonly string[];
    /** The hour in UTC, and the days as `Date.getUTCDay` counts them. */
    readonly schedule?: { readonly hour: number; readonly weekdays: readonly number[] } | undefined;
    readonly retentionDays?: number | undefined;
    /** Absent where the cloud has no such thing. */
    readonly flashback?: boolean | undefined;
  };
  /** When it was looked at by the cloud's clock, in milliseconds since 1970; that of this machine may be wrong. */
  readonly now: number;
  /** Oldest first, without those that have expired. */
  readonly backups: readonly SurveyedBackup[];
  /** Since the latest success. */
  readonly failuresSince: number;
  readonly missedWindows: readonly string[];
  readonly nextBackupTime?: string | undefined;
  readonly flashbackFrom?: string | undefined;
  readonly storage?: {
    readonly fullBytes: number;
    readonly logBytes: number;
    /** Absent where it can't be told what is free of charge. */
    readonly freeBytes?: number | undefined;
  };
}

/** An instance that the account lists, with what of it is known already. */
export interface SurveyTarget {
  readonly instanceId: string;
  readonly name?: string | undefined;
}

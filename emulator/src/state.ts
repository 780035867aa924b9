import type { Account, Role, Session } from "./identity";
import type { CrsAccount } from "./crs-identity";
import type { CrsInstance, CrsRestriction } from "./model/crs-instance";
import type { Instance } from "./model/instance";

/** All that the emulator knows, as plain data: a snapshot is a copy of it. */
export interface State {
  accounts: Account[];
  roles: Role[];
  /** Temporary keys; expired ones stay, so that their use is answered with "expired" and not with "unknown". */
  sessions: Session[];
  instances: Record<string, Instance>;
  nextBackupId: string;
  nextJobId: string;
  random: number;
  /** The other cloud. */
  crs: {
    accounts: CrsAccount[];
    instances: Record<string, CrsInstance>;
    /** By account and region. */
    restrictions: Record<string, CrsRestriction>;
    nextTaskId: number;
  };
}

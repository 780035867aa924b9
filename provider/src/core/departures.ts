/** What is about to be deleted by other processes of the same run, which no list of the cloud shows yet. */
export interface Departures {
  /** Tells the others; before one looks at what they have told, so that of two at least one sees the other. */
  announce(what: string): void;
  /** Whether another process has told it. */
  isAnnounced(what: string): boolean;
}

/** For a host whose resources are all in one process. */
export const NO_DEPARTURES: Departures = {
  announce: () => undefined,
  isAnnounced: () => false,
};

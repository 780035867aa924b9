import type { Clock } from "./clock";
import type { CrsSettings } from "./crs-settings";
import type { Faults } from "./faults";
import type { RealData } from "./redis/real-data";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** What every part of the emulator works on. */
export interface World {
  readonly clock: Clock;
  readonly store: Store;
  readonly faults: Faults;
  readonly settings: Settings;
  readonly crsSettings: CrsSettings;
  readonly data: RealData;
  /** Where the emulator listens. */
  readonly url: () => string;
}

import { filled, type Filled } from "./filled";
import type { CrsSettingsSeed } from "./crs-seed";

export type CrsSettings = Filled<CrsSettingsSeed>;

const DEFAULTS: CrsSettings = {
  instance: {},
  utcOffsetHours: 8,
  weekDaysRequired: true,
  legacyOffset: "rows",
  legacyModuleCode: "message",
  restoreNotSupported: "UnsupportedOperation",
  retentionNotAccepted: "InvalidParameter.InvalidParameter",
};

export function crsSettings(seed: CrsSettingsSeed = {}): CrsSettings {
  return filled<CrsSettings>(DEFAULTS, seed as Partial<CrsSettings>);
}

import { filled, type Filled } from "./filled";
import { REFUSALS, type Refusal } from "./refusals";
import type { SettingsSeed } from "./settings-seed";

export type Settings = Omit<Filled<SettingsSeed>, "refusals"> & {
  readonly refusals: Record<Refusal, string>;
};

const DEFAULTS: Settings = {
  instance: {},
  refusals: REFUSALS,
  denial: "Forbidden.RAM",
  expireTimeFormat: "both",
  timestamps: "virtual",
  firstBackupId: "521000001",
  firstJobId: "11620001",
};

export function settings(seed: SettingsSeed = {}): Settings {
  const { refusals, ...rest } = seed;
  return filled<Settings>(DEFAULTS, rest as Partial<Settings>, {
    refusals: filled<Record<Refusal, string>>(REFUSALS, refusals),
  });
}

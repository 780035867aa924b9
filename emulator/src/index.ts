export type { AccountSeed, RamPolicy, RoleSeed } from "./account-seed";
export type { ClockMode } from "./clock";
export type { Console } from "./console";
export type { CrsEmulator, CrsBackupView, CrsInstanceView, CrsTaskView } from "./crs-emulator";
export type {
  CamPolicy,
  CrsAccountSeed,
  CrsBackupSeed,
  CrsInstanceSeed,
  CrsSeed,
} from "./crs-seed";
export type { Emulator, EmulatorOptions } from "./emulator";
export { exportBlock } from "./export-block";
export type { FaultRule } from "./fault-rule";
export type { ActiveFault } from "./faults";
export type { BackupSeed, InstanceSeed, PolicySeed } from "./instance-seed";
export type { RequestRecord } from "./journal";
export { readSeed, type Seed } from "./seed";
export type { SettingsSeed } from "./settings-seed";
export { startEmulator } from "./start-emulator";
export type { BackupView, InstanceView, JobView, RestoreView } from "./views";

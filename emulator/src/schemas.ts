import { z } from "zod";
import { accountSeed, ramPolicy, roleSeed } from "./account-seed";
import { faultRule } from "./fault-rule";
import { camPolicy, crsAccountSeed, crsBackupSeed, crsInstanceSeed, crsSeed } from "./crs-seed";
import { backupSeed, instanceSeed, policySeed } from "./instance-seed";
import { settingsSeed } from "./settings-seed";

const seed = z
  .strictObject({
    accounts: z.array(accountSeed).min(1),
    roles: z.array(roleSeed),
    instances: z.array(instanceSeed),
    faults: z.array(faultRule),
    defaults: settingsSeed,
    crs: crsSeed,
  })
  .partial();

/** Everything that comes from outside and is data. */
export const SCHEMAS = {
  ramPolicies: z.array(ramPolicy),
  camPolicies: z.array(camPolicy),
  seed,
  accountSeed,
  roleSeed,
  instanceSeed,
  policySeed,
  backupSeed,
  faultRule,
  crsAccountSeed,
  crsInstanceSeed,
  crsBackupSeed,
};

/** The value, or an error that names each bad field by its path. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const failures = result.error.issues.map((issue) => `${where(issue.path)}: ${issue.message}`);
  throw new Error(`${what} is not valid\n  ${failures.join("\n  ")}`);
}

function where(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return text.length === 0 ? "(whole value)" : text.join("").replace(/^\./, "");
}

import { z } from "zod";
import { instanceDefaults } from "./instance-seed";
import { REFUSALS, type Refusal } from "./refusals";

const code = z.string().min(1);
const refusal = z.enum(Object.keys(REFUSALS) as [Refusal, ...Refusal[]]);
const id = z.string().regex(/^[1-9]\d*$/, "expected digits");

/** How the emulated cloud behaves where sources are silent or disagree. */
export const settingsSeed = z
  .strictObject({
    /** Values for every instance that does not set them itself. */
    instance: instanceDefaults,
    /** Other codes for refusals whose code is not documented. */
    refusals: z.partialRecord(refusal, code),
    /** The code of a request that RAM does not allow; `NoPermission` carries an AccessDeniedDetail. */
    denial: z.enum(["Forbidden.RAM", "NoPermission"]),
    /** Which of the two documented spellings ModifyBackupExpireTime accepts. */
    expireTimeFormat: z.enum(["both", "minutes", "seconds"]),
    /** `either` also accepts timestamps of the real time, for clients that cannot follow the virtual clock. */
    timestamps: z.enum(["virtual", "either"]),
    /** First of the counted ids; beyond 2^53 a client that reads them as numbers gets them wrong. */
    firstBackupId: id,
    firstJobId: id,
  })
  .partial();

export type SettingsSeed = z.infer<typeof settingsSeed>;

import type { Need } from "./need";
import { crsNeeds } from "./crs-needs";
import { tairNeeds } from "./tair-needs";

/** THE table: by token, what each resource and function of the package asks of its cloud. */
export const NEEDS: Readonly<Record<string, readonly Need[]>> = { ...tairNeeds, ...crsNeeds };

export const CLOUDS = ["alibaba", "tencent"] as const;
export type Cloud = (typeof CLOUDS)[number];

/** `tair:BackupPolicy` is of Alibaba Cloud. */
export const cloudOf = (token: string): Cloud => (token.startsWith("crs:") ? "tencent" : "alibaba");

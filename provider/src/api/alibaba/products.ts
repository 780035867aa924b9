import type { Product } from "../operation";

/** Tair and ApsaraDB for Redis. */
export const rKvstore: Product = { name: "r-kvstore", version: "2015-01-01" };

/** Security Token Service. */
export const sts: Product = { name: "sts", version: "2015-04-01" };

/** Database Autonomy Service, which analyses what backups hold. */
export const das: Product = { name: "das", version: "2020-01-16" };

import type { Product } from "../operation";

/** Tair and ApsaraDB for Redis. */
export const rKvstore: Product = { name: "r-kvstore", version: "2015-01-01" };

/** Security Token Service. */
export const sts: Product = { name: "sts", version: "2015-04-01" };

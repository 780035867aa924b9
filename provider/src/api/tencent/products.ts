import type { Product } from "../operation";

/** TencentDB for Redis, API 3.0. */
export const redis: Product = { name: "redis", version: "2018-04-12" };

/** TencentDB for Redis, the legacy API v2. */
export const redisLegacy: Product = { name: "redis", version: "v2", withoutRequestIds: true };

/** Security Token Service. */
export const sts: Product = { name: "sts", version: "2018-08-13" };

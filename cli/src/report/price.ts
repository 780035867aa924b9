/** The vendor's page: as much as the memory is free, and what is over it costs so much. */
export const DEFAULT_PRICE = { perGibMonth: 0.15, currency: "USD" } as const;

/** The properties of T, none of them optional. */
export type Filled<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

/** Later layers win; unlike with a spread, an undefined never hides a value. */
export function filled<T extends object>(defaults: T, ...layers: (Partial<T> | undefined)[]): T {
  const result = { ...defaults };
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer ?? {})) {
      if (value !== undefined) Object.assign(result, { [key]: value });
    }
  }
  return result;
}

/** A name from the cloud may hold what a terminal takes for an order. */
export function printable<T extends string | undefined>(text: T): T {
  return text?.replace(/\p{Cc}/gu, "\ufffd") as T;
}

/** One of the vendor's ways to sign a request: what has to be there, and how the signature follows from it. */
export interface Signing {
  readonly mandatory: readonly string[];
  /** Refuses what cannot be verified at all. */
  check(): void;
  stringToSign(): string;
  sign(text: string, accessKeySecret: string): string;
}

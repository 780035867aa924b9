/** Parameters whose values never leave this process in a text. */
const SECRET_PARAMETERS =
  /\b(Signature|SignatureNonce|AccessKeyId|AccessKeySecret|SecurityToken|OSSAccessKeyId|StringToSign)(=|%3D)[^&\s"',]*/gi;

/**
 * A text of the cloud or of a library, made safe to show: the given secrets (raw, URL-encoded, base64)
 * and everything that looks like a signed parameter are removed.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let safe = text
    // The gateway echoes the string to sign, which holds every parameter.
    .replace(/server string to sign is:[\s\S]*/i, "server string to sign is: [removed]")
    .replace(SECRET_PARAMETERS, "$1$2[removed]");
  for (const secret of secrets) {
    if (secret === undefined || secret.length < 4) continue;
    for (const form of formsOf(secret)) safe = safe.replaceAll(form, "[removed]");
  }
  return safe;
}

/** The ways in which a secret can stand in a text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  return [...new Set([secret, encodeURIComponent(secret), base64, bytes.toString("hex")])];
}

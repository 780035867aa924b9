/** Parameters whose values never leave this process in a text. */
const SECRET_PARAMETERS =
  /\b(Signature|SignatureNonce|(?:OSS)?AccessKeyId|AccessKeySecret|SecurityToken|StringToSign|access_key_id|access_key_secret|sts_token|SecretId|SecretKey|Credential|X-TC-Token|x-cos-security-token|q-signature|q-ak)(["']?\s*(?:=|:|%3D|%253D)\s*["']?)[^&\s"',]+/gi;
/**
 * A text of the cloud or of a library, made safe to show: the given secrets in all their forms and
 * everything that looks like a signed parameter are removed.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let safe = text;
  // Before anything else: what follows could cut a secret in two.
  for (const secret of secrets) {
    if (secret === undefined || secret.length < 4) continue;
    for (const form of formsOf(secret)) safe = safe.replaceAll(form, "[removed]");
  }
  return (
    safe
      // The gateway echoes the string to sign, which holds every parameter.
      .replace(/string to sign is:[\s\S]*/i, "string to sign is: [removed]")
      .replace(SECRET_PARAMETERS, "$1$2[removed]")
  );
}

/** The ways in which a secret can stand in a text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  const encoded = [encodeURIComponent(secret), percentEncoded(secret), percentEncoded(base64)];
  return [
    secret,
    ...encoded,
    // The string to sign is encoded twice.
    ...encoded.map(percentEncoded),
    base64,
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ].filter((form, index, forms) => forms.indexOf(form) === index);
}

/** As signatures have it: RFC 3986, stricter than JavaScript's own. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

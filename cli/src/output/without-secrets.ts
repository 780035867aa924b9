/** Names of variables whose values are nobody's business. */
const SECRET = /SECRET|PASSWORD|PASSPHRASE|TOKEN|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL/i;
/** What says where a secret lies, and not what it is; a secret may begin with a slash as any text may. */
const PATH = /_(FILE|PATH|DIR|FOLDER)$/i;
/** Shorter ones would take words away that are no secrets. */
const SHORTEST = 6;

/** The same with every value of a secret variable taken out, wherever a message may have brought it. */
export function withoutSecrets<T>(value: T, environment: NodeJS.ProcessEnv): T {
  const secrets = Object.entries(environment)
    .filter(([name, text = ""]) => SECRET.test(name) && !PATH.test(name) && text.length >= SHORTEST)
    .map(([, text = ""]) => text)
    .sort((one, other) => other.length - one.length);
  const forms = [...new Set(secrets.flatMap((text) => [text, encodeURIComponent(text)]))];
  return cleaned(value, forms) as T;
}

function cleaned(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return secrets.reduce((text, secret) => text.replaceAll(secret, "[removed]"), value);
  }
  if (Array.isArray(value)) return value.map((one) => cleaned(one, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, cleaned(inside, secrets)]),
  );
}

const { createHash, createHmac, randomUUID } = require("node:crypto");

const KEY_ID = "EMULATOR_KEY_ID";
const KEY_SECRET = "emulator-secret-not-real";
const VERSION = "2015-01-01";

/** @typedef {{ path: string, headers: Record<string, string> }} Signed a GET request that is good once */

/** Both signatures of the R-kvstore API. */
const SIGNATURES = {
  /** @param {string} action @param {Record<string, string>} given @returns {Signed} */
  "HMAC-SHA1"(action, given) {
    const query = canonical({
      ...given,
      Action: action,
      Version: VERSION,
      Format: "JSON",
      AccessKeyId: KEY_ID,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
      SignatureNonce: randomUUID(),
      Timestamp: now(),
    });
    const text = `GET&%2F&${encode(query)}`;
    const signature = createHmac("sha1", `${KEY_SECRET}&`).update(text).digest("base64");
    return { path: `/?${query}&Signature=${encode(signature)}`, headers: {} };
  },
  /** @param {string} action @param {Record<string, string>} given @param {string} host @returns {Signed} */
  "ACS3-HMAC-SHA256"(action, given, host) {
    const headers = {
      host,
      "x-acs-action": action,
      "x-acs-content-sha256": sha256(""),
      "x-acs-date": now(),
      "x-acs-signature-nonce": randomUUID(),
      "x-acs-version": VERSION,
    };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const query = canonical(given);
    const request = ["GET", "/", query, lines.join(""), names, sha256("")].join("\n");
    const text = `ACS3-HMAC-SHA256\n${sha256(request)}`;
    const signature = createHmac("sha256", KEY_SECRET).update(text).digest("hex");
    const Authorization = `ACS3-HMAC-SHA256 Credential=${KEY_ID},SignedHeaders=${names},Signature=${signature}`;
    return { path: `/?${query}`, headers: { ...headers, Authorization } };
  },
};

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
const sha256 = (/** @type {string} */ text) => createHash("sha256").update(text).digest("hex");

function canonical(/** @type {Record<string, string>} */ parameters) {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function encode(/** @type {string} */ text) {
  const code = (/** @type {string} */ c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, code);
}

module.exports = { SIGNATURES };

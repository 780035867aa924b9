import type { Backup } from "../model/backup";
import { hmacSha1, type ObjectStore } from "./object-link";

const BUCKET = "/rdsbak-emulator/";
const ACCESS_KEY_ID = "EMULATOR_OSS_KEY_ID";
const ACCESS_KEY_SECRET = "emulator-oss-secret-not-real";

/** Where the backups of Alibaba Cloud are: the verb, the end and the path are signed. */
export const oss: ObjectStore = {
  bucket: BUCKET,
  linkOf(url, method) {
    const given = (name: string) => url.searchParams.get(name);
    const [expires, keyId, signed] = [
      given("Expires"),
      given("OSSAccessKeyId"),
      given("Signature"),
    ];
    if (expires === null || keyId === null || signed === null) return undefined;
    return {
      expires: /^\d+$/.test(expires) ? Number(expires) : undefined,
      isOurKey: keyId === ACCESS_KEY_ID,
      signature: signed,
      expected: signature(method, url.pathname, expires),
    };
  },
};

export function ossPath({ jobId, backupId, startedAt }: Backup): string {
  return `${BUCKET}custins${jobId}/hins${backupId}_data_${startedAt}.rdb`;
}

/** A link for GET, until a second. */
export function ossLink(path: string, expires: number): string {
  const query = new URLSearchParams({
    Expires: `${expires}`,
    OSSAccessKeyId: ACCESS_KEY_ID,
    Signature: signature("GET", path, `${expires}`),
  });
  return `${path}?${query.toString()}`;
}

function signature(method: string, path: string, expires: string): string {
  return hmacSha1(ACCESS_KEY_SECRET, `${method}\n\n\n${expires}\n${path}`).toString("base64");
}

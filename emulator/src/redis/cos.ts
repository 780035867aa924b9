import { createHash } from "node:crypto";
import type { CrsBackup, CrsInstance } from "../model/crs-instance";
import { hmacSha1, type ObjectStore } from "./object-link";

const BUCKET = "/redis-backup-emulator/";
const SECRET_ID = "EMULATOR_COS_KEY_ID";
const SECRET_KEY = "emulator-cos-secret-not-real";

/** Where the backups of Tencent Cloud are: the verb, the path and the time from which to which it is good are signed. */
export const cos: ObjectStore = {
  bucket: BUCKET,
  linkOf(url, method) {
    const given = (name: string) => url.searchParams.get(name);
    const [keyId, time, signed] = [given("q-ak"), given("q-sign-time"), given("q-signature")];
    if (keyId === null || time === null || signed === null) return undefined;
    const [, expires] = /^\d+;(\d+)$/.exec(time) ?? [];
    return {
      expires: expires === undefined ? undefined : Number(expires),
      isOurKey: keyId === SECRET_ID,
      signature: signed,
      expected: signature(method, url.pathname, time),
    };
  },
};

export function cosPath({ instanceId }: CrsInstance, { backupId }: CrsBackup): string {
  return `${BUCKET}${instanceId}/${backupId}_0.rdb`;
}

/** A link for GET, from one second to another. */
export function cosLink(path: string, from: number, to: number): string {
  const time = `${from};${to}`;
  const query = new URLSearchParams({
    "q-sign-algorithm": "sha1",
    "q-ak": SECRET_ID,
    "q-sign-time": time,
    "q-key-time": time,
    "q-header-list": "",
    "q-url-param-list": "",
    "q-signature": signature("GET", path, time),
  });
  return `${path}?${query.toString()}`;
}

function signature(method: string, path: string, time: string): string {
  const key = hmacSha1(SECRET_KEY, time).toString("hex");
  const request = `${method.toLowerCase()}\n${path}\n\n\n`;
  const digest = createHash("sha1").update(request).digest("hex");
  return hmacSha1(key, `sha1\n${time}\n${digest}\n`).toString("hex");
}

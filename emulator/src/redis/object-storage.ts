import { createHmac, timingSafeEqual } from "node:crypto";
import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { isComplete, isVisible, type Backup } from "../model/backup";
import type { World } from "../world";

const BUCKET = "/rdsbak-emulator/";
const ACCESS_KEY_ID = "EMULATOR_OSS_KEY_ID";
const ACCESS_KEY_SECRET = "emulator-oss-secret-not-real";

/** Where the object store of the emulator has the file of a backup. */
export function objectPath(backup: Backup): string {
  const { jobId, backupId, startedAt } = backup;
  return `${BUCKET}custins${jobId}/hins${backupId}_data_${startedAt}.rdb`;
}

/** A link as OSS signs it: for GET, until a second. */
export function signedUrl(path: string, expires: number): string {
  const query = new URLSearchParams({
    Expires: `${expires}`,
    OSSAccessKeyId: ACCESS_KEY_ID,
    Signature: signature("GET", path, `${expires}`),
  });
  return `${path}?${query.toString()}`;
}

export const isObject = (url: URL): boolean => url.pathname.startsWith(BUCKET);

/** Serves backup files, and refuses as OSS does. */
export async function serveObject(
  world: World,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(world, url, request.method ?? "GET");
  const backup = backupAt(world, url.pathname);
  if (refusal !== undefined || backup === undefined) {
    const { status, code, message } = refusal ?? {
      status: 404,
      code: "NoSuchKey",
      message: "The specified key does not exist.",
    };
    response.writeHead(status, { "Content-Type": "application/xml" });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n` +
        `  <RequestId>${world.store.random.uuid()}</RequestId>\n</Error>\n`,
    );
    return;
  }
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": backup.sizeBytes,
  });
  await pipeline(createReadStream(world.data.backupFile(backup.backupId)), response);
}

function refusalOf(world: World, url: URL, method: string) {
  const given = (name: string) => url.searchParams.get(name);
  const [expires, keyId, signed] = [given("Expires"), given("OSSAccessKeyId"), given("Signature")];
  const refused = (code: string, message: string) => ({ status: 403, code, message });
  if (expires === null || keyId === null || signed === null) {
    return refused(
      "AccessDenied",
      "You have no right to access this object because of bucket acl.",
    );
  }
  if (!/^\d+$/.test(expires)) return refused("AccessDenied", "Invalid date.");
  if (Number(expires) * 1000 <= world.clock.time()) {
    return refused("AccessDenied", "Request has expired.");
  }
  if (keyId !== ACCESS_KEY_ID) {
    return refused(
      "InvalidAccessKeyId",
      "The OSS Access Key Id you provided does not exist in our records.",
    );
  }
  if (!isSame(signed, signature(method, url.pathname, expires))) {
    return refused(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
  }
  return undefined;
}

function backupAt(world: World, path: string): Backup | undefined {
  const now = world.clock.time();
  return Object.values(world.store.state.instances)
    .flatMap(({ backups }) => backups)
    .filter(({ backupId }) => world.data.hasBackup(backupId))
    .filter((backup) => isVisible(backup, now) && isComplete(backup, now))
    .find((backup) => objectPath(backup) === path);
}

function signature(method: string, path: string, expires: string): string {
  const text = `${method}\n\n\n${expires}\n${path}`;
  return createHmac("sha1", ACCESS_KEY_SECRET).update(text).digest("base64");
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

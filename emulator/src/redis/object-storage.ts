import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { isComplete, isVisible } from "../model/backup";
import { crsStatus, isListed } from "../model/crs-instance";
import type { World } from "../world";
import { cos, cosPath } from "./cos";
import { isSame, type ObjectStore, type SignedLink } from "./object-link";
import { oss, ossPath } from "./oss";

const STORES: readonly ObjectStore[] = [oss, cos];

const storeOf = (url: URL) => STORES.find(({ bucket }) => url.pathname.startsWith(bucket));

export const isObject = (url: URL): boolean => storeOf(url) !== undefined;

/** Serves backup files, and refuses as OSS and COS do. */
export async function serveObject(
  world: World,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const link = storeOf(url)?.linkOf(url, request.method ?? "GET");
  const refusal = refusalOf(link, world.clock.time());
  const file = fileAt(world, url.pathname);
  if (refusal !== undefined || file === undefined) {
    const [status, code, message] = refusal ?? NO_SUCH_KEY;
    response.writeHead(status, { "Content-Type": "application/xml" });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n` +
        `  <RequestId>${world.store.random.uuid()}</RequestId>\n</Error>\n`,
    );
    return;
  }
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": file.sizeBytes,
  });
  await pipeline(createReadStream(world.data.backupFile(file.backupId)), response);
}

type Refusal = readonly [status: number, code: string, message: string];

const NO_SUCH_KEY: Refusal = [404, "NoSuchKey", "The specified key does not exist."];

function refusalOf(link: SignedLink | undefined, now: number): Refusal | undefined {
  if (link === undefined) {
    return [403, "AccessDenied", "You have no right to access this object because of bucket acl."];
  }
  const { expires, isOurKey, signature, expected } = link;
  if (expires === undefined) return [403, "AccessDenied", "Invalid date."];
  if (expires * 1000 <= now) return [403, "AccessDenied", "Request has expired."];
  if (!isOurKey) {
    const message = "The Access Key Id you provided does not exist in our records.";
    return [403, "InvalidAccessKeyId", message];
  }
  if (isSame(signature, expected)) return undefined;
  const message =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
  return [403, "SignatureDoesNotMatch", message];
}

/** The backup whose file is there and stands at a path. */
function fileAt(world: World, path: string): { backupId: string; sizeBytes: number } | undefined {
  const now = world.clock.time();
  const { instances, crs } = world.store.state;
  const files = [
    ...Object.values(instances).flatMap(({ backups }) =>
      backups
        .filter((backup) => isVisible(backup, now) && isComplete(backup, now))
        .map((backup) => ({ backup, at: ossPath(backup) })),
    ),
    ...Object.values(crs.instances).flatMap((instance) =>
      instance.backups
        .filter((backup) => isListed(backup, now) && crsStatus(backup, now) === 2)
        .map((backup) => ({ backup, at: cosPath(instance, backup) })),
    ),
  ];
  return files.find(({ at, backup }) => at === path && world.data.hasBackup(backup.backupId))
    ?.backup;
}

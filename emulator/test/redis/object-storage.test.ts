import { createHmac } from "node:crypto";
import { ALWAYS, ask, INSTANCE } from "../support/client";
import { realWith } from "../support/real";

const HERE = { InstanceId: INSTANCE };

/** OSS, query-string authentication: the text is verb, MD5, type, end and resource. */
const signature = (path: string, expires: number) =>
  createHmac("sha1", "emulator-oss-secret-not-real")
    .update(`GET\n\n\n${expires}\n${path}`)
    .digest("base64");

async function backedUp() {
  const { emulator, redis } = await realWith({ cloudNative: true });
  await redis.set("a", "1");
  await ask(emulator, "CreateBackup", HERE);
  await emulator.settled();
  const { Backups } = await ask(emulator, "DescribeBackups", { ...HERE, ...ALWAYS });
  const [row] = Backups.Backup;
  return { emulator, backupId: `${row.BackupId}`, url: new URL(row.BackupDownloadURL as string) };
}

const answer = async (url: URL, method = "GET") => {
  const response = await fetch(url, { method });
  const [, code] = /<Code>(.*)<\/Code>/.exec(await response.text()) ?? [];
  return code === undefined ? response.status : `${response.status} ${code}`;
};

describe("the download link of a real backup", () => {
  it("is signed as OSS signs, for a day", async () => {
    const { emulator, url } = await backedUp();
    const expires = Number(url.searchParams.get("Expires"));
    expect(url.origin).toBe(emulator.url);
    expect(Math.abs(expires - (Date.now() / 1000 + 86_400))).toBeLessThan(10);
    expect(url.searchParams.get("Signature")).toBe(signature(url.pathname, expires));
    expect(await answer(url)).toBe(200);
  });

  it("is refused when it has expired, was changed, or is not whole", async () => {
    const { url } = await backedUp();
    const changed = (values: Record<string, string | undefined>) => {
      const other = new URL(url);
      for (const [name, value] of Object.entries(values)) {
        if (value === undefined) other.searchParams.delete(name);
        else other.searchParams.set(name, value);
      }
      return other;
    };
    const past = Math.floor(Date.now() / 1000) - 1;
    const expired = { Expires: `${past}`, Signature: signature(url.pathname, past) };
    expect(await answer(changed(expired))).toBe("403 AccessDenied");
    const later = `${Number(url.searchParams.get("Expires")) + 1}`;
    expect(await answer(changed({ Expires: later }))).toBe("403 SignatureDoesNotMatch");
    expect(await answer(changed({ Expires: "tomorrow" }))).toBe("403 AccessDenied");
    expect(await answer(changed({ Signature: "c2hvcnQ=" }))).toBe("403 SignatureDoesNotMatch");
    expect(await answer(changed({ Signature: undefined }))).toBe("403 AccessDenied");
    expect(await answer(changed({ OSSAccessKeyId: "another" }))).toBe("403 InvalidAccessKeyId");
    expect(await answer(url, "PUT")).toBe("403 SignatureDoesNotMatch");
  });

  it("leads to nothing when the file is another or the backup is deleted", async () => {
    const { emulator, backupId, url } = await backedUp();
    const expires = Number(url.searchParams.get("Expires"));
    const other = new URL(url);
    other.pathname = url.pathname.replace(backupId, "1");
    expect(await answer(other)).toBe("403 SignatureDoesNotMatch");
    other.searchParams.set("Signature", signature(other.pathname, expires));
    expect(await answer(other)).toBe("404 NoSuchKey");
    emulator.console.deleteBackup(INSTANCE, backupId);
    expect(await answer(url)).toBe("404 NoSuchKey");
  });
});

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const made: string[] = [];

/** An empty folder, removed when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-test-"));
  made.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of made.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

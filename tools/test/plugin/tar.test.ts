import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

type File = [string, { text: string; executable: boolean }];

const { tarball } = require("../../plugin/tar") as { tarball(files: File[]): Buffer };

const FILES: File[] = [
  ["launcher", { text: "#!/bin/sh\necho started\n", executable: true }],
  ["empty", { text: "", executable: false }],
  ["block", { text: "x".repeat(512), executable: false }],
  ["words", { text: "Größe ☂\n", executable: false }],
];

describe("a tarball", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "tar-test-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("is unpacked by the system's tar, with texts and modes as they were", () => {
    const file = path.join(folder, "files.tar.gz");
    fs.writeFileSync(file, tarball(FILES));
    execFileSync("tar", ["xzf", file], { cwd: folder });
    for (const [name, { text, executable }] of FILES) {
      expect(fs.readFileSync(path.join(folder, name), "utf8")).toBe(text);
      expect((fs.statSync(path.join(folder, name)).mode & 0o111) !== 0).toBe(executable);
    }
    expect(execFileSync(path.join(folder, "launcher")).toString()).toBe("started\n");
  });

  it("is the same for the same files", () => {
    expect(tarball(FILES).equals(tarball(FILES))).toBe(true);
  });

  it("fails on a name that has no room in it", () => {
    const name = "n".repeat(101);
    expect(() => tarball([[name, { text: "", executable: false }]])).toThrow(
      `${name} is too long a name for a tar archive`,
    );
  });
});

import fs from "node:fs";
import path from "node:path";
import { chromium, type Browser } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A Chromium of this machine: that of the variable CHROMIUM, or the first on the PATH. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? found();
  if (executablePath === undefined) {
    throw new Error(
      "there is no Chromium on the PATH: install it (on Debian `apt-get install chromium`), or name it in CHROMIUM",
    );
  }
  // The sandbox wants what a container has not, and what is opened here is our own.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

function found(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) =>
    fs.existsSync(file),
  );
}

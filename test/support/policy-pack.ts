import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.join(__dirname, "../..");
const PACK = path.join(ROOT, "policy-pack");

/** The name under which the engine looks for what runs the pack; see `laidOut`. */
const RUNTIME = "nodepack";

/** The pack as `npm install` in its folder leaves it. */
export async function buildPack(): Promise<void> {
  const tsc = require.resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "-b", PACK]);
}

/**
 * The pack for the engine of the tests, and a folder for PATH. An engine that was built here has an older
 * host for Node, which runs no packs, so that the vendor's own runner of packs is started beside it.
 */
export function laidOut(folder: string): { readonly pack: string; readonly bin: string } {
  const pack = path.join(folder, "policies");
  const bin = path.join(folder, "bin");
  fs.mkdirSync(pack, { recursive: true });
  fs.mkdirSync(bin, { recursive: true });
  fs.copyFileSync(path.join(PACK, "package.json"), path.join(pack, "package.json"));
  fs.writeFileSync(path.join(pack, "PulumiPolicy.yaml"), `runtime: ${RUNTIME}\n`);
  // A link, so that it finds the packages of the repository.
  fs.symlinkSync(path.join(PACK, "bin"), path.join(pack, "bin"));
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const command = `#!/bin/sh\nexec "${process.execPath}" "${runner}" "$@"\n`;
  fs.writeFileSync(path.join(bin, `pulumi-analyzer-policy-${RUNTIME}`), command, { mode: 0o755 });
  return { pack, bin };
}

/** A folder with a provider that makes anything and asks nobody, under the name of another's. */
export function standIn(folder: string, name: string): string {
  const provider = path.join(folder, name);
  fs.mkdirSync(provider, { recursive: true });
  const plugin = path.join(ROOT, "bench/do-nothing/plugin.js");
  const command = `#!/bin/sh\nexec "${process.execPath}" "${plugin}"\n`;
  fs.writeFileSync(path.join(provider, `pulumi-resource-${name}`), command, { mode: 0o755 });
  return provider;
}

import fs from "node:fs";
import path from "node:path";

interface Manifest {
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(fs.readFileSync(path.join(__dirname, folder, "package.json"), "utf8")) as Manifest;

const pack = manifest("..");
const repository = manifest("../..");

test("the pack is released with the package", () => {
  expect(pack.version).toBe(repository.version);
});

test("the pack is installed with what it is tested with", () => {
  const tested = repository.devDependencies ?? {};
  for (const [name, version] of Object.entries({ ...pack.dependencies, ...pack.devDependencies })) {
    expect([name, version]).toEqual([name, tested[name]]);
  }
});

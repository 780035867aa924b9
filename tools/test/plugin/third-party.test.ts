import path from "node:path";

interface Package {
  readonly name: string;
  readonly version: string;
}

const { notices, packagesOf } = require("../../plugin/third-party") as {
  notices(files: string[]): string;
  packagesOf(files: string[]): Package[];
};
const { sbom } = require("../../plugin/sbom") as { sbom(files: string[]): string };

const MODULES = path.join(__dirname, "../../../node_modules");
const FILES = [
  path.join(MODULES, "zod/index.cjs"),
  path.join(MODULES, "@grpc/grpc-js/build/src/index.js"),
  path.join(MODULES, "zod/v4/core/core.cjs"),
  path.join(__dirname, "third-party.test.ts"),
];

describe("the packages that files come from", () => {
  it("are each there once, by name", () => {
    const names = packagesOf(FILES).map(({ name }) => name);
    expect(names).toEqual(["@grpc/grpc-js", "zod"]);
  });

  it("are named with their licenses", () => {
    const text = notices(FILES);
    expect(text).toMatch(/^@grpc\/grpc-js \d+\.\d+\.\d+ \(Apache-2\.0\)\n\n\s*Apache License/);
    expect(text).toMatch(/\nzod \d+\.\d+\.\d+ \(MIT\)\n\nMIT License/);
  });

  it("make a bill of materials, with the sums that npm checks", () => {
    const { bomFormat, components, dependencies } = JSON.parse(sbom(FILES)) as {
      bomFormat: string;
      components: { purl: string; hashes: { alg: string; content: string }[] }[];
      dependencies: { dependsOn: string[] }[];
    };
    expect(bomFormat).toBe("CycloneDX");
    expect(components.map(({ purl }) => purl.replace(/[\d.]+$/, ""))).toEqual([
      "pkg:npm/%40grpc/grpc-js@",
      "pkg:npm/zod@",
    ]);
    expect(dependencies[0]?.dependsOn).toEqual(components.map(({ purl }) => purl));
    for (const { hashes } of components) {
      expect(hashes).toEqual([
        { alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ]);
    }
  });
});

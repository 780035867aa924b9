const fs = require("node:fs");
const path = require("node:path");
const { ROOT } = require("./bundle");
const { packagesOf } = require("./third-party");

/**
 * What the bundle is made of (CycloneDX), told by the bundler: not what is installed, but what is
 * passed on.
 *
 * @param {string[]} files the inputs of the bundle
 * @returns {string}
 */
function sbom(files) {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const lock = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8"));
  const self = purl(manifest.name, manifest.version);
  const components = packagesOf(files).map(({ name, version, license, folder }) => {
    const { integrity } = lock.packages[path.relative(ROOT, folder)] ?? {};
    return {
      type: "library",
      "bom-ref": purl(name, version),
      name,
      version,
      ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
      purl: purl(name, version),
      ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    };
  });
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": self,
        name: "pulumi-resource-redis-backup",
        version: manifest.version,
        licenses: [{ license: { id: manifest.license } }],
        purl: self,
      },
    },
    components,
    dependencies: [{ ref: self, dependsOn: components.map((component) => component.purl) }],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** @param {string} name @param {string} version */
const purl = (name, version) => `pkg:npm/${name.replace("@", "%40")}@${version}`;

/** @param {string} integrity such as `sha512-…` in base64 */
function hashOf(integrity) {
  const [algorithm, digest] = integrity.split("-");
  return {
    alg: algorithm.toUpperCase().replace("SHA", "SHA-"),
    content: Buffer.from(digest, "base64").toString("hex"),
  };
}

module.exports = { sbom };

const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const esbuild = require("esbuild");

const ROOT = path.join(__dirname, "../..");
const ENTRY = path.join(ROOT, "dist/provider/hosts/plugin-main.js");

/** Packages that few requests need: evaluated when something of them is used, not when they are imported. */
const LAZY = ["@alicloud/credentials", "@alicloud/pop-core", "luxon"];

/** Packages that only features need which are never used, with the feature: left out. */
const UNUSED = {
  "@grpc/proto-loader": "channelz and ORCA of grpc-js",
  long: "64-bit integers of protobufjs that a number can't hold",
  xml2js: "the ROA style of pop-core",
};

/**
 * The plugin host and all that it needs, as the text of one CommonJS file.
 *
 * @returns {Promise<{ text: string, inputs: string[] }>} the inputs as files
 */
async function bundle() {
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: "node",
    target: "node20",
    absWorkingDir: ROOT,
    format: "cjs",
    write: false,
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "error",
    outfile: "redis-backup.cjs",
    plugins: [onlyTheVersion, onlyEnglish, schemaMade, evaluatedWhenUsed, ownWhenUsed, leftOut],
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.keys(output.inputs).filter((file) => !/^(lazy|unused):/.test(file));
  return { text: outputFiles[0].text, inputs: inputs.map((file) => path.join(ROOT, file)) };
}

/** Of our package.json only what is shown to anyone. */
const onlyTheVersion = {
  name: "only-the-version",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    const file = path.join(ROOT, "package.json");
    build.onLoad({ filter: /package\.json$/ }, (args) => {
      if (args.path !== file) return undefined;
      const { name, version, description, keywords, license, author, homepage, repository } =
        JSON.parse(fs.readFileSync(file, "utf8"));
      const shown = { name, version, description, keywords, license, author, homepage, repository };
      return { contents: JSON.stringify(shown), loader: "json" };
    });
  },
};

/** zod brings its messages in fifty languages, and we show none of them. */
const onlyEnglish = {
  name: "only-english",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /zod\/v4\/locales\/index\.c?js$/ }, () => ({
      contents: 'exports.en = require("./en.cjs").default;',
    }));
  },
};

/** The schema as its text: to generate it takes a quarter of a second and 10 MiB at every `pulumi up`. */
const schemaMade = {
  name: "schema-made",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /schema[\\/]package-schema\.js$/ }, ({ path: file }) => {
      const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
      const text = zlib.deflateSync(require(file).schemaText(version), { level: 9 });
      const contents = `
        const text = Buffer.from("${text.toString("base64")}", "base64");
        exports.schemaText = () => require("node:zlib").inflateSync(text).toString("utf8");
      `;
      return { contents, loader: "js" };
    });
  },
};

const evaluatedWhenUsed = {
  name: "evaluated-when-used",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: patternOf(LAZY) }, ({ path: name, pluginData }) =>
      pluginData === "real" ? undefined : { path: name, namespace: "lazy" },
    );
    build.onResolve({ filter: /^real:/, namespace: "lazy" }, ({ path: name }) =>
      build.resolve(name.slice("real:".length), {
        kind: "require-call",
        resolveDir: ROOT,
        pluginData: "real",
      }),
    );
    build.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path: name }) => ({
      contents: `
        const real = () => require("real:${name}");
        const trap = (operation) => (_target, ...rest) => Reflect[operation](real(), ...rest);
        module.exports = new Proxy(function () {}, {
          // Asked by whoever imports it, before anything is used.
          get: (_target, key) => (key === "__esModule" ? ${require(name).__esModule === true} : real()[key]),
          has: trap("has"),
          construct: trap("construct"),
        });
      `,
    }));
  },
};

/**
 * Our own modules import each other when something of the other is used: a check needs the schemas of
 * the inputs, and nothing of the clouds. TypeScript writes an import as `const x_1 = require("./x");`
 * and each use of it as `x_1.`.
 */
const ownWhenUsed = {
  name: "own-when-used",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /dist[\\/]provider[\\/].*\.js$/ }, ({ path: file }) => {
      const imported = new Set();
      const text = fs
        .readFileSync(file, "utf8")
        .replace(/^const (\w+_\d+) = (require\("[^"]+"\));$/gm, (_line, name, required) => {
          imported.add(name);
          return `const ${name} = { get used() { return ${required}; } };`;
        });
      const contents = text.replace(/\b(\w+_\d+)\./g, (use, name) =>
        imported.has(name) ? `${name}.used.` : use,
      );
      return { contents, loader: "js" };
    });
  },
};

const leftOut = {
  name: "left-out",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: patternOf(Object.keys(UNUSED)) }, ({ path: name }) => ({
      path: name,
      namespace: "unused",
    }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, ({ path: name }) => ({
      contents: `
        const refuse = () => {
          throw new Error("${name} is not in this bundle, since nothing uses ${UNUSED[name]}");
        };
        module.exports = new Proxy({}, { get: refuse });
      `,
    }));
  },
};

/** @param {string[]} names */
function patternOf(names) {
  return new RegExp(`^(${names.map((name) => name.replace("/", "\\/")).join("|")})$`);
}

module.exports = { ROOT, bundle };

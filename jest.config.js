const transform = {
  "^.+\\.ts$": [
    "@swc/jest",
    { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
  ],
};

/** Unit and contract tests mirror the source tree; `test/engine` drives the real Pulumi engine, `test/browser` a real browser. */
module.exports = {
  testTimeout: 20_000,
  projects: [
    {
      displayName: "unit",
      testMatch: ["<rootDir>/{provider,emulator,cli,tools,policy-pack}/test/**/*.test.ts"],
      transform,
    },
    {
      displayName: "engine",
      testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
      globalSetup: "<rootDir>/test/support/global-setup.ts",
      transform,
    },
    {
      displayName: "browser",
      testMatch: ["<rootDir>/test/browser/**/*.test.ts"],
      transform,
    },
  ],
};

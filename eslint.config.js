const tseslint = require("typescript-eslint");
const importX = require("eslint-plugin-import-x");
const prettier = require("eslint-config-prettier");

/** Imports point one way; see docs/adr/0001-layers.md. */
const zones = [
  {
    target: "emulator/src",
    from: "provider",
    message: "The emulator imports nothing from the provider.",
  },
  { target: "provider/src", from: "emulator", message: "The provider does not know the emulator." },
  { target: "provider/src", from: "cli" },
  { target: "emulator/src", from: "cli" },
  { target: "provider/src/core", from: "provider/src", except: ["./core"] },
  {
    target: "provider/src/api",
    from: "provider/src",
    except: ["./api", "./core/errors.ts", "./core/clock.ts"],
  },
  {
    target: "provider/src/tair",
    from: "provider/src",
    except: ["./tair", "./core", "./api", "./config.ts"],
  },
  {
    target: "provider/src/crs",
    from: "provider/src",
    except: ["./crs", "./core", "./api", "./config.ts"],
  },
  { target: "provider/src/package.ts", from: "provider/src/hosts" },
  {
    target: "policy-pack",
    from: ["provider", "emulator", "cli"],
    message: "The policy pack is a package of its own.",
  },
];

module.exports = tseslint.config(
  {
    ignores: [
      "dist/**",
      "sdk/**",
      "coverage/**",
      "**/node_modules/**",
      "examples/**/bin/**",
      "policy-pack/bin/**",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.base],
    plugins: { "import-x": importX },
    languageOptions: {
      parserOptions: { project: "./tsconfig.test.json", tsconfigRootDir: __dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "import-x/no-restricted-paths": ["error", { zones }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["provider/src/**/*.ts"],
    ignores: ["provider/src/hosts/**", "provider/src/index.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["@pulumi/*", "google-protobuf/*", "@grpc/*"] },
      ],
    },
  },
  {
    files: ["provider/src/**/*.ts"],
    ignores: ["provider/src/api/alibaba/transport.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": ["error", { paths: ["@alicloud/pop-core"] }],
    },
  },
  { files: ["cli/**/*.ts", "bench/**/*.ts", "examples/**/*.ts"], rules: { "no-console": "off" } },
  { ignores: ["examples/**"] },
  prettier,
);

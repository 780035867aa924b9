import path from "node:path";

const { engineEnvironment } = require("../../engine");

it("keeps the engine quiet, offline and apart from the user's own stacks", () => {
  const options = { bin: "/e/bin", home: "/home", backendDir: "/state", passphrase: "p" };
  expect(engineEnvironment(options)).toEqual({
    PATH: `/e/bin${path.delimiter}${process.env.PATH}`,
    PULUMI_HOME: "/home",
    PULUMI_BACKEND_URL: "file:///state",
    PULUMI_CONFIG_PASSPHRASE: "p",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  });
});

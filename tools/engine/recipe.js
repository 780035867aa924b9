const { VERSION } = require("./pulumi");

const SDK = "github.com/pulumi/pulumi/sdk/v3";

/** What the build makes, each from the go.mod and go.sum of a folder beside this file. */
module.exports = {
  builds: [
    {
      folder: "cli",
      what: `the Pulumi CLI ${VERSION} from Go modules (about 4 minutes, once per machine)`,
      packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      tags: "osusergo,grpcnotrace",
      linkerFlags: `-s -w -X ${SDK}/go/common/version.Version=v${VERSION}`,
    },
    {
      // Later releases have the hosts in modules without tags, which not every module proxy serves.
      folder: "hosts",
      what: "the language hosts for Node, Python and Go",
      packages: [
        `${SDK}/nodejs/cmd/pulumi-language-nodejs`,
        `${SDK}/python/cmd/pulumi-language-python`,
        `${SDK}/go/pulumi-language-go`,
      ],
      tags: "",
      linkerFlags: "-s -w",
    },
    {
      folder: "yaml",
      what: "the language host for YAML",
      packages: ["github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"],
      tags: "",
      linkerFlags: "-s -w",
    },
  ],
  /** Scripts the hosts start, taken from the SDK that the CLI is built with. */
  scripts: {
    module: SDK,
    files: [
      "nodejs/dist/pulumi-resource-pulumi-nodejs",
      "python/dist/pulumi-resource-pulumi-python",
      "python/cmd/pulumi-language-python-exec",
    ],
  },
};

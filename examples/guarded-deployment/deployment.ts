import * as pulumi from "@pulumi/pulumi";

interface Inputs {
  readonly release: string;
}

/** Stands in for what deploys your service, a Helm chart for example: it runs deploy.sh with the release. */
export class Deployment extends pulumi.dynamic.Resource {
  declare readonly release: pulumi.Output<string>;

  constructor(
    name: string,
    args: { readonly release: pulumi.Input<string> },
    options?: pulumi.CustomResourceOptions,
  ) {
    super({ create, update }, name, args, options);
  }
}

async function create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult<Inputs>> {
  run(inputs.release);
  return { id: "service", outs: inputs };
}

async function update(
  _id: string,
  _before: Inputs,
  inputs: Inputs,
): Promise<pulumi.dynamic.UpdateResult<Inputs>> {
  run(inputs.release);
  return { outs: inputs };
}

function run(release: string): void {
  // Required here, since Pulumi stores the text of these functions and runs it in another process.
  const { execFileSync } = require("node:child_process") as typeof import("node:child_process");
  execFileSync("sh", ["./deploy.sh", release]);
}

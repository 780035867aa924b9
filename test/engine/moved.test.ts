import fs from "node:fs";
import path from "node:path";
import { startCloud, writes } from "../support/cloud";
import { ENGINE_PLUGIN } from "../support/global-setup";
import { DECLARED, FOUND } from "../support/policies";
import { YamlProject } from "../support/yaml-project";

const OPTIONS = ["restorePrevious", "restorePreviousExactly", "reset"] as const;
const instanceOf = (onDelete: string) => `r-${onDelete.toLowerCase()}`;

function program(name: string, provider: string) {
  const policies = OPTIONS.map((onDelete) => [
    `${name}-${onDelete}`,
    {
      type: "redis-backup:tair:BackupPolicy",
      properties: { instanceId: instanceOf(onDelete), ...DECLARED, onDelete },
      options: { provider: `\${${provider}}` },
    },
  ]);
  return {
    name: "tests",
    runtime: "yaml",
    plugins: { providers: [{ name: "redis-backup", path: process.env[ENGINE_PLUGIN] }] },
    resources: {
      one: { type: "pulumi:providers:redis-backup" },
      two: { type: "pulumi:providers:redis-backup" },
      ...Object.fromEntries(policies),
    },
  };
}

/** The engine makes it by one process then, and deletes its former self by another. */
describe("a policy that gets another name and another provider at once (plugin host)", () => {
  it.each([
    ["one", "two"],
    ["two", "one"],
  ])("is as declared, from provider %s to %s, and is put back by a destroy", async (from, to) => {
    const instances = OPTIONS.map((onDelete) => ({
      instanceId: instanceOf(onDelete),
      policy: FOUND,
    }));
    const cloud = await startCloud({ instances });
    const live = (onDelete: string) => cloud.instances.get(instanceOf(onDelete)).policy;
    const project = await YamlProject.create(program("before", from), cloud.environment);
    const up = ["up", "--yes", "--skip-preview"];
    expect(await project.pulumi(...up)).toMatchObject({ exitCode: 0 });

    const file = path.join(project.folder, "Pulumi.yaml");
    fs.writeFileSync(file, JSON.stringify(program("after", to)));
    const { exitCode, output } = await project.pulumi(...up);
    expect(output).toMatch(/\+ 3 created\s+- 3 deleted/);
    expect(output).toContain("another resource of this program has it");
    expect(exitCode).toBe(0);
    for (const onDelete of OPTIONS) expect(live(onDelete)).toMatchObject(DECLARED);

    const destroyed = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(destroyed).toMatchObject({ exitCode: 0 });
    expect(live("reset").backupRetentionPeriod).toBe(7);
  });
});

describe("two policies of one instance by two providers (plugin host)", () => {
  it("are refused at preview, naming both", async () => {
    const instances = OPTIONS.map((onDelete) => ({ instanceId: instanceOf(onDelete) }));
    const cloud = await startCloud({ instances });
    const { resources, ...rest } = program("first", "one");
    const twice = { ...resources, ...program("second", "two").resources };
    const project = await YamlProject.create({ ...rest, resources: twice }, cloud.environment);
    const { exitCode, output } = await project.pulumi("preview");
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /already, .*::(first|second)-.*, and an instance has only one: remove that one or /,
    );
    expect(writes(cloud)).toEqual([]);
  });
});

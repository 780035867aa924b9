import fs from "node:fs";
import path from "node:path";
import { startCloud } from "../support/cloud";
import { ENGINE_PLUGIN } from "../support/global-setup";
import { YamlProject } from "../support/yaml-project";

const INSTANCE = "r-orders";

const program = (name: string, options: object) => ({
  name: "tests",
  runtime: "yaml",
  plugins: { providers: [{ name: "redis-backup", path: process.env[ENGINE_PLUGIN] }] },
  resources: {
    [name]: {
      type: "redis-backup:tair:ManualBackup",
      properties: { instanceId: INSTANCE, allowDeleteLast: true },
      options,
    },
  },
});

/** The engine reads and checks the new one only, and deletes the former at the end of the same run. */
describe("a backup that gets another name by an import (plugin host)", () => {
  it("is retained by the deletion of the former", async () => {
    const cloud = await startCloud({ instances: [{ instanceId: INSTANCE }] });
    const there = () => cloud.backups(INSTANCE).map(({ jobId }) => jobId);
    const project = await YamlProject.create(program("before", {}), cloud.environment);
    const run = (command: string) => project.pulumi(command, "--yes", "--skip-preview");
    expect(await run("up")).toMatchObject({ exitCode: 0 });

    const [job = ""] = there();
    const after = program("after", { import: `${INSTANCE}:${job}` });
    fs.writeFileSync(path.join(project.folder, "Pulumi.yaml"), JSON.stringify(after));
    const { exitCode, output } = await run("up");
    expect(output).toContain("retained: another resource of this program has it");
    expect(exitCode).toBe(0);
    expect(there()).toEqual([job]);
    expect(await run("destroy")).toMatchObject({ exitCode: 0 });
    expect(there()).toEqual([]);
  });
});

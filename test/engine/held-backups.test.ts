import fs from "node:fs";
import path from "node:path";
import { startCloud } from "../support/cloud";
import { ENGINE_PLUGIN } from "../support/global-setup";
import { YamlProject } from "../support/yaml-project";

const UP = ["up", "--yes", "--skip-preview"];
const INSTANCE = "r-orders";

function backup(options: object = {}, properties: object = {}) {
  return {
    type: "redis-backup:tair:ManualBackup",
    properties: { instanceId: INSTANCE, ...properties },
    options,
  };
}

function program(resources: object) {
  return {
    name: "tests",
    runtime: "yaml",
    plugins: { providers: [{ name: "redis-backup", path: process.env[ENGINE_PLUGIN] }] },
    resources,
  };
}

async function begun(resources: object) {
  const cloud = await startCloud({ instances: [{ instanceId: INSTANCE }] });
  const project = await YamlProject.create(program(resources), cloud.environment);
  expect(await project.pulumi(...UP)).toMatchObject({ exitCode: 0 });
  return { project, there: () => cloud.backups(INSTANCE).map(({ jobId }) => jobId) };
}

/** The engine reads and checks the new one only, and deletes the former at the end of the same run. */
describe("a backup that gets another name by an import (plugin host)", () => {
  it("is retained by the deletion of the former", async () => {
    const properties = { allowDeleteLast: true };
    const { project, there } = await begun({ before: backup({}, properties) });
    const [job = ""] = there();
    const after = backup({ import: `${INSTANCE}:${job}` }, properties);
    fs.writeFileSync(path.join(project.folder, "Pulumi.yaml"), JSON.stringify(program({ after })));
    const { exitCode, output } = await project.pulumi(...UP);
    expect(output).toContain("retained: another resource of this program has it");
    expect(exitCode).toBe(0);
    expect(there()).toEqual([job]);
    expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({
      exitCode: 0,
    });
    expect(there()).toEqual([]);
  });
});

/** Each is deleted by a process of its own, at the same time. */
describe("the backups of one instance by two providers (plugin host)", () => {
  it("are not all deleted by a destroy", async () => {
    const provider = (name: string) => ({ provider: `\${${name}}` });
    const { project, there } = await begun({
      one: { type: "pulumi:providers:redis-backup" },
      two: { type: "pulumi:providers:redis-backup" },
      first: backup(provider("one"), { ifBackupRunning: "wait" }),
      second: backup(provider("two"), { ifBackupRunning: "wait" }),
    });
    expect(there()).toHaveLength(2);
    const { exitCode, output } = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(output).toMatch(/is the only successful backup of r-orders/);
    expect(exitCode).not.toBe(0);
    expect(there()).not.toEqual([]);
  });
});

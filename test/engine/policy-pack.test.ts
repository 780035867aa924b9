import fs from "node:fs";
import path from "node:path";
import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { ENGINE_PLUGIN } from "../support/global-setup";
import { buildPack, laidOut, standIn } from "../support/policy-pack";
import { Project, ROOT, workshop } from "../support/project";

const PRELUDE = `"use strict";
const pulumi = require("@pulumi/pulumi");
const { tair } = require("pulumi-redis-backup");
/** A resource of a plugin, as an SDK makes it. */
class Resource extends pulumi.CustomResource {}
const policy = (name, args) => new Resource("redis-backup:tair:BackupPolicy", name, args);
const backup = (name, args) => new Resource("redis-backup:tair:ManualBackup", name, args);
const instance = (name, args, options) =>
  new Resource("alicloud:redis/tairInstance:TairInstance", name, args, options);
`;

const WEEKLY = {
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  backupRetentionPeriod: 7,
};
const GOOD = {
  preferredBackupPeriod: ["Monday", "Wednesday", "Friday", "Sunday"],
  preferredBackupTime: "20:00Z-21:00Z",
  backupRetentionPeriod: 30,
  enableBackupLog: true,
};

const CONFIG = {
  "redis-backup-minimum-retention": { minDays: 14 },
  "redis-manual-backup-minimum-expiry": { minDays: 14 },
  "redis-backup-outside-peak-hours": {
    peakHours: [{ from: "08:00", to: "22:00" }],
    timeZone: "Asia/Shanghai",
  },
};

const text = (value: object) => JSON.stringify(value);

describe("the policy pack", () => {
  let cloud: Emulator;
  let project: Project;
  let pack: string;

  beforeAll(async () => {
    await buildPack();
    const ids = ["r-dynamic", "r-plugin"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    const made = laidOut(workshop);
    pack = made.pack;
    project = await Project.create({
      emulator: cloud,
      bin: [made.bin],
      from: {
        "Pulumi.yaml": JSON.stringify({
          name: "guarded",
          runtime: { name: "nodejs", options: { typescript: false } },
          plugins: {
            providers: [
              { name: "redis-backup", path: process.env[ENGINE_PLUGIN] },
              { name: "alicloud", path: standIn(workshop, "alicloud") },
            ],
          },
        }),
        "package.json": JSON.stringify({ name: "guarded" }),
        "index.js": PRELUDE,
      },
    });
    const packages = path.join(project.folder, "node_modules");
    fs.mkdirSync(path.join(packages, "@pulumi"), { recursive: true });
    const sdk = path.join(ROOT, "node_modules/@pulumi/pulumi");
    fs.symlinkSync(sdk, path.join(packages, "@pulumi/pulumi"), "dir");
    fs.symlinkSync(ROOT, path.join(packages, "pulumi-redis-backup"), "dir");
  });

  afterAll(() => {
    expect(writes(cloud)).toEqual([]);
    expect(project.leaks()).toEqual([]);
  });

  function preview(program: string, config: object) {
    project.write("index.js", PRELUDE + program);
    project.write("policies.json", JSON.stringify(config));
    const flags = ["--policy-pack", pack, "--policy-pack-config", "policies.json"];
    return project.run("preview", ...flags);
  }

  const bad = `
    new tair.BackupPolicy("by-dynamic", ${text({ instanceId: "r-dynamic", ...WEEKLY })});
    policy("by-plugin", ${text({ instanceId: "r-plugin", ...WEEKLY })});
    new tair.ManualBackup("short-dynamic", { instanceId: "r-dynamic", backupRetentionPeriod: 7 });
    backup("short-plugin", { instanceId: "r-plugin", backupRetentionPeriod: 7 });
    instance("unguarded", { instanceType: "tair_rdb" });
    const referred = instance("referred", { instanceType: "tair_rdb" }, { protect: true });
    policy("of-referred", { instanceId: referred.id, ...${text(GOOD)}, enableBackupLog: false });
    const other = instance("other", { instanceType: "tair_essd" }, { protect: true });
    new tair.BackupPolicy("of-other", { instanceId: other.id, ...${text(GOOD)} });
  `;

  it("names every violation, of resources by the plugin and by the dynamic host, and stops the run", async () => {
    const { exitCode, output } = await preview(bad, CONFIG);
    expect(exitCode).not.toBe(0);
    const found = [...output.matchAll(/\[mandatory\] .*?(redis-[a-z-]+) +\((.*)\)$/gm)].map(
      ([, rule, at]) => `${rule} ${at?.split(/:\s*/).at(-1)}`,
    );
    expect(found.sort()).toEqual([
      "redis-backup-minimum-frequency by-dynamic",
      "redis-backup-minimum-frequency by-plugin",
      "redis-backup-minimum-retention by-dynamic",
      "redis-backup-minimum-retention by-plugin",
      "redis-backup-outside-peak-hours by-dynamic",
      "redis-backup-outside-peak-hours by-plugin",
      "redis-flashback-on of-referred",
      "redis-instance-backed-up-before-loss unguarded",
      "redis-instance-protected-by-backup-policy unguarded",
      "redis-manual-backup-minimum-expiry short-dynamic",
      "redis-manual-backup-minimum-expiry short-plugin",
    ]);
    expect(output).toContain("keeps backups for 7 days, and at least 14 are required.");
    expect(output).toContain("Set backupRetentionPeriod");
  });

  it("lets a program pass that keeps to it", async () => {
    const good = `
      new tair.BackupPolicy("by-dynamic", ${text({ instanceId: "r-dynamic", ...GOOD })});
      policy("by-plugin", ${text({ instanceId: "r-plugin", ...GOOD })});
      backup("long", { instanceId: "r-plugin", backupRetentionPeriod: 30 });
      const guarded = instance("guarded", { instanceType: "tair_rdb" });
      policy("of-guarded", { instanceId: guarded.id, ...${text(GOOD)} });
      backup("before", { instanceId: guarded.id, backupRetentionPeriod: 30, onDelete: "retain" });
    `;
    const { exitCode, output, errors } = await preview(good, CONFIG);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    expect(output).not.toMatch(/\[(mandatory|advisory)\]/);
  });

  it("only advises where it is told to", async () => {
    const weekly = `policy("by-plugin", ${text({ instanceId: "r-plugin", ...WEEKLY })});`;
    const advice = await preview(weekly, { all: "advisory" });
    expect(advice.exitCode).toBe(0);
    expect(advice.output).toMatch(/\[advisory\] .*redis-backup-minimum-frequency/);
  });

  it("refuses a parameter that it can't use", async () => {
    const { exitCode, output } = await preview("", {
      "redis-backup-minimum-retention": { minDays: "many" },
    });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/minDays.*(integer|type)/i);
  });
});

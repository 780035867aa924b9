import type { InstanceSeed } from "../../../emulator/src";
import { getBackupHealth } from "../../src/tair/get-backup-health";
import { getBackupPolicy } from "../../src/tair/get-backup-policy";
import { getBackupTasks } from "../../src/tair/get-backup-tasks";
import { getBackups } from "../../src/tair/get-backups";
import { getCacheAnalysisReport } from "../../src/tair/get-cache-analysis-report";
import { getCacheAnalysisReportList } from "../../src/tair/get-cache-analysis-report-list";
import { getClusterBackups } from "../../src/tair/get-cluster-backups";
import { getInstances } from "../../src/tair/get-instances";
import { getRestoreArguments } from "../../src/tair/get-restore-arguments";
import { asked, listed, surveyed } from "../support/asked";
import { Cloud, Driven, INSTANCE, START } from "../support/cloud";
import type { Scenario, Stage } from "../support/permission-stage";

const POLICY = "tair:BackupPolicy";
const BACKUP = "tair:ManualBackup";
const RESTORE = "tair:Restore";
const ANALYSIS = "tair:CacheAnalysis";

const instanceId = INSTANCE;
const MINUTE = 60_000;
const at = (minutes: number): string =>
  new Date(Date.parse(START) + minutes * MINUTE).toISOString().replace(".000Z", "Z");

/** As newer pages have it: its backups are in the other list alone. */
const CLOUD_NATIVE_CLUSTER: Partial<InstanceSeed> = {
  architecture: "cluster",
  shardCount: 2,
  clusterRows: "refused",
};
const CLASSIC: Partial<InstanceSeed> = {
  cloudNative: false,
  engineVersion: "5.0",
  policy: { enableBackupLog: true },
  flashbackSince: at(-60),
};

function scenario(
  name: string,
  seed: Partial<InstanceSeed>,
  play: (stage: Stage) => Promise<void>,
): Scenario {
  return { name, begin: (host) => Cloud.start([seed], {}, host), play };
}

const policy = {
  instanceId,
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "05:00Z-06:00Z",
  backupRetentionPeriod: 30,
  enableBackupLog: true,
};

async function policyLives(stage: Stage): Promise<void> {
  const driven = new Driven(stage.cloud, POLICY);
  await stage.step(POLICY, "preview", "a new policy", () => stage.preview(POLICY, policy));
  await stage.step(POLICY, "create", "a policy", () => driven.up(policy));
  await stage.step(POLICY, "read", "drift of a policy", () => driven.refresh());
  await stage.step(POLICY, "update", "a longer retention", () =>
    driven.up({ ...policy, backupRetentionPeriod: 60 }),
  );
  stage.cloud.newProcess();
  await stage.step(POLICY, "delete", "the policy from before", async () => {
    await driven.destroy();
    expectThat(
      stage.cloud.emulator.instances.get(INSTANCE).policy.preferredBackupTime !== "05:00Z-06:00Z",
    );
  });
}

const backup = { instanceId, backupRetentionPeriod: 30 };

async function backupLives(stage: Stage): Promise<void> {
  const driven = new Driven(stage.cloud, BACKUP);
  await stage.step(BACKUP, "preview", "a new backup", () => stage.preview(BACKUP, backup));
  await stage.step(BACKUP, "create", "a backup", () => driven.up(backup));
  await stage.step(BACKUP, "read", "drift of a backup", () => driven.refresh());
  await stage.step(BACKUP, "update", "a later expiry", () =>
    driven.up({ ...backup, backupRetentionPeriod: 60 }),
  );
  await stage.step(BACKUP, "delete", "the backup", () => driven.destroy());
}

/** A run was cut short while the job of its backup ran. */
async function unfinishedBackup(stage: Stage): Promise<Driven> {
  const driven = new Driven(stage.cloud, BACKUP);
  await cutShort(stage, () => driven.up(backup));
  driven.isUnhealthy = false;
  return driven;
}

async function cutShort(stage: Stage, work: () => Promise<unknown>): Promise<void> {
  const { cloud } = stage;
  const bounds = (backups: string, restores: string) => ({
    REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: backups,
    REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: restores,
  });
  cloud.newProcess(bounds("0.2", "5"));
  await work().then(
    () => Promise.reject(new Error("the run was not cut short")),
    () => undefined,
  );
  cloud.newProcess(bounds("30", "90"));
}

const point = {
  instanceId,
  restoreTime: at(-30),
  overwrite: `${INSTANCE}@${at(-30)}`,
  runBefore: at(600),
};

function fromBackup(cloud: Cloud) {
  const { restoreTime: _, ...rest } = point;
  const backupId = cloud.emulator.backups(INSTANCE)[0]?.backupId ?? "";
  return { ...rest, backupId, overwrite: `${INSTANCE}@${backupId}` };
}

async function restores(stage: Stage, inputs: Record<string, unknown>, what: string) {
  const driven = new Driven(stage.cloud, RESTORE);
  await stage.step(RESTORE, "preview", what, () => stage.preview(RESTORE, inputs));
  await stage.step(RESTORE, "create", what, () => driven.up(inputs));
  await stage.step(RESTORE, "read", what, () => driven.refresh());
  await stage.step(RESTORE, "delete", what, () => driven.destroy());
}

async function analyses(stage: Stage, inputs: Record<string, unknown>, what: string) {
  const driven = new Driven(stage.cloud, ANALYSIS);
  await stage.step(ANALYSIS, "preview", what, () => stage.preview(ANALYSIS, inputs));
  await stage.step(ANALYSIS, "create", what, () => driven.up(inputs));
  await stage.step(ANALYSIS, "read", what, () => driven.refresh());
  await stage.step(ANALYSIS, "delete", what, () => driven.destroy());
}

async function resumes(stage: Stage, token: string, inputs: Record<string, unknown>, what: string) {
  const driven = new Driven(stage.cloud, token);
  await cutShort(stage, () => driven.up(inputs));
  await stage.step(token, "update", what, () => driven.up(inputs));
}

const showsProgress = (stage: Stage): void =>
  expectThat(stage.cloud.lines.some((line) => / \d+ %/.test(line)));

function expectThat(isSo: boolean): void {
  if (!isSo) throw new Error("it has not come out as it should");
}

const ASKED = [
  ["getBackupPolicy", getBackupPolicy, {}],
  ["getBackups", getBackups, {}],
  ["getBackupTasks", getBackupTasks, {}],
  ["getBackupHealth", getBackupHealth, {}],
] as const;

/** Everything that there is at Alibaba Cloud. */
export const tairScenarios: readonly Scenario[] = [
  scenario("a policy", { backups: [{ hoursAgo: 5 }] }, policyLives),
  scenario("a policy of a cloud-native cluster", CLOUD_NATIVE_CLUSTER, policyLives),
  scenario(
    "a policy with flashback that appendonly forbids",
    { appendonly: "no" },
    async (stage) => {
      const driven = new Driven(stage.cloud, POLICY);
      const { enableBackupLog: _, ...without } = policy;
      if (stage.looksAtPreviews) {
        await stage.benefit(POLICY, "preview", "impossible flashback is refused", () =>
          refused(() => stage.preview(POLICY, policy), /its parameter appendonly is "no"/),
        );
      }
      await stage.benefit(POLICY, "create", "the refusal of flashback names its cause", () =>
        refused(() => driven.up(policy), /its parameter appendonly is "no"/),
      );
      const other = new Driven(stage.cloud, POLICY);
      await other.up(without);
      await stage.benefit(POLICY, "update", "the refusal of flashback names its cause", () =>
        refused(() => other.up(policy), /its parameter appendonly is "no"/),
      );
    },
  ),
  scenario("lists", { architecture: "cluster", clusterRows: "refused" }, async (stage) => {
    stage.cloud.emulator.instances.add({ instanceId: "r-other", backups: [{ mode: "Manual" }] });
    stage.cloud.emulator.console.addBackup(INSTANCE, { mode: "Manual", hoursAgo: 2 });
    await stage.step(POLICY, "list", "the policies of the account", async () =>
      expectThat((await listed(stage.cloud, POLICY)).length === 2),
    );
    await stage.step(BACKUP, "list", "the manual backups of the account", async () =>
      expectThat((await listed(stage.cloud, BACKUP)).length === 2),
    );
  }),

  ...[{}, CLOUD_NATIVE_CLUSTER].map((seed) =>
    scenario("a report", seed, async (stage) => {
      const report = (isWholeAccount: boolean) =>
        surveyed(stage.cloud, {
          cloud: "alibaba",
          isWholeAccount,
          instanceIds: isWholeAccount ? [] : [INSTANCE],
        });
      await stage.step("tair:survey", "list", "of the account", () => report(true));
      await stage.step("tair:survey", "ask", "of an instance", () => report(false));
    }),
  ),

  scenario("a backup", { backups: [{ hoursAgo: 5 }] }, backupLives),
  scenario(
    "a backup of a cloud-native cluster",
    { ...CLOUD_NATIVE_CLUSTER, backups: [{ hoursAgo: 5 }] },
    backupLives,
  ),
  scenario("a backup until a day", {}, async (stage) => {
    const inputs = { instanceId, expectExpireTime: at(20 * 24 * 60 + 90) };
    const driven = new Driven(stage.cloud, BACKUP);
    await stage.step(BACKUP, "create", "a backup until an hour of a day", () => driven.up(inputs));
  }),
  scenario("the progress of a backup", {}, async (stage) => {
    const driven = new Driven(stage.cloud, BACKUP);
    await stage.benefit(BACKUP, "create", "its progress is shown", async () => {
      await driven.up(backup);
      showsProgress(stage);
    });
  }),
  scenario("a backup while another one runs", {}, async (stage) => {
    stage.cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    if (stage.looksAtPreviews) {
      await stage.benefit(BACKUP, "preview", "a job that runs is announced", async () => {
        await stage.preview(BACKUP, backup);
        expectThat(stage.cloud.lines.some((line) => line.includes("a manual backup job runs")));
      });
    }
    await stage.benefit(BACKUP, "create", "a manual job that runs is adopted", async () => {
      const driven = new Driven(stage.cloud, BACKUP);
      await driven.up({ instanceId, ifBackupRunning: "adopt" });
    });
  }),
  ...(["a backup", "a backup of a cloud-native cluster"] as const).flatMap((what) => {
    const seed = what === "a backup" ? {} : CLOUD_NATIVE_CLUSTER;
    return [
      scenario(`${what} whose run was cut short`, seed, async (stage) => {
        const driven = await unfinishedBackup(stage);
        await stage.step(BACKUP, "read", `${what} that is not finished`, () => driven.refresh());
        await stage.step(BACKUP, "update", `${what} that was not finished`, () =>
          driven.up(backup),
        );
      }),
      scenario(`${what} whose run was cut short, destroyed`, seed, async (stage) => {
        stage.cloud.emulator.console.addBackup(INSTANCE, { hoursAgo: 2 });
        const driven = await unfinishedBackup(stage);
        await stage.step(BACKUP, "delete", `${what} that is not finished`, () => driven.destroy());
      }),
    ];
  }),
  scenario("the rest of a backup whose run was cut short", { jobSeconds: 300 }, async (stage) => {
    const driven = await unfinishedBackup(stage);
    await stage.benefit(BACKUP, "update", "its progress is shown", async () => {
      await driven.up(backup);
      showsProgress(stage);
    });
  }),

  scenario("a restore of a second", CLASSIC, (stage) => restores(stage, point, "of a second")),
  scenario("a restore of a backup", { ...CLASSIC, backups: [{ hoursAgo: 5 }] }, (stage) =>
    restores(stage, { ...fromBackup(stage.cloud), backupBefore: false }, "of a backup"),
  ),
  scenario(
    "a restore of a classic cluster",
    { ...CLASSIC, architecture: "cluster", shardCount: 2, backups: [{ hoursAgo: 5 }] },
    (stage) => restores(stage, fromBackup(stage.cloud), "of a backup of a cluster"),
  ),
  scenario("a restore whose run was cut short", { ...CLASSIC, restoreSeconds: 3600 }, (stage) =>
    resumes(stage, RESTORE, { ...point, backupBefore: false }, "a restore that goes on"),
  ),
  scenario(
    "a restore whose backup was cut short",
    { ...CLASSIC, architecture: "cluster" },
    (stage) => resumes(stage, RESTORE, point, "a restore that had only begun"),
  ),
  scenario(
    "a restore of a backup whose backup before it has failed",
    { ...CLASSIC, backups: [{ hoursAgo: 5 }], nextJobFails: true },
    (stage) => resumes(stage, RESTORE, fromBackup(stage.cloud), "a restore with another backup"),
  ),
  scenario("the progress of the backup before a restore", CLASSIC, async (stage) => {
    const driven = new Driven(stage.cloud, RESTORE);
    await stage.benefit(RESTORE, "create", "the progress of its backup is shown", async () => {
      await driven.up(point);
      showsProgress(stage);
    });
  }),

  scenario("an analysis", { backups: [{ hoursAgo: 5 }] }, (stage) =>
    analyses(stage, { instanceId }, "of the latest backup"),
  ),
  scenario(
    "an analysis of a cloud-native cluster",
    { ...CLOUD_NATIVE_CLUSTER, backups: [{ hoursAgo: 5 }] },
    (stage) => analyses(stage, { instanceId }, "of the latest backup of a cluster"),
  ),
  scenario("an analysis of a new backup", {}, (stage) =>
    analyses(stage, { instanceId, takeBackup: true }, "of a new backup"),
  ),
  scenario("the progress of the backup before an analysis", {}, async (stage) => {
    const driven = new Driven(stage.cloud, ANALYSIS);
    await stage.benefit(ANALYSIS, "create", "the progress of its backup is shown", async () => {
      await driven.up({ instanceId, takeBackup: true });
      showsProgress(stage);
    });
  }),
  scenario("an analysis by the retired operation", {}, (stage) =>
    analyses(stage, { instanceId, api: "r-kvstore" }, "by the retired operation"),
  ),
  scenario(
    "an analysis whose run was cut short",
    { backups: [{ hoursAgo: 5 }], analysisSeconds: 600 },
    (stage) => resumes(stage, ANALYSIS, { instanceId }, "an analysis that goes on"),
  ),
  ...[{}, CLOUD_NATIVE_CLUSTER].map((seed) =>
    scenario("an analysis whose backup has failed", { ...seed, nextJobFails: true }, (stage) =>
      resumes(stage, ANALYSIS, { instanceId, takeBackup: true }, "an analysis of another backup"),
    ),
  ),
  scenario("a retired analysis whose run was cut short", { analysisSeconds: 600 }, (stage) =>
    resumes(stage, ANALYSIS, { instanceId, api: "r-kvstore" }, "a retired one that goes on"),
  ),

  scenario("functions", { backups: [{ hoursAgo: 5 }] }, async (stage) => {
    for (const [name, definition, args] of ASKED) {
      await stage.step(`tair:${name}`, "ask", "an instance", () =>
        asked(stage.cloud, definition as never, { instanceId, ...args }),
      );
    }
    await stage.step("tair:getInstances", "ask", "the account", () =>
      asked(stage.cloud, getInstances, {}),
    );
    const backupId = stage.cloud.emulator.backups(INSTANCE)[0]?.backupId;
    await stage.step("tair:getRestoreArguments", "ask", "a backup", () =>
      asked(stage.cloud, getRestoreArguments, { instanceId, backupId }),
    );
  }),
  scenario("restore arguments of a second", CLASSIC, async (stage) => {
    await stage.step("tair:getRestoreArguments", "ask", "a second", () =>
      asked(stage.cloud, getRestoreArguments, { instanceId, restoreTime: at(-30) }),
    );
  }),
  scenario(
    "functions about a cloud-native cluster",
    { ...CLOUD_NATIVE_CLUSTER, backups: [{ hoursAgo: 5 }] },
    async (stage) => {
      await stage.step("tair:getClusterBackups", "ask", "a cluster", () =>
        asked(stage.cloud, getClusterBackups, { instanceId }),
      );
      await stage.step("tair:getBackupHealth", "ask", "a cluster", () =>
        asked(stage.cloud, getBackupHealth, { instanceId }),
      );
      const backupId = stage.cloud.emulator.backups(INSTANCE)[0]?.backupId;
      await stage.step("tair:getRestoreArguments", "ask", "a backup of a cluster", () =>
        asked(stage.cloud, getRestoreArguments, { instanceId, backupId }),
      );
    },
  ),
  scenario(
    "functions about analyses",
    { analyses: [{ jobId: "job-1" }, { jobId: "1", api: "r-kvstore" }] },
    async (stage) => {
      const report = "tair:getCacheAnalysisReport";
      const list = "tair:getCacheAnalysisReportList";
      const ask = (definition: never, args: object) =>
        asked(stage.cloud, definition, { instanceId, ...args });
      await stage.step(report, "ask", "of DAS", () =>
        ask(getCacheAnalysisReport as never, { jobId: "job-1" }),
      );
      await stage.step(report, "ask", "of the retired operation", () =>
        ask(getCacheAnalysisReport as never, { api: "r-kvstore", date: "2026-11-02" }),
      );
      await stage.step(list, "ask", "of DAS", () => ask(getCacheAnalysisReportList as never, {}));
      await stage.step(list, "ask", "of the retired operation", () =>
        ask(getCacheAnalysisReportList as never, { api: "r-kvstore" }),
      );
    },
  ),
];

async function refused(work: () => Promise<unknown>, saying: RegExp): Promise<void> {
  const error = await work().then(
    () => undefined,
    (error: Error) => error,
  );
  if (error === undefined) throw new Error("it was not refused");
  if (!saying.test(error.message) && !saying.test(JSON.stringify(error))) throw error;
}

import type { CrsInstanceSeed } from "../../../emulator/src";
import { getBackupDownloadUrls } from "../../src/crs/get-backup-download-urls";
import { getBackupPolicy } from "../../src/crs/get-backup-policy";
import { getBackups } from "../../src/crs/get-backups";
import { getTasks } from "../../src/crs/get-tasks";
import { asked, listed, surveyed } from "../support/asked";
import { Driven, START } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";
import type { Scenario, Stage } from "../support/permission-stage";

const POLICY = "crs:BackupPolicy";
const BACKUP = "crs:ManualBackup";
const RESTORE = "crs:Restore";

const instanceId = CRS;
const RESTORABLE: Partial<CrsInstanceSeed> = { engine: "CKV", backups: [{ hoursAgo: 2 }] };

function scenario(
  name: string,
  seed: Partial<CrsInstanceSeed>,
  play: (stage: Stage) => Promise<void>,
): Scenario {
  return { name, begin: (host) => crsCloud(host, seed), play };
}

const policy = { instanceId, timePeriod: "02:00-03:00" };
const backup = { instanceId, remark: "before the release" };

function restoreOf(stage: Stage) {
  const backupId = stage.cloud.emulator.crs.backups(CRS)[0]?.backupId ?? "";
  const runBefore = new Date(Date.parse(START) + 10 * 3_600_000).toISOString();
  return { instanceId, backupId, overwrite: `${CRS}@${backupId}`, runBefore };
}

/** Ends in an error whatever the identity may do. */
async function cutShort(stage: Stage, work: () => Promise<unknown>): Promise<void> {
  await work().then(
    () => Promise.reject(new Error("the run was not cut short")),
    () => undefined,
  );
  stage.cloud.newProcess();
}

const lose = (stage: Stage, action: string, when: "before" | "after", count = 1): void =>
  void stage.cloud.emulator.faults.add({ kind: "drop", when, action, count });

function expectThat(isSo: boolean): void {
  if (!isSo) throw new Error("it has not come out as it should");
}

/** Everything that there is at Tencent Cloud. */
export const crsScenarios: readonly Scenario[] = [
  scenario("a policy", {}, async (stage) => {
    const driven = new Driven(stage.cloud, POLICY);
    await stage.step(POLICY, "preview", "a new policy", () => stage.preview(POLICY, policy));
    await stage.step(POLICY, "create", "a policy", () => driven.up(policy));
    await stage.step(POLICY, "read", "drift of a policy", () => driven.refresh());
    await stage.step(POLICY, "update", "another hour", () =>
      driven.up({ ...policy, timePeriod: "04:00-05:00" }),
    );
    stage.cloud.newProcess();
    await stage.step(POLICY, "delete", "the policy from before", () => driven.destroy());
  }),

  scenario("a backup", {}, async (stage) => {
    const driven = new Driven(stage.cloud, BACKUP);
    await stage.step(BACKUP, "preview", "a new backup", () => stage.preview(BACKUP, backup));
    await stage.step(BACKUP, "create", "a backup", () => driven.up(backup));
    await stage.step(BACKUP, "read", "drift of a backup", () => driven.refresh());
    await stage.step(BACKUP, "delete", "the backup", () => driven.destroy());
  }),
  ...[
    { token: POLICY, inputs: policy },
    { token: BACKUP, inputs: backup },
  ].map(({ token, inputs }) =>
    scenario(`${token} of an instance in another operation`, { status: 1 }, async (stage) => {
      if (!stage.looksAtPreviews) return;
      await stage.benefit(token, "preview", "another operation is announced", async () => {
        await stage.preview(token, inputs);
        expectThat(stage.cloud.lines.some((line) => line.includes("in another operation")));
      });
    }),
  ),
  scenario("a backup that fails", { taskSeconds: 60 }, async (stage) => {
    stage.cloud.emulator.faults.add({
      kind: "failedJob",
      action: "ManualBackupInstance",
      count: 1,
    });
    await stage.benefit(BACKUP, "create", "a failed task is seen to fail at once", async () => {
      const began = stage.cloud.clock.now();
      await new Driven(stage.cloud, BACKUP).up(backup).catch(() => undefined);
      expectThat(stage.cloud.clock.now() - began < 600_000);
    });
  }),
  scenario(
    "a lost answer",
    { taskSeconds: 5, rowAppears: "atEnd", rowDelaySeconds: 300 },
    async (stage) => {
      lose(stage, "ManualBackupInstance", "after");
      await stage.step(BACKUP, "create", "a lost answer brings no second backup", async () => {
        await new Driven(stage.cloud, BACKUP).up(backup);
        expectThat(stage.cloud.emulator.crs.tasks(CRS).length === 1);
      });
    },
  ),
  scenario("a backup whose run was cut short", {}, async (stage) => {
    stage.cloud.emulator.faults.add({ kind: "stuckJob", action: "ManualBackupInstance", count: 1 });
    const driven = new Driven(stage.cloud, BACKUP);
    await cutShort(stage, () => driven.up(backup));
    stage.cloud.emulator.crs.console.endTask(CRS);
    await stage.step(BACKUP, "update", "a backup that was not finished", () => driven.up(backup));
  }),
  scenario(
    "lost answers over two runs",
    { taskSeconds: 5, rowAppears: "atEnd", rowDelaySeconds: 300 },
    async (stage) => {
      lose(stage, "ManualBackupInstance", "before", 3);
      const driven = new Driven(stage.cloud, BACKUP);
      await cutShort(stage, () => driven.up(backup));
      await stage.step(BACKUP, "update", "a backup that was asked for in vain", () =>
        driven.up(backup),
      );
    },
  ),

  scenario("a restore", RESTORABLE, async (stage) => {
    const driven = new Driven(stage.cloud, RESTORE);
    const inputs = restoreOf(stage);
    await stage.step(RESTORE, "preview", "of a backup", () => stage.preview(RESTORE, inputs));
    await stage.step(RESTORE, "create", "of a backup", () => driven.up(inputs));
    await stage.step(RESTORE, "read", "of a backup", () => driven.refresh());
    await stage.step(RESTORE, "delete", "of a backup", () => driven.destroy());
  }),
  scenario("a restore that can't be had", { ...RESTORABLE, engine: "6.2" }, async (stage) => {
    const refused = (work: () => Promise<unknown>) =>
      work().then(
        () => Promise.reject(new Error("it was not refused")),
        () => expectThat(stage.cloud.writes().length === 0),
      );
    const inputs = restoreOf(stage);
    if (stage.looksAtPreviews) {
      await stage.benefit(RESTORE, "preview", "an impossible restore is refused", () =>
        refused(() => stage.preview(RESTORE, inputs)),
      );
    }
    await stage.benefit(RESTORE, "create", "an impossible restore takes no backup", () =>
      refused(() => new Driven(stage.cloud, RESTORE).up(inputs)),
    );
  }),
  scenario("a restore whose answer was lost", RESTORABLE, async (stage) => {
    lose(stage, "RestoreInstance", "after");
    const inputs = { ...restoreOf(stage), backupBefore: false };
    await stage.step(RESTORE, "create", "with a lost answer", () =>
      new Driven(stage.cloud, RESTORE).up(inputs),
    );
  }),
  scenario("a restore whose backup before it has failed", RESTORABLE, async (stage) => {
    stage.cloud.emulator.faults.add({
      kind: "failedJob",
      action: "ManualBackupInstance",
      count: 1,
    });
    const driven = new Driven(stage.cloud, RESTORE);
    const inputs = restoreOf(stage);
    await cutShort(stage, () => driven.up(inputs));
    lose(stage, "RestoreInstance", "after");
    await stage.step(RESTORE, "update", "with another backup, and a lost answer", () =>
      driven.up(inputs),
    );
  }),

  scenario("lists", { backups: [{ hoursAgo: 2 }] }, async (stage) => {
    await stage.step(POLICY, "list", "the policies of the account", async () =>
      expectThat((await listed(stage.cloud, POLICY)).length === 1),
    );
    await stage.step(BACKUP, "list", "the manual backups of the account", async () =>
      expectThat((await listed(stage.cloud, BACKUP)).length === 1),
    );
  }),

  scenario("a report", {}, async (stage) => {
    const report = (isWholeAccount: boolean) =>
      surveyed(stage.cloud, {
        cloud: "tencent",
        isWholeAccount,
        instanceIds: isWholeAccount ? [] : [CRS],
      });
    await stage.step("crs:survey", "list", "of the account", () => report(true));
    await stage.step("crs:survey", "ask", "of an instance", () => report(false));
  }),
  scenario("functions", { backups: [{ hoursAgo: 2 }] }, async (stage) => {
    const { cloud } = stage;
    const backupId = cloud.emulator.crs.backups(CRS)[0]?.backupId;
    await stage.step("crs:getBackupPolicy", "ask", "an instance", () =>
      asked(cloud, getBackupPolicy, { instanceId }),
    );
    await stage.step("crs:getBackups", "ask", "by API 3.0", () =>
      asked(cloud, getBackups, { instanceId }),
    );
    await stage.step("crs:getBackups", "ask", "by the legacy API", () =>
      asked(cloud, getBackups, { instanceId, api: "v2" }),
    );
    await stage.step("crs:getTasks", "ask", "an instance", () =>
      asked(cloud, getTasks, { instanceId }),
    );
    await stage.step("crs:getBackupDownloadUrls", "ask", "a backup", () =>
      asked(cloud, getBackupDownloadUrls, { instanceId, backupId }),
    );
  }),
];

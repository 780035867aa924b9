import type { Survey, SurveyedBackup } from "pulumi-redis-backup/survey";
import { assess, type Surroundings } from "../../src/report/assess";

const NOW = "2026-11-02T09:00:00Z";
const GIB = 1024 ** 3;
const URN = "urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::orders";

const backup = (startedAt: string, more: Partial<SurveyedBackup> = {}): SurveyedBackup => ({
  names: [`backup/${startedAt}`],
  kind: "automatic",
  state: "success",
  startedAt,
  expiresAt: "2026-11-20T00:00:00Z",
  ...more,
});

const healthy: Survey = {
  instanceId: "r-orders",
  name: "orders",
  status: "Normal",
  policy: { window: "02:00Z-03:00Z", days: ["Monday"], schedule: { hour: 2, weekdays: [1] } },
  now: Date.parse(NOW),
  backups: [backup("2026-11-02T02:00:10Z")],
  failuresSince: 0,
  missedWindows: [],
  nextBackupTime: "2026-11-09T02:10Z",
};

const policy = { urn: URN, cloud: "alibaba", instanceId: "r-orders" } as const;
const held = {
  policies: [{ ...policy, region: undefined, accountId: undefined }],
  backups: [],
};

function assessed(survey: Partial<Survey> = {}, surroundings: Partial<Surroundings> = {}) {
  return assess(
    { ...healthy, ...survey },
    {
      cloud: "alibaba",
      region: "cn-hangzhou",
      now: Date.parse(NOW),
      objectiveSeconds: 26 * 3600,
      price: { perGibMonth: 0.15, currency: "USD" },
      held,
      ...surroundings,
    },
  );
}

const rules = (...args: Parameters<typeof assessed>) =>
  assessed(...args).findings.map(({ rule, severity }) => `${severity} ${rule}`);

test("an instance with a fresh success and a declared policy is healthy", () => {
  const { instance, findings } = assessed();
  expect(findings).toEqual([]);
  expect(instance).toMatchObject({
    state: "healthy",
    policyHeldBy: [URN],
    latestSuccess: { startedAt: "2026-11-02T02:00:10Z", kind: "automatic", ageSeconds: 25_190 },
    objectiveMet: true,
  });
});

test("the objective counts from the start of the latest success, to the second", () => {
  const at = (startedAt: string) => rules({ backups: [backup(startedAt)] });
  expect(at("2026-11-01T07:00:00Z")).toEqual([]);
  expect(at("2026-11-01T06:59:59Z")).toEqual(["high objective-missed"]);
});

test.each(["failed", "running", "unknown"] as const)("a backup that %s is no success", (state) => {
  const { instance, findings } = assessed({ backups: [backup("2026-11-02T02:00:10Z", { state })] });
  expect(findings.map(({ rule }) => rule)).toEqual(["no-backup"]);
  expect(instance).toMatchObject({ state: "findings", objectiveMet: false });
  expect(instance.latestSuccess).toBeUndefined();
});

test("without an objective none is checked, and none is told as met", () => {
  const { instance, findings } = assessed(
    { backups: [backup("2026-10-01T00:00:00Z")] },
    { objectiveSeconds: undefined },
  );
  expect(findings).toEqual([]);
  expect(instance.objectiveMet).toBeUndefined();
});

test("failures since the latest success are told", () => {
  expect(rules({ failuresSince: 2 })).toEqual(["high backup-failed"]);
});

test("windows missed after the latest success weigh more than those before it", () => {
  expect(rules({ missedWindows: ["2026-10-26T02:00:00Z"] })).toEqual(["low earlier-window-missed"]);
  const survey = {
    backups: [backup("2026-11-01T09:00:00Z")],
    missedWindows: ["2026-11-02T02:00:00Z"],
  };
  expect(rules(survey)).toEqual(["medium window-missed"]);
});

test("an instance whose window nobody knows is not healthy: missed ones can't be told", () => {
  const { instance, findings } = assessed({ policy: { window: "nightly", days: ["Everyday"] } });
  expect(findings.map(({ rule }) => rule)).toEqual(["window-unknown"]);
  expect(findings[0]?.message).toContain('"nightly" on "Everyday"');
  expect(instance.state).toBe("findings");
});

test("a latest success that goes before the next one comes is told", () => {
  const expiring = [backup("2026-11-02T02:00:10Z", { expiresAt: "2026-11-09T02:00:00Z" })];
  expect(rules({ backups: expiring })).toEqual(["high last-backup-expires"]);
  const lasting = [backup("2026-11-02T02:00:10Z", { expiresAt: undefined })];
  expect(rules({ backups: lasting })).toEqual([]);
});

test("what no stack declares or holds is told, with the command that takes it in", () => {
  const manual = backup("2026-11-02T03:00:00Z", { kind: "manual", importId: "r-orders:77" });
  const { findings } = assessed({ backups: [manual] }, { held: { policies: [], backups: [] } });
  expect(findings.map(({ rule, command }) => [rule, command])).toEqual([
    ["no-policy", "pulumi import redis-backup:tair:BackupPolicy r-orders r-orders"],
    [
      "manual-backup-in-no-stack",
      "pulumi import redis-backup:tair:ManualBackup r-orders-backup r-orders:77",
    ],
  ]);
});

test("nothing is missing from a stack where no stack was looked at", () => {
  const manual = backup("2026-11-02T03:00:00Z", { kind: "manual" });
  expect(rules({ backups: [manual] }, { held: undefined })).toEqual([]);
});

test("a manual backup is held by what names one of its files or jobs", () => {
  const manual = backup("2026-11-02T03:00:00Z", { kind: "manual", names: ["backup/1", "job/7"] });
  const holder = { ...held.policies[0], urn: "urn:v42", names: ["job/7"] } as never;
  const { instance, findings } = assessed(
    { backups: [manual] },
    { held: { ...held, backups: [holder] } },
  );
  expect(findings).toEqual([]);
  expect(instance.backups).toMatchObject([{ heldBy: "urn:v42" }]);
});

test("storage over the free part costs", () => {
  const storage = { fullBytes: 11 * GIB, logBytes: 1 * GIB, freeBytes: 2 * GIB };
  expect(assessed({ storage }).instance.storage).toMatchObject({
    billedBytes: 10 * GIB,
    estimatedMonthlyCost: 1.5,
  });
  expect(assessed({ storage: { ...storage, freeBytes: 20 * GIB } }).instance.storage).toMatchObject(
    { billedBytes: 0, estimatedMonthlyCost: 0 },
  );
  const unknown = { fullBytes: GIB, logBytes: 0 };
  expect(assessed({ storage: unknown }).instance.storage).toEqual(unknown);
});

test("an id that a shell would take for more is quoted, and a name can't order a terminal about", () => {
  const survey = { instanceId: "r-1; rm -rf 'x'", name: "a\u001b[2Jb" };
  const { instance, findings } = assessed(survey, { held: { policies: [], backups: [] } });
  expect(instance.name).toBe("a\ufffd[2Jb");
  expect(findings[0]?.command).toBe(
    String.raw`pulumi import redis-backup:tair:BackupPolicy 'r-1; rm -rf '\''x'\''' 'r-1; rm -rf '\''x'\'''`,
  );
});

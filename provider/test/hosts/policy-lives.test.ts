import type { FaultRule } from "../../../emulator/src";
import { Random } from "../../../emulator/src/random";
import { Cloud, Driven, HOST_NAMES, INSTANCE, type HostName } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";
import { PolicyLife, Run, type Kind } from "../support/policy-life";

type Json = Record<string, unknown>;

/** The same lives at each run; others with LIVES_SEED. */
const SEED = Number(process.env["LIVES_SEED"] ?? 20261122);
const LIVES = Number(process.env["LIVES"] ?? 15);
const STEPS = 8;
const MINUTE = 60_000;

let cloud: Cloud;
let random: Random;

const dice = (probability: number): boolean => random.next() < probability;
const one = <T>(of: readonly T[]): T => of[Math.floor(random.next() * of.length)] as T;

const defined = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));

const ON_DELETE = [undefined, undefined, "restorePreviousExactly", "retain", "reset"];
const DENIED = {
  tair: { code: "Forbidden.RAM", status: 403 },
  crs: { code: "AuthFailure.UnauthorizedOperation", status: 200 },
};
const BROKEN = {
  tair: { code: "InternalError", status: 500 },
  crs: { code: "InternalError", status: 200 },
};

interface Played extends Kind {
  readonly cloudName: "tair" | "crs";
  readonly read: string;
  begin(host: HostName): Promise<Cloud>;
  /** Any inputs; what is `undefined` is not set. */
  inputs(): Json;
  /** Somebody else changes any of it. */
  drift(): void;
}

const KINDS: Played[] = [
  {
    token: "tair:BackupPolicy",
    cloudName: "tair",
    retention: "backupRetentionPeriod",
    flashback: "enableBackupLog",
    read: "DescribeBackupPolicy",
    write: "ModifyBackupPolicy",
    begin: (host) =>
      Cloud.start(
        [
          {
            automaticBackups: false,
            changingSeconds: one([0, 10]),
            policy: {
              preferredBackupTime: "11:00Z-12:00Z",
              preferredBackupPeriod: ["Thursday"],
              backupRetentionPeriod: one([7, 30, 90]),
              enableBackupLog: dice(0.5),
            },
          },
        ],
        {},
        host,
      ),
    truth: ({ emulator }) => {
      const { policy } = emulator.instances.get(INSTANCE);
      const { backupLogStartTime: _since, ...managed } = policy;
      return managed;
    },
    inputs: () => ({
      instanceId: INSTANCE,
      preferredBackupPeriod: one([["Monday", "Friday"], ["Wednesday"]]),
      preferredBackupTime: one(["02:00Z-03:00Z", "05:00Z-06:00Z"]),
      backupRetentionPeriod: one([undefined, 14, 60]),
      enableBackupLog: one([undefined, true, false]),
      onDelete: one(ON_DELETE),
    }),
    declared: ({
      preferredBackupPeriod,
      preferredBackupTime,
      backupRetentionPeriod,
      enableBackupLog,
    }) =>
      defined({
        preferredBackupPeriod,
        preferredBackupTime,
        backupRetentionPeriod,
        enableBackupLog,
      }),
    drift: () =>
      cloud.emulator.console.setPolicy(
        INSTANCE,
        defined({
          preferredBackupPeriod: one([undefined, undefined, ["Sunday"]]),
          preferredBackupTime: one([undefined, undefined, "20:00Z-21:00Z"]),
          backupRetentionPeriod: one([undefined, 8, 400]),
          enableBackupLog: one([undefined, true, false]),
        }),
      ),
  },
  {
    token: "crs:BackupPolicy",
    cloudName: "crs",
    retention: "backupStorageDays",
    read: "DescribeAutoBackupConfig",
    write: "ModifyAutoBackupConfig",
    begin: (host) =>
      crsCloud(host, {
        longRetention: true,
        automaticBackups: false,
        timePeriod: "11:00-12:00",
        backupStorageDays: one([7, 30, 90]),
      }),
    truth: ({ emulator }) => ({ ...emulator.crs.instances.get(CRS).config }),
    inputs: () => ({
      instanceId: CRS,
      timePeriod: one(["02:00-03:00", "05:00-06:00"]),
      backupStorageDays: one([undefined, 14, 60]),
      onDelete: one(ON_DELETE),
    }),
    declared: ({ timePeriod, backupStorageDays }) => defined({ timePeriod, backupStorageDays }),
    drift: () =>
      cloud.emulator.crs.console.setConfig(
        CRS,
        defined({
          timePeriod: one([undefined, "20:00-21:00"]),
          backupStorageDays: one([undefined, 8, 400]),
        }),
      ),
  },
];

/** Often one field alone is declared anew. */
function changed(kind: Played, inputs: Json): Json {
  const others = kind.inputs();
  if (dice(0.3)) return defined(others);
  const name = one(Object.keys(others));
  return defined({ ...inputs, [name]: others[name] });
}

/** Anything that may go wrong between here and the cloud. */
function fault({ cloudName, read, write }: Played): FaultRule {
  const when = one(["before", "after"] as const);
  const count = one([1, 50]);
  return one<FaultRule>([
    { kind: "drop", action: write, when, count },
    { kind: "error", action: write, when, count, ...BROKEN[cloudName] },
    { kind: "emptyBody", action: write, when: "after", count },
    { kind: "error", action: write, ...DENIED[cloudName] },
    { kind: "error", action: read, skip: one([0, 1, 2, 3]), ...DENIED[cloudName] },
    { kind: "readLag", seconds: 40 },
    ...(cloudName === "tair"
      ? [
          { kind: "throttling", action: write, count: one([2, 80]) } as const,
          { kind: "error", action: "DescribeInstanceAttribute", ...DENIED.tair } as const,
        ]
      : []),
  ]);
}

/** What was done, for whoever has to find out why it went wrong. */
const story: string[] = [];

async function live(kind: Played): Promise<void> {
  const run = new Run();
  const begun = () => new PolicyLife(kind, cloud, new Driven(cloud, kind.token), run);
  let life = begun();
  let inputs = defined(kind.inputs());
  for (let n = 0; n < STEPS; n += 1) {
    if (dice(0.85)) run.restart(cloud);
    cloud.pass(one([0, 1, 5, 60]) * MINUTE);
    const step = one(
      life.exists
        ? ["up", "up", "fail", "drift", "drift", "refresh", "rename", "destroy", "failToDestroy"]
        : ["up", "up", "up", "fail", "drift"],
    );
    const [news, refreshes] = [changed(kind, inputs), dice(0.5)];
    const trouble = step.startsWith("fail") ? fault(kind) : undefined;
    story.push(JSON.stringify({ step, ...(step === "drift" ? {} : { news, refreshes, trouble }) }));
    if (step === "up" || step === "fail") await life.up(news, refreshes, trouble);
    if (step === "drift") kind.drift();
    if (step === "refresh") await life.refresh();
    if (step === "rename") {
      const next = begun();
      await life.giveWay(next, news, dice(0.5));
      life = next;
    }
    if (step === "destroy" || step === "failToDestroy") {
      // What a failed one has written is not known, and a later one may find it changed.
      if (!(await life.destroy(trouble))) return;
      life = begun();
    }
    inputs = news;
  }
}

describe.each(HOST_NAMES)("a policy whatever happens to it, on the %s host", (host) => {
  const seeds = Array.from({ length: LIVES }, (_, n) => SEED + n);

  test.each(KINDS.flatMap((kind) => seeds.map((seed) => ({ kind, seed, token: kind.token }))))(
    "$token, life $seed",
    async ({ kind, seed }) => {
      random = new Random(seed);
      story.length = 0;
      cloud = await kind.begin(host);
      cloud.newProcess();
      try {
        await live(kind);
      } catch (error) {
        (error as Error).message += `\n${story.join("\n")}`;
        throw error;
      } finally {
        await cloud.close();
      }
    },
  );
});

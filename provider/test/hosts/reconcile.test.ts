import { Cloud, Driven, HOST_NAMES, INSTANCE, START } from "../support/cloud";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const KEPT_DAYS = 14;

const WRITES = /^(Create|Modify|Delete|Restore)/;

/**
 * The moments of a month at which a reconciler looks: each minute where anything happens (the first
 * window of automatic backups, the expiry of the backup), else each sixth hour. bench/reconcile.js looks at
 * each of the 43,200 minutes, which takes minutes.
 */
function moments(): number[] {
  const began = Date.parse(START);
  const window = Date.parse("2026-11-03T02:00:00Z") - began;
  const busy = [0, window, KEPT_DAYS * DAY].map((at) => [at - 5 * MINUTE, at + HOUR / 4]);
  return Array.from({ length: MONTH / MINUTE }, (_, n) => (n + 1) * MINUTE).filter(
    (at) => at % (6 * HOUR) === 0 || busy.some(([from = 0, to = 0]) => at >= from && at <= to),
  );
}

describe.each(HOST_NAMES)("a stack that is reconciled for a month (%s host)", (hostName) => {
  let cloud: Cloud;

  beforeEach(async () => {
    cloud = await Cloud.start([{}], {}, hostName);
  });
  afterEach(() => cloud.close());

  const POLICY = {
    token: "tair:BackupPolicy",
    args: {
      instanceId: INSTANCE,
      preferredBackupPeriod: ["Tuesday", "Wednesday", "Saturday"],
      preferredBackupTime: "02:00Z-03:00Z",
      backupRetentionPeriod: 7,
    },
  };
  const BACKUP = {
    token: "tair:ManualBackup",
    args: { instanceId: INSTANCE, backupRetentionPeriod: KEPT_DAYS },
  };

  const writes = () => cloud.actions().filter((action) => WRITES.test(action));
  const manual = () => cloud.emulator.backups().filter(({ mode }) => mode === "Manual");

  test("writes nothing, and takes no backup that nobody declared, also after one has expired", async () => {
    const stack = [POLICY, BACKUP].map(({ token, args }) => ({
      driven: new Driven(cloud, token),
      args,
    }));
    for (const { driven, args } of stack) expect(await driven.up(args)).toBe("create");
    const [taken] = manual();
    expect(writes()).toEqual(["ModifyBackupPolicy", "CreateBackup"]);
    const began = cloud.emulator.clock.now().getTime();
    const steps = new Set<string>();
    for (const at of moments()) {
      cloud.pass(Math.max(0, began + at - cloud.emulator.clock.now().getTime()));
      for (const { driven, args } of stack) {
        const drift = await driven.refresh();
        steps.add(`drift ${JSON.stringify(drift)}, ${await driven.up(args)}`);
      }
    }
    expect([...steps]).toEqual(["drift [], same"]);
    expect(writes()).toEqual([]);
    // It did expire meanwhile, and automatic backups were taken.
    expect(Date.parse(taken?.expireTime ?? "")).toBeLessThan(cloud.emulator.clock.now().getTime());
    expect(manual()).toEqual([]);
    expect(cloud.emulator.backups().length).toBeGreaterThan(2);
  }, 120_000);

  test("corrects a drift with one write, and rests again", async () => {
    const { token, args } = POLICY;
    const driven = new Driven(cloud, token);
    await driven.up(args);
    writes();
    for (let minute = 0; minute < 30; minute += 1) {
      cloud.pass(MINUTE);
      if (minute === 10) cloud.emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 30 });
      await driven.refresh();
      await driven.up(args);
    }
    expect(writes()).toEqual(["ModifyBackupPolicy"]);
    expect(cloud.emulator.instances.get(INSTANCE).policy.backupRetentionPeriod).toBe(7);
  });
});

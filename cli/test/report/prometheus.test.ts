import type { Emulator } from "pulumi-redis-backup/emulator";
import { prometheus } from "../../src/report/prometheus";
import { begin, declaring, EVERY_DAY, reportOf } from "./fleets";

let emulator: Emulator;
afterEach(() => emulator.close());

interface Sample {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

const LABEL = /(\w+)="((?:[^"\\\n]|\\["\\n])*)"/y;

/** The exposition format, read strictly: every line is a HELP, a TYPE or a sample of the metric they name. */
function parsed(text: string): Sample[] {
  let current = "";
  const types = new Map<string, string>();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [, name = ""] = /^# HELP ([a-z_]+) \S.*\.$/.exec(line) ?? [];
      if (name !== "") {
        expect(types.has(name)).toBe(false);
        current = name;
        return [];
      }
      if (line.startsWith("#")) {
        expect(line).toBe(`# TYPE ${current} gauge`);
        types.set(current, "gauge");
        return [];
      }
      expect(types.has(current)).toBe(true);
      const [, metric = "", labels = "", value = ""] =
        /^([a-z_]+)(?:\{(.*)\})? (-?[0-9.e+]+)$/.exec(line) ?? [];
      expect([metric, line]).toEqual([current, line]);
      return [{ name: metric, labels: labelsOf(labels), value: Number(value) }];
    });
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    LABEL.lastIndex = at;
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`no label at ${text.slice(at)}`);
    const [whole, name = "", value = ""] = match;
    labels[name] = value.replace(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one));
    at += whole.length + 1;
  }
  return labels;
}

const nightly = { preferredBackupTime: "02:00Z-03:00Z", preferredBackupPeriod: EVERY_DAY };
const orders = {
  instanceId: "r-orders01",
  name: 'or"ders\\ {x="y"}',
  createdAt: "2026-11-02T00:00:00Z",
  policy: { ...nightly, backupRetentionPeriod: 7 },
  backups: [{ mode: "Automated" as const, startTime: "2026-11-02T02:00:30Z", sizeBytes: 1000 }],
};

async function samples(...args: Parameters<typeof declaring>) {
  const stacks = args.length === 0 ? [] : [declaring(...args)];
  return parsed(await prometheus(await reportOf(emulator, { stacks })));
}

test("tells moments and spans in seconds, sizes in bytes, and escapes what is in a name", async () => {
  emulator = await begin({ instances: [orders] });
  const all = await samples("r-orders01");
  const value = (name: string, labels: Record<string, string> = {}) =>
    all.find((one) => one.name === `redis_backup_${name}` && has(one.labels, labels))?.value;
  expect(all[0]?.labels).toEqual({
    cloud: "alibaba",
    region: "cn-hangzhou",
    instance_id: "r-orders01",
    instance_name: 'or"ders\\ {x="y"}',
  });
  expect({
    readable: value("instance_readable"),
    success: value("last_success_timestamp_seconds"),
    met: value("recovery_point_objective_met"),
    retention: value("retention_seconds"),
    automatic: value("backups", { kind: "automatic", state: "success" }),
    manual: value("backups", { kind: "manual", state: "success" }),
    full: value("storage_bytes", { part: "full" }),
    declared: value("policies_declared"),
    problems: value("report_problems"),
    at: value("report_timestamp_seconds"),
  }).toEqual({
    readable: 1,
    success: Date.parse("2026-11-02T02:00:30Z") / 1000,
    met: 1,
    retention: 604_800,
    automatic: 1,
    manual: 0,
    full: 1000,
    declared: 1,
    problems: 0,
    at: Date.parse("2026-11-02T09:00:00Z") / 1000,
  });
});

test("what isn't known is absent and not 0", async () => {
  emulator = await begin({ instances: [orders] });
  emulator.faults.add({ kind: "error", code: "Forbidden.RAM", action: "DescribeBackups" });
  const names = (await samples()).map(({ name }) => name.replace("redis_backup_", ""));
  expect(names).toEqual(["instance_readable", "report_timestamp_seconds", "report_problems"]);
});

const has = (labels: Record<string, string>, wanted: Record<string, string>): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

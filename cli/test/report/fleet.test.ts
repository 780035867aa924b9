import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { Emulator } from "pulumi-redis-backup/emulator";
import { fleetReport } from "../../src/report/model";
import { ACCOUNT, begin, declaring, EVERY_DAY, reportOf } from "./fleets";

const SCHEMA = JSON.parse(
  fs.readFileSync(path.join(__dirname, "../../../report.schema.json"), "utf8"),
) as object;

let emulator: Emulator;
afterEach(() => emulator.close());

const nightly = { preferredBackupTime: "02:00Z-03:00Z", preferredBackupPeriod: EVERY_DAY };
const fresh = [{ mode: "Automated" as const, startTime: "2026-11-02T02:00:30Z" }];
const createdAt = "2026-11-02T00:00:00Z";
const orders = {
  instanceId: "r-orders01",
  name: "orders",
  createdAt,
  policy: nightly,
  backups: fresh,
};

describe("the report of a fleet", () => {
  test("is clean where each instance has a fresh success and a policy in a stack", async () => {
    emulator = await begin({ instances: [orders] });
    const report = await reportOf(emulator, { stacks: [declaring("r-orders01")] });
    expect(report).toMatchObject({
      verdict: "clean",
      exitCode: 0,
      summary: "1 instance: 1 healthy, 0 with findings, 0 could not be read.",
      stacks: [{ name: "prod", policies: 1, backups: 0 }],
      accounts: [{ cloud: "alibaba", region: "cn-hangzhou", accountId: ACCOUNT, isWhole: true }],
      instances: [{ instanceId: "r-orders01", state: "healthy" }],
    });
    expect(fleetReport.parse(report)).toEqual(report);
    expect(addFormats(new Ajv()).compile(SCHEMA)(JSON.parse(JSON.stringify(report)))).toBe(true);
    expect(emulator.requests.every(({ action }) => /^(Describe|Get)/.test(action))).toBe(true);
  });

  test("tells findings, and which of them count", async () => {
    emulator = await begin({ instances: [orders] });
    const stacks = [declaring()];
    expect(await reportOf(emulator, { stacks })).toMatchObject({
      verdict: "found",
      exitCode: 2,
      findings: [{ rule: "no-policy", severity: "medium" }],
    });
    const high = await reportOf(emulator, { stacks, failOn: "high" });
    expect(high).toMatchObject({ verdict: "found", exitCode: 0 });
  });

  test("an instance that can't be read is never healthy, whatever else was found", async () => {
    emulator = await begin({ instances: [orders, { ...orders, instanceId: "r-bad" }] });
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      action: "DescribeBackups",
      instanceId: "r-bad",
    });
    const report = await reportOf(emulator, { failOn: "high" });
    expect(report).toMatchObject({ verdict: "unchecked", exitCode: 1 });
    expect(report.problems).toMatchObject([
      { subject: { id: "r-bad" }, message: expect.stringMatching(/DescribeBackups on r-bad/) },
    ]);
    expect(report.instances.map(({ instanceId, state }) => [instanceId, state])).toEqual([
      ["r-bad", "unreadable"],
      ["r-orders01", "healthy"],
    ]);
    expect(report.checked.map(({ id }) => id)).toEqual(["r-orders01"]);
  });

  test("a stack that can't be read makes the report incomplete", async () => {
    emulator = await begin({ instances: [orders] });
    const broken = { ok: false as const, name: "prod", message: "no stack named prod" };
    expect(await reportOf(emulator, { stacks: [broken] })).toMatchObject({
      exitCode: 1,
      verdict: "unchecked",
      problems: [{ message: "The stack prod could not be read: no stack named prod" }],
    });
  });

  test("an instance of a stack that isn't there, or in another account, can't be told healthy", async () => {
    emulator = await begin({ instances: [orders] });
    const report = await reportOf(emulator, {
      stacks: [declaring("r-gone", { id: "r-orders01", accountId: "9999999999999999" })],
    });
    expect(report.exitCode).toBe(1);
    expect(report.problems.map(({ subject, message }) => [subject?.id, message])).toEqual([
      ["r-gone", expect.stringMatching(/InvalidInstanceId\.NotFound/)],
      ["r-orders01", expect.stringMatching(/belongs to the account 9999999999999999/)],
    ]);
  });

  test("an account without an instance is more often the wrong one than one that is well", async () => {
    emulator = await begin({ instances: [{ ...orders, regionId: "cn-shanghai" }] });
    const report = await reportOf(emulator);
    expect(report).toMatchObject({ verdict: "unchecked", exitCode: 1, instances: [] });
    expect(report.problems[0]?.message).toMatch(/there was nothing to look at/);
    const nobody = await reportOf(emulator, { accounts: [], stacks: [declaring()] });
    expect(nobody).toMatchObject({ verdict: "unchecked", exitCode: 1 });
  });

  test("ages count by the cloud's clock: one of this machine that is behind makes nothing younger", async () => {
    const backups = [{ mode: "Automated" as const, startTime: "2026-10-31T02:00:30Z" }];
    emulator = await begin({ instances: [{ ...orders, backups }] });
    const report = await reportOf(emulator, { now: Date.parse("2026-10-31T03:00:00Z") });
    expect(report.findings.map(({ rule }) => rule)).toContain("objective-missed");
    expect(report.instances[0]?.latestSuccess?.ageSeconds).toBe(2 * 86_400 + 7 * 3600 - 30);
  });

  test("a backup of a stack is no policy of an instance that can't be read", async () => {
    emulator = await begin({ instances: [orders] });
    const { contents } = declaring();
    const held = { cloud: "alibaba" as const, instanceId: "r-gone", names: [], urn: "urn:v42" };
    const backups = [{ ...held, region: undefined, accountId: undefined }];
    const stacks = [{ ok: true as const, contents: { ...contents, backups } }];
    const { instances } = await reportOf(emulator, { stacks });
    expect(instances[0]).toMatchObject({ state: "unreadable", policyHeldBy: [] });
  });

  test("the rest of the account is left alone on request", async () => {
    emulator = await begin({ instances: [orders, { ...orders, instanceId: "r-other" }] });
    const report = await reportOf(emulator, { accounts: [], stacks: [declaring("r-orders01")] });
    expect(report.instances.map(({ instanceId }) => instanceId)).toEqual(["r-orders01"]);
    expect(report.accounts).toMatchObject([{ isWhole: false }]);
  });

  test("looks in each region where a stack has an instance", async () => {
    const far = { ...orders, instanceId: "r-far", regionId: "cn-shanghai" };
    emulator = await begin({ instances: [orders, far] });
    const regionId = "cn-shanghai";
    const report = await reportOf(emulator, { stacks: [declaring({ id: "r-far", regionId })] });
    expect(report.instances.map(({ instanceId, region }) => [instanceId, region])).toEqual([
      ["r-orders01", "cn-hangzhou"],
      ["r-far", "cn-shanghai"],
    ]);
  });

  test("takes the instances of both clouds, and what is missing of one configuration is told", async () => {
    const backups = [{ mode: "Automated" as const, startTime: "2026-11-01T18:00:30Z" }];
    emulator = await begin({
      instances: [orders],
      crs: { instances: [{ instanceId: "crs-cart01", name: "cart", createdAt, backups }] },
    });
    const accounts = [
      { cloud: "alibaba" as const, region: "cn-hangzhou" },
      { cloud: "tencent" as const, region: "ap-guangzhou" },
    ];
    expect(await reportOf(emulator, { accounts })).toMatchObject({ exitCode: 0, verdict: "clean" });

    const { TENCENTCLOUD_SECRET_KEY: _key, ...environment } = emulator.environment;
    const look = { environment, log: silent };
    const without = await reportOf(emulator, { accounts, look, stacks: [declaring("crs-cart01")] });
    expect(without).toMatchObject({ exitCode: 1, verdict: "unchecked" });
    expect(without.problems.map(({ subject, message }) => [subject?.id, message])).toEqual([
      [undefined, expect.stringMatching(/TENCENTCLOUD_SECRET_KEY/)],
      ["crs-cart01", expect.stringMatching(/TENCENTCLOUD_SECRET_KEY/)],
    ]);
  });

  test("takes as long as the cloud's limit wants it, and reads each instance all the same", async () => {
    const instances = Array.from({ length: 40 }, (_, n) => ({ ...orders, instanceId: `r-${n}` }));
    emulator = await begin({ instances }, { ratePerSecond: 5 });
    const report = await reportOf(emulator);
    expect(report).toMatchObject({ exitCode: 0, verdict: "clean" });
    expect(report.instances).toHaveLength(40);
  });
});

const silent = { progress: () => undefined, info: () => undefined, warn: () => undefined };

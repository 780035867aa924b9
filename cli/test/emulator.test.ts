import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import RPCClient from "@alicloud/pop-core";
import { Redis } from "ioredis";
import { emulatorWith, endAll, run, type RunningEmulator } from "./running";

interface State {
  readonly now: string;
  readonly instances: { readonly instanceId: string }[];
}

const folder = mkdtempSync(path.join(tmpdir(), "redis-backup-cli-"));
// What a command that is killed leaves behind goes with it.
process.env["TMPDIR"] = folder;

afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

/** The vendor's own client, with what the export lines say. */
function clientOf({ environment }: RunningEmulator): RPCClient {
  return new RPCClient({
    accessKeyId: environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] ?? "",
    accessKeySecret: environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] ?? "",
    endpoint: environment["REDIS_BACKUP_ENDPOINT"] ?? "",
    apiVersion: "2015-01-01",
  });
}

const describePolicy = (client: RPCClient, InstanceId: string) =>
  client.request<Record<string, unknown>>("DescribeBackupPolicy", { InstanceId });

const onInstance = (id: string) => JSON.stringify({ instances: [{ instanceId: id }] });

describe("redis-backup emulator", () => {
  test("prints its page, the instances and how to reach it", async () => {
    const { welcome, environment } = await emulatorWith();
    const url = environment["REDIS_BACKUP_ENDPOINT"];
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(welcome).toContain(`# Page:      ${url}/\n`);
    expect(welcome).toMatch(/^# Instances: r-emulator-tair +standard/m);
    expect(welcome).toMatch(/^# {12}r-emulator-cluster +cluster/m);
    const page = await fetch(`${url}/`, { headers: { Accept: "text/html" } });
    expect(await page.text()).toContain("<html");
  });

  test("prints what a shell can take as a whole", async () => {
    const { welcome, environment } = await emulatorWith();
    const script = `set -eu\n${welcome}\nprintf %s "$REDIS_BACKUP_ENDPOINT"`;
    const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" });
    expect(printed).toBe(environment["REDIS_BACKUP_ENDPOINT"]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends well with %s", async (signal) => {
    const emulator = await emulatorWith();
    expect(await emulator.end(signal)).toMatchObject({ exitCode: 0, stderr: "" });
    await expect(emulator.control("GET", "state")).rejects.toThrow();
  });

  test("serves the vendor's client on the port that was asked for", async () => {
    const first = await emulatorWith();
    const port = new URL(first.environment["REDIS_BACKUP_ENDPOINT"] ?? "").port;
    await first.end("SIGTERM");
    const emulator = await emulatorWith("--port", port);
    expect(emulator.environment["REDIS_BACKUP_ENDPOINT"]).toBe(`http://127.0.0.1:${port}`);
    const policy = await describePolicy(clientOf(emulator), "r-emulator-tair");
    expect(policy).toHaveProperty("PreferredBackupTime");
  });

  test.each([
    ["cloud.json", onInstance("r-from-json")],
    ["cloud.yaml", "instances:\n  - instanceId: r-from-yaml\n"],
  ])("starts with the seed of %s", async (name, content) => {
    const emulator = await emulatorWith("--seed", file(name, content));
    const { instances } = await emulator.control<State>("GET", "state");
    expect(instances.map(({ instanceId }) => instanceId)).toEqual([`r-from-${name.split(".")[1]}`]);
  });

  test("prints the address of a real Redis server, which ends with it, however that ends", async () => {
    const seed = JSON.stringify({ instances: [{ instanceId: "r-real", redis: true }] });
    const emulator = await emulatorWith("--seed", file("real.json", seed));
    const [, url = ""] = /^# Instances: r-real +(redis:\S+)$/m.exec(emulator.welcome) ?? [];
    const redis = new Redis(url, { retryStrategy: () => null });
    const hasEnded = new Promise((resolve) => redis.once("end", resolve));
    expect(await redis.ping()).toBe("PONG");
    await emulator.end("SIGKILL");
    await hasEnded;
  });

  test("lets time fly with --speed", async () => {
    const emulator = await emulatorWith("--speed", "1000000");
    const began = Date.now();
    const first = await emulator.control<State>("GET", "clock");
    const second = await emulator.control<State>("GET", "clock");
    const passed = Date.parse(second.now) - Date.parse(first.now);
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThanOrEqual((Date.now() - began + 2) * 1_000_000);
    expect(Date.parse(second.now)).toBeGreaterThan(Date.now() + 60_000);
  });

  test("lets time stand still with --speed 0", async () => {
    const emulator = await emulatorWith("--speed", "0");
    const first = await emulator.control<State>("GET", "clock");
    const second = await emulator.control<State>("POST", "clock/advance", { ms: 5000 });
    expect(Date.parse(second.now) - Date.parse(first.now)).toBe(5000);
  });

  test("answers late with --latency", async () => {
    const client = clientOf(await emulatorWith("--latency", "300"));
    const began = performance.now();
    await describePolicy(client, "r-emulator-tair");
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  test("throttles with --rate", async () => {
    const client = clientOf(await emulatorWith("--rate", "1", "--speed", "0"));
    await describePolicy(client, "r-emulator-tair");
    await expect(describePolicy(client, "r-emulator-tair")).rejects.toMatchObject({
      code: "Throttling.User",
    });
  });

  test("keeps its state over restarts with --state", async () => {
    const state = path.join(folder, "state.json");
    const first = await emulatorWith("--state", state, "--speed", "0");
    await first.control("POST", "console/setPolicy", {
      instanceId: "r-emulator-tair",
      policy: { backupRetentionPeriod: 99 },
    });
    await first.end("SIGTERM");
    const second = await emulatorWith(
      "--state",
      state,
      "--seed",
      file("o.json", onInstance("r-o")),
    );
    const policy = await describePolicy(clientOf(second), "r-emulator-tair");
    expect(policy["BackupRetentionPeriod"]).toBe("99");
  });

  test("gives the same ids for the same --random", async () => {
    const requestIds = async (...flags: string[]) => {
      const emulator = await emulatorWith(...flags);
      const { RequestId } = await describePolicy(clientOf(emulator), "r-emulator-tair");
      await emulator.end("SIGTERM");
      return RequestId;
    };
    const [unset, one, two] = [
      await requestIds(),
      await requestIds("--random", "1"),
      await requestIds("--random", "2"),
    ];
    expect(one).toBe(unset);
    expect(two).not.toBe(unset);
  });
});

describe("a flag that cannot be used", () => {
  test.each([
    [["--port", "abc"], "'abc' is invalid. Allowed is a port from 1 to 65535, or 0 for any."],
    [["--port", "65536"], "'65536' is invalid"],
    [["--port", ""], "'' is invalid"],
    [["--port"], "option '--port <number>' argument missing"],
    [["--speed", "-1"], "'-1' is invalid. Allowed is a number from 0."],
    [["--speed", "Infinity"], "'Infinity' is invalid"],
    [["--latency", "1.5"], "'1.5' is invalid. Allowed is a whole number from 0."],
    [["--rate", "0"], "'0' is invalid. Allowed is a whole number from 1."],
    [["--random", "x"], "'x' is invalid. Allowed is a whole number from 0."],
    [["--lateny", "2"], "unknown option '--lateny'\n(Did you mean --latency?)"],
    [["now"], "too many arguments"],
  ])("fails with what is allowed: %j", async (flags, message) => {
    const { exitCode, stdout, stderr } = await run("emulator", ...flags);
    expect(stderr).toContain(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  });

  test("fails when the seed is not there", async () => {
    const { exitCode, stderr } = await run("emulator", "--seed", "nowhere.yaml");
    expect(stderr).toBe("error: --seed nowhere.yaml: no such file or folder\n");
    expect(exitCode).toBe(1);
  });

  test("fails when the seed has a bad field, with its path", async () => {
    const { exitCode, stderr } = await run(
      "emulator",
      "--seed",
      file("bad.json", onInstance("R!")),
    );
    expect(stderr).toMatch(/^error: .*bad\.json is not valid\n {2}instances\[0\]\.instanceId: /);
    expect(exitCode).toBe(1);
  });

  test("fails when the state file holds something else", async () => {
    const state = file("notes.txt", "not a state");
    const { exitCode, stderr } = await run("emulator", "--state", state);
    expect(stderr).toContain(`error: --state ${state}: `);
    expect(exitCode).toBe(1);
  });

  test("fails when the port is taken", async () => {
    const { environment } = await emulatorWith();
    const { port } = new URL(environment["REDIS_BACKUP_ENDPOINT"] ?? "");
    const { exitCode, stderr } = await run("emulator", "--port", port);
    expect(stderr).toBe(`error: port ${port} is in use; --port 0 takes any free one\n`);
    expect(exitCode).toBe(1);
  });
});

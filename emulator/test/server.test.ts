import { connect } from "node:net";
import { Script } from "node:vm";
import { startEmulator } from "../src";
import { emulatorWith, INSTANCE, send } from "./support/client";

describe("the server", () => {
  it("shows a page to people, whose script can only read this server", async () => {
    const emulator = await emulatorWith();
    const response = await fetch(emulator.url, { headers: { accept: "text/html,*/*" } });
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(response.headers.get("content-security-policy")).toContain("connect-src 'self'");
    const page = await response.text();
    expect(page).toContain("<title>Redis backup emulator</title>");
    expect(page).not.toMatch(/innerHTML|https?:/);
    const [, script = ""] = /<script>([^]*)<\/script>/.exec(page) ?? [];
    expect(script).toContain("/_emulator/");
    expect(() => new Script(script)).not.toThrow();
  });

  it("answers an API client with the API, whatever it accepts", async () => {
    const emulator = await emulatorWith();
    const headers = { accept: "text/html" };
    const options = { method: "GET", headers };
    const answer = await send(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }, options);
    expect(answer.body).toMatchObject({ BackupRetentionPeriod: "7" });
    expect((await fetch(emulator.url)).status).toBe(400);
  });

  it("knows no other path", async () => {
    const emulator = await emulatorWith();
    expect((await fetch(`${emulator.url}/v3/index.php`)).status).toBe(404);
  });

  it("fails on a body of more than a megabyte", async () => {
    const emulator = await emulatorWith();
    const body = "x".repeat(1_100_000);
    expect((await fetch(emulator.url, { method: "POST", body })).status).toBe(413);
  });

  it("delays every answer", async () => {
    const emulator = await emulatorWith({}, { latencyMs: 60 });
    const begun = Date.now();
    await send(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(59);
  });

  it("listens on the port it is given, on the loopback interface", async () => {
    const first = await startEmulator();
    const port = Number(new URL(first.url).port);
    expect(new URL(first.url).hostname).toBe("127.0.0.1");
    await expect(startEmulator({ port })).rejects.toThrow("EADDRINUSE");
    await first.close();
    const second = await startEmulator({ port });
    expect(second.url).toBe(first.url);
    await second.close();
  });

  it("closes at once, with open connections and answers that are still to come", async () => {
    const emulator = await startEmulator({ latencyMs: 60_000 });
    const port = Number(new URL(emulator.url).port);
    const idle = connect(port, "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    const asking = send(emulator, "DescribeBackupPolicy").catch((error: Error) => error.message);
    while (emulator.requests.length === 0) await new Promise(setImmediate);
    const closed = new Promise((resolve) => idle.once("close", resolve));
    await emulator.close();
    await closed;
    expect(await asking).toBe("fetch failed");
  });
});

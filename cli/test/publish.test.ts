import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runWith } from "./running";
import { ServiceStub, TOKEN } from "./publish/stub";

const MARKER = "<!-- redis-backup:drift:prod -->";

let stub: ServiceStub;
let folder: string;

beforeEach(async () => {
  stub = await ServiceStub.start();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "publish-"));
});

afterEach(async () => {
  await stub.close();
  fs.rmSync(folder, { recursive: true });
});

const file = (name: string) => path.join(folder, name);

function report(verdict: string): string[] {
  const head = { command: "drift", target: "prod", at: "2026-11-02T09:00:00Z" };
  const json = JSON.stringify({ ...head, title: "Drift of prod", verdict });
  fs.writeFileSync(file("drift.json"), json);
  fs.writeFileSync(file("drift.md"), `${MARKER}\n## Drift of prod\n\n${verdict}\n`);
  return ["--json", file("drift.json"), "--markdown", file("drift.md")];
}

const publish = (...flags: string[]) => runWith(stub.github, "publish", ...flags);

describe("redis-backup publish", () => {
  test("drift, then clean, then a run that could not check: one issue, closed, and a failure", async () => {
    expect(await publish("--as", "issue", ...report("found"))).toMatchObject({
      exitCode: 0,
      stderr: "Drift of prod: the issue was created\n",
    });
    expect(await publish("--as", "issue", "--fail-on-findings", ...report("found"))).toMatchObject({
      exitCode: 2,
    });
    expect(await publish("--as", "issue", ...report("clean"))).toMatchObject({ exitCode: 0 });
    expect(stub.issues).toMatchObject([{ state: "closed" }]);
    expect(await publish("--as", "issue", ...report("unchecked"))).toMatchObject({ exitCode: 1 });
    expect(stub.issues).toHaveLength(1);
  });

  test("a report that was not written is one that could not check: nothing is asked, and it fails", async () => {
    const ended = await publish(
      "--as",
      "issue",
      "--json",
      file("none"),
      "--markdown",
      file("none"),
    );
    expect(ended).toMatchObject({ exitCode: 1 });
    expect(ended.stderr).toMatch(/none could not be read \(ENOENT\)/);
    expect(stub.asked).toEqual([]);
  });

  test("keeps what a command has printed as a comment, failed or not, and no fence in it ends the text", async () => {
    fs.writeFileSync(file("preview.txt"), "before\n```\n<img src=x>\n\u001b[31mred\u001b[0m\n");
    const flags = ["--as", "comment", "--text", file("preview.txt"), "--title", "Preview of prod"];
    expect(await publish(...flags)).toMatchObject({ exitCode: 0 });
    expect(await publish(...flags, "--exit-code", "255")).toMatchObject({ exitCode: 1 });
    expect(stub.comments).toHaveLength(1);
    const [{ body = "" } = {}] = stub.comments;
    expect(body).toContain("❌ exit code 255");
    expect(body).toContain("````text\nbefore\n```\n<img src=x>\nred\n````");
  });

  test("says why a service refused, without the token", async () => {
    stub.before = () => ({ status: 403 });
    const ended = await publish("--as", "issue", ...report("found"));
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toBe('error: GET /repos/shop/infra/issues failed: HTTP 403, "refused"\n');
    expect(ended.stderr).not.toContain(TOKEN);
  });

  test.each([[["--as", "issue"]], [["--as", "issue", "--json", "x"]]])(
    "refuses %j, which names no document",
    async (flags) => {
      const ended = await publish(...flags);
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toMatch(/--json and --markdown of a report, or --text and --title/);
    },
  );
});

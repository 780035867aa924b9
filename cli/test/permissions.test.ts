import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { run, runWith } from "./running";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "permissions-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const RESOURCES = [
  {
    type: "redis-backup:tair:BackupPolicy",
    inputs: { instanceId: "r-orders01" },
    outputs: { regionId: "cn-hangzhou", accountId: "1234" },
  },
];

function written(resources: readonly object[] = RESOURCES): string {
  const file = path.join(folder, "export.json");
  fs.writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
  return file;
}

describe("redis-backup permissions", () => {
  test("prints the policy of a stack from its export, and what is to be known of it beside", async () => {
    const { exitCode, stdout, stderr } = await run("permissions", "--state", written());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      Version: "1",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "kvstore:DescribeBackupPolicy",
            "kvstore:DescribeInstanceAttribute",
            "kvstore:ModifyBackupPolicy",
          ],
          Resource: ["acs:kvstore:cn-hangzhou:1234:instance/r-orders01"],
        },
      ],
    });
  });

  test("prints both clouds' policies of a role, and says what is wide and what is optional", async () => {
    const { exitCode, stdout, stderr } = await run("permissions", "--role", "operator");
    expect(exitCode).toBe(0);
    const printed = JSON.parse(stdout) as Record<string, object>;
    expect(Object.keys(printed)).toEqual(["alibaba", "tencent"]);
    expect(stderr).toMatch(/^on \* because the cloud can't narrow them.*kvstore:DeleteBackup/m);
    expect(stderr).toMatch(/^on every instance: .*kvstore:ModifyBackupPolicy/m);
    expect(stderr).toMatch(/^optional: kvstore:DescribeBackupTasks; without it, the progress/m);
  });

  test("narrows a role, and leaves out what is optional, into a file", async () => {
    const output = path.join(folder, "policy.json");
    const narrow = ["--region", "cn-hangzhou", "--account", "1234", "--instance", "r-a"];
    const { stdout, stderr } = await run(
      ...["permissions", "--role", "drift-reader", "--cloud", "alibaba", "--instance", "r-b"],
      ...[...narrow, "--required-only", "--output", output],
    );
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^left out: kvstore:DescribeParameters/m);
    const { Statement } = JSON.parse(fs.readFileSync(output, "utf8")) as { Statement: object[] };
    expect(Statement).toEqual([
      expect.objectContaining({
        Resource: [
          "acs:kvstore:cn-hangzhou:1234:instance/r-a",
          "acs:kvstore:cn-hangzhou:1234:instance/r-b",
        ],
      }),
    ]);
  });

  test("adds what functions ask", async () => {
    const asked = ["--function", "crs.getTasks", "--cloud", "tencent"];
    const { stdout } = await run("permissions", ...asked);
    expect(JSON.parse(stdout)).toMatchObject({
      version: "2.0",
      statement: [{ action: ["redis:DescribeTaskList"], resource: ["*"] }],
    });
  });

  test.each([
    [[], 1, /of what: give --stack/],
    [["--role", "king"], 1, /Allowed choices are drift-reader, operator, restorer, reporter/],
    [["--function", "tair.getNothing"], 1, /there is no such function. Allowed are tair.getBackup/],
    [["--role", "operator", "--region", "cn-hangzhou"], 1, /are of one cloud: give --cloud/],
    [["--state", "/nowhere/export.json"], 1, /no such file/],
    [["--state", "x", "--stack", "y"], 1, /--state takes the place of --stack/],
  ])("%j fails", async (args, exitCode, saying) => {
    const ended = await run("permissions", ...args);
    expect(ended).toMatchObject({ exitCode, stdout: "" });
    expect(ended.stderr).toMatch(saying);
  });

  test.each([
    ["nothing of this package", written, /there is no resource of this package in it/],
    ["text", () => "what is not JSON", /is not JSON: it has to be what `pulumi stack export`/],
    ["another file", () => "{}", /this is no export of a stack/],
  ])("an export with %s fails", async (_, text, saying) => {
    const file = text === written ? written([]) : path.join(folder, "other.json");
    if (text !== written) fs.writeFileSync(file, text());
    const ended = await run("permissions", "--state", file);
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toMatch(saying);
  });

  test("asks pulumi for a stack, and says what it says", async () => {
    const answer = JSON.stringify({ deployment: { resources: RESOURCES } });
    const script = `#!/bin/sh\nif [ "$*" = "stack export --non-interactive --color never --stack prod --cwd infra" ]; then echo '${answer}'; else echo "error: no stack named" >&2; exit 255; fi\n`;
    fs.writeFileSync(path.join(folder, "pulumi"), script, { mode: 0o755 });
    const found = { PATH: `${folder}${path.delimiter}${process.env["PATH"]}` };
    const told = await runWith(found, "permissions", "--cwd", "infra", "--stack", "prod");
    expect(told).toMatchObject({ exitCode: 0 });
    expect(told.stdout).toContain("instance/r-orders01");
    const failed = await runWith(found, "permissions", "--stack", "other");
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toBe("error: `pulumi stack export` failed: error: no stack named\n");
    const none = await runWith({ PATH: folder + "/none" }, "permissions", "--stack", "prod");
    expect(none.stderr).toMatch(/there is no pulumi on PATH: install/);
  });
});

import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { ServiceStub } from "../../../cli/test/publish/stub";
import { Job, ROOT } from "./running";

let job: Job;
beforeEach(() => void (job = new Job()));
afterEach(() => job.remove());

describe("preview.sh", () => {
  let stub: ServiceStub;
  beforeEach(async () => {
    stub = await ServiceStub.start();
  });
  afterEach(() => stub.close());

  const preview = (exitCode: number) => {
    job.program(
      "pulumi",
      `console.log(process.argv.slice(2).join(" ")); console.error("a warning"); process.exit(${exitCode})`,
    );
    return job.run("preview.sh", {
      ...stub.github,
      STACK: "acme/prod",
      REDIS_BACKUP_CLI: `node ${path.join(ROOT, "dist/cli/main.js")}`,
    });
  };

  test("two previews leave one comment, and the exit code is that of the preview", async () => {
    expect(await preview(0)).toMatchObject({ exitCode: 0 });
    expect(await preview(255)).toMatchObject({ exitCode: 255 });
    expect(stub.comments).toHaveLength(1);
    const [{ body = "" } = {}] = stub.comments;
    expect(body).toContain("## Preview of acme/prod");
    expect(body).toContain("exit code 255");
    expect(body).toContain("preview --stack acme/prod --diff --non-interactive --color never");
    expect(body).toContain("a warning");
  });

  test("a comment that could not be written fails the job", async () => {
    stub.before = () => ({ status: 403 });
    expect(await preview(0)).toMatchObject({ exitCode: 1 });
  });
});

describe("role.sh", () => {
  const TOKEN = "stub.id-token.not-real";
  let server: http.Server;
  const asked: { url: string | undefined; authorization: string | undefined }[] = [];

  beforeEach(async () => {
    asked.length = 0;
    server = http.createServer(({ url, headers }, response) => {
      asked.push({ url, authorization: headers.authorization });
      response.end(JSON.stringify({ count: 1, value: TOKEN }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const environment = () => ({
    ROLE_ARN: "acs:ram::1234567890123456:role/drift-reader",
    OIDC_PROVIDER_ARN: "acs:ram::1234567890123456:oidc-provider/github-actions",
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?v=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-not-real",
    RUNNER_TEMP: job.folder,
    GITHUB_ENV: job.path("env"),
    GITHUB_RUN_ID: "77",
  });

  test("puts the token of the job where the default chain of credentials looks, readable by nobody else", async () => {
    expect(await job.run("role.sh", environment())).toEqual({
      exitCode: 0,
      stdout: `::add-mask::${TOKEN}\n`,
      stderr: "",
    });
    expect(asked).toEqual([
      {
        url: "/token?v=1&audience=sts.aliyuncs.com",
        authorization: "bearer request-token-not-real",
      },
    ]);
    const file = job.path("alibaba-cloud-oidc-token");
    expect(fs.readFileSync(file, "utf8")).toBe(TOKEN);
    expect(fs.statSync(file).mode & 0o077).toBe(0);
    expect(job.read("env").trim().split("\n")).toEqual([
      "ALIBABA_CLOUD_ROLE_ARN=acs:ram::1234567890123456:role/drift-reader",
      "ALIBABA_CLOUD_OIDC_PROVIDER_ARN=acs:ram::1234567890123456:oidc-provider/github-actions",
      `ALIBABA_CLOUD_OIDC_TOKEN_FILE=${file}`,
      "ALIBABA_CLOUD_ROLE_SESSION_NAME=redis-backup-77",
    ]);
  });

  test("says which permission is missing", async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: _url, ...without } = environment();
    const ended = await job.run("role.sh", without);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain("id-token: write");
  });
});

describe("command.sh", () => {
  test("takes the command of the project, else the one that was built here", async () => {
    const GITHUB_ENV = job.path("env");
    expect(await job.run("command.sh", { GITHUB_ENV })).toMatchObject({ exitCode: 0 });
    const folder = job.path("node_modules/.bin");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "redis-backup"), "", { mode: 0o755 });
    await job.run("command.sh", { GITHUB_ENV });
    expect(job.read("env").trim().split("\n")).toEqual([
      `REDIS_BACKUP_CLI=node ${path.join(ROOT, "dist/cli/main.js")}`,
      `REDIS_BACKUP_CLI=${path.join(fs.realpathSync(folder), "redis-backup")}`,
    ]);
  });
});

describe("pulumi-deployments/settings.sh", () => {
  test("sets what deployments need, and stores no key", async () => {
    job.program(
      "pulumi",
      `require("node:fs").appendFileSync("asked", JSON.stringify(process.argv.slice(2)) + "\\n")`,
    );
    const ended = await job.run("pulumi-deployments/settings.sh", {
      STACK: "acme/prod",
      REPOSITORY: "acme/infra",
      RUNNER_POOL: "pool-1",
      ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    });
    expect(ended).toMatchObject({ exitCode: 0 });
    const [settings = [], schedule = []] = job
      .read("asked")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
    expect(settings.slice(0, 5)).toEqual([
      "deployment",
      "settings",
      "edit",
      "--stack",
      "acme/prod",
    ]);
    expect(settings.join(" ")).not.toMatch(/secret|key/i);
    expect(schedule).toEqual([
      ...["stack", "schedule", "new", "--stack", "acme/prod", "--kind", "drift"],
      ...["--cron", "11 */6 * * *", "--yes"],
    ]);
  });
});

import type { Emulator, FaultRule, RamPolicy } from "../../emulator/src";
import { keysOf, OURS, startCloud, THEIRS, writes } from "../support/cloud";
import { HOST_NAMES, LOOKS_FIRST } from "../support/hosts";
import { policy, type Declarations } from "../support/program";
import { Stack } from "../support/stack";

const READER = {
  accountId: OURS.accountId,
  accessKeyId: "LTAI5tCanaryOfTheReader",
  accessKeySecret: "Canary/of+the reader=only",
  regionId: OURS.regionId,
};
const BLIND = {
  ...READER,
  accessKeyId: "LTAI5tCanaryOfTheBlind",
  accessKeySecret: "Canary/of+the=blind",
};
const only = (action: string): RamPolicy => ({
  Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
});

/** What is wrong with a run, on a stack that was fine before, and what its one error says. */
interface Trouble {
  readonly environment: Record<string, string | undefined>;
  readonly saying: RegExp;
}

const NO_KEYS = Object.fromEntries(Object.keys(keysOf(OURS)).map((key) => [key, undefined]));
const REGION = { ALIBABA_CLOUD_REGION_ID: OURS.regionId };

const TROUBLES: Record<string, Trouble> = {
  "no credentials": {
    environment: { ...NO_KEYS, ...REGION, ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" },
    saying: /no Alibaba Cloud credentials.*Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACC/,
  },
  "half of a key": {
    environment: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined },
    saying: /redis-backup:accessKeySecret \(ALIBABA_CLOUD_ACCESS_KEY_SECRET\) is missing/,
  },
  "a wrong secret": {
    environment: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: THEIRS.accessKeySecret },
    saying: /credentials of this run are not accepted \(SignatureDoesNotMatch\).*Request id/,
  },
  "an unknown key": {
    environment: { ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAI5tNobody" },
    saying: /not accepted \(InvalidAccessKeyId.NotFound\)/,
  },
  "a token that belongs to no key": {
    environment: { ALIBABA_CLOUD_SECURITY_TOKEN: "Canary/of+a token=" },
    saying: /not accepted \(InvalidSecurityToken/,
  },
  "no region": {
    environment: { ALIBABA_CLOUD_REGION_ID: undefined },
    saying: /redis-backup:region \(ALIBABA_CLOUD_REGION_ID\) is missing/,
  },
  "a region that is none": {
    environment: { ALIBABA_CLOUD_REGION_ID: "cn-atlantis" },
    saying: /region or endpoint does not serve this API.*Check redis-backup:region/,
  },
  "no permission to look": {
    environment: keysOf(BLIND),
    saying:
      /not permitted.*Allow kvstore:DescribeBackupPolicy on acs:kvstore:cn-hangzhou:\*:instan/,
  },
  "an endpoint that nobody listens at": {
    environment: { REDIS_BACKUP_ENDPOINT: "http://127.0.0.1:9" },
    saying: /127\.0\.0\.1:9 can't be reached \(ECONNREFUSED\)\. Check the network/,
  },
  "a malformed setting": {
    environment: { REDIS_BACKUP_MAX_CONCURRENCY: "many" },
    saying: /redis-backup:maxConcurrency \(REDIS_BACKUP_MAX_CONCURRENCY\): "many" is not/,
  },
};

/** An answer that is none, on an instance of its own, so that one run meets all of them. */
const ANSWERS: Record<string, { readonly fault: FaultRule; readonly saying: string }> = {
  "a-page-in-html": {
    fault: { kind: "html" },
    saying: "answered with something that is not JSON, or a part. Is a proxy or a login page",
  },
  "a-body-cut-short": {
    fault: { kind: "truncatedBody" },
    saying: "answered with something that is not JSON, or a part",
  },
  "a-broken-connection": {
    fault: { kind: "truncatedBody", abort: true },
    saying: "gave no whole answer, the connection broke (ECONNRESET). Check the network",
  },
  "no-answer": {
    // Ends only after the run that gave up on it.
    fault: { kind: "slow", ms: 60_000 },
    saying: "did not answer within 5 s. Is it overloaded, or is the network slow?",
  },
};
const BROKEN = Object.keys(ANSWERS).sort();

/** Nothing that is worth another try gets one, so that the tests are quick. */
const AT_ONCE = { REDIS_BACKUP_MAX_RETRIES: "0" };

describe.each(HOST_NAMES)("a run that meets (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let before: Awaited<ReturnType<Stack["state"]>>;

  const program = (backupRetentionPeriod: number): Declarations =>
    Object.fromEntries(
      ["orders", ...BROKEN].map((name) => [
        name,
        policy({ instanceId: `r-${name}`, backupRetentionPeriod }),
      ]),
    );

  beforeAll(async () => {
    const names = ["orders", "new", ...BROKEN];
    cloud = await startCloud({ instances: names.map((name) => ({ instanceId: `r-${name}` })) });
    const blind = [only("kvstore:Modify*"), only("sts:*")];
    cloud.accounts.add({ ...BLIND, userName: "blind", policies: blind });
    cloud.accounts.add({ ...READER, userName: "reader", policies: [only("kvstore:Describe*")] });
    stack = await Stack.create({ host, emulator: cloud, program: program(30) });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    before = await stack.state();
    stack.write(program(90));
  });

  beforeEach(() => {
    cloud.requests.length = 0;
  });

  afterEach(() => {
    cloud.faults.clear();
    stack.environment = cloud.environment;
  });

  /** Of an update. */
  const firstStep = LOOKS_FIRST[host] ? "refresh" : "update";

  const expectNothingLost = async () => {
    expect(writes(cloud)).toEqual([]);
    expect(await stack.state()).toEqual(before);
  };

  /** In a refresh the provider is asked alone; an `up` also checks and compares before it asks. */
  const expectOneError = async (command: "refresh" | "up", { environment, saying }: Trouble) => {
    stack.environment = { ...cloud.environment, ...AT_ONCE, ...environment };
    const run = await stack[command]("--target", stack.urn("BackupPolicy", "orders"));
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.steps).toEqual([]);
    expect(run.failures).toEqual([`${command === "up" ? firstStep : "refresh"} orders`]);
    // The last one is the engine's own.
    expect(run.errors).toEqual([expect.stringMatching(saying), "update failed"]);
    await expectNothingLost();
  };

  it.each(Object.keys(TROUBLES))("%s gets one clear error, and loses nothing", async (name) => {
    await expectOneError("refresh", troubleOf(name));
  });

  it.each(["no region", "a wrong secret"])("%s does so in an update too", async (name) => {
    await expectOneError("up", troubleOf(name));
  });

  it("answers that are none gets one clear error for each, and loses nothing", async () => {
    const bound = { REDIS_BACKUP_REQUEST_TIMEOUT_SECONDS: "5" };
    stack.environment = { ...cloud.environment, ...AT_ONCE, ...bound };
    for (const name of BROKEN) {
      cloud.faults.add({ ...answerOf(name).fault, instanceId: `r-${name}` });
    }
    const targets = BROKEN.flatMap((name) => ["--target", stack.urn("BackupPolicy", name)]);
    const run = await stack.up(...targets, "--continue-on-error");
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.steps).toEqual([]);
    expect(run.failures).toEqual(BROKEN.map((name) => `${firstStep} ${name}`));
    for (const name of BROKEN) {
      expect(run.errors).toContainEqual(expect.stringContaining(answerOf(name).saying));
    }
    await expectNothingLost();
  });

  it("an unknown instance gets one clear error, and makes nothing", async () => {
    stack.write({ ...program(30), unknown: policy({ instanceId: "r-unknown" }) });
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 1, failures: ["create unknown"] });
    expect(up.errors[0]).toMatch(
      /^DescribeBackupPolicy on r-unknown was refused: there is no such instance in this account and region \(InvalidInstanceId.NotFound\)\. Check instanceId, redis-backup:region/,
    );
    await expectNothingLost();
  });

  it("no permission to write gets one error, and a policy whose write may be tried again", async () => {
    stack.environment = { ...cloud.environment, ...keysOf(READER) };
    const fresh = policy({ instanceId: "r-new", backupRetentionPeriod: 30 });
    stack.write({ ...program(30), fresh });
    const denied = await stack.up();
    expect(denied).toMatchObject({ exitCode: 1, failures: ["create fresh"] });
    expect(denied.errors[0]).toContain(
      "Allow kvstore:ModifyBackupPolicy on acs:kvstore:cn-hangzhou:*:instance/r-new",
    );
    stack.environment = cloud.environment;
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], steps: ["update fresh"] });
    expect(cloud.instances.get("r-new").policy).toMatchObject({ backupRetentionPeriod: 30 });
    expect((await stack.state())["fresh"]?.outputs["previousPolicy"]).toMatchObject({
      backupRetentionPeriod: 7,
    });
  });
});

function troubleOf(name: string): Trouble {
  const trouble = TROUBLES[name];
  if (trouble === undefined) throw new Error(`no trouble ${name}`);
  return trouble;
}

function answerOf(name: string) {
  const answer = ANSWERS[name];
  if (answer === undefined) throw new Error(`no answer ${name}`);
  return answer;
}

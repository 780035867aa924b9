import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { z } from "zod";
import { connect } from "../../../src/api/alibaba/connect";
import { commonErrors } from "../../../src/api/alibaba/errors";
import { formsOf } from "../../../src/api/redact";
import type { ErrorSpec, Operation } from "../../../src/api/operation";
import { ApiError } from "../../../src/core/errors";
import { REQUEST_ID } from "../../support/fake-transport";

const DIRECTORY = path.join(__dirname, "../../../src/api/alibaba/operations");
const SECRETS = {
  accessKeyId: "LTAI5tErrorTable",
  accessKeySecret: "error-table/secret+x",
  securityToken: "error-table/token==",
};

type AnyOperation = Operation<z.ZodObject, z.ZodType>;

const operations = readdirSync(DIRECTORY)
  .flatMap((file) => Object.values(require(path.join(DIRECTORY, file)) as object))
  .filter((value): value is AnyOperation => typeof value === "object" && "action" in value);

/** Every way in which an operation is known to be refused. */
const refusals = operations.flatMap((operation) => {
  const own = Object.entries(operation.errors);
  const taken = new Set(own.flatMap(([, spec]) => spec.codes));
  const common = Object.entries<ErrorSpec>(commonErrors).map(([tag, spec]): [string, ErrorSpec] => [
    tag,
    { ...spec, codes: spec.codes.filter((code) => !taken.has(code)) },
  ]);
  return [...own, ...common].flatMap(([tag, spec]) =>
    spec.codes.map((code) => ({ operation, action: operation.action, tag, spec, code })),
  );
});

/** Something for every required parameter. */
function inputOf(operation: AnyOperation): Record<string, unknown> {
  const values: Record<string, unknown> = {
    InstanceId: "r-errors",
    DBInstanceId: "r-errors",
    RoleArn: "acs:ram::1:role/backup",
    RestoreType: "1",
    AnalysisType: "BigKey",
    RegionId: "cn-shanghai",
  };
  const required = Object.entries(operation.input.shape).filter(
    ([, schema]) => !(schema instanceof z.ZodOptional),
  );
  return Object.fromEntries(required.map(([name]) => [name, values[name] ?? "2026-01-01T00:00Z"]));
}

let server: Server;
let endpoint: string;
let answer: { Code: string; Message: string };
let sent: string[];

beforeAll(async () => {
  // A gateway that echoes whatever it has got, in every spelling.
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = Buffer.concat(chunks).toString("utf8") || (request.url ?? "").slice(2);
      const signature = new URLSearchParams(form).get("Signature") ?? "";
      sent.push(signature);
      const spelled = [...Object.values(SECRETS), signature].flatMap(formsOf).join(" ");
      const Message = `${answer.Message} ${form} ${spelled} server string to sign is:POST&%2F&${form}`;
      response.writeHead(400, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ ...answer, Message, RequestId: REQUEST_ID, HostId: form }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  sent = [];
});

async function refusalOf(operation: AnyOperation, code: string): Promise<ApiError> {
  // A new one each time, since throttling would hold the next one up.
  const client = connect({
    ...SECRETS,
    region: "cn-hangzhou",
    endpoint,
    stsEndpoint: endpoint,
    dasEndpoint: endpoint,
    maxRetries: 0,
  });
  answer = { Code: code, Message: "Words of the cloud." };
  const error: unknown = await client.call(operation, inputOf(operation)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
}

function expectNothingSecret(error: ApiError): void {
  const text = `${error.message}\n${error.stack}\n${JSON.stringify(error)}`;
  for (const secret of [...Object.values(SECRETS), ...sent]) {
    for (const form of formsOf(secret)) expect(text).not.toContain(form);
  }
  expect(text).not.toContain("POST&%2F&");
}

test.each(refusals)("$action: $code is $tag", async ({ operation, tag, spec, code }) => {
  const error = await refusalOf(operation, code);
  const { action, permission, input } = operation;
  expect(error.facts).toEqual({
    error: tag,
    action,
    code,
    category: spec.category,
    requestId: REQUEST_ID,
    status: 400,
  });
  const isOfInstance = "InstanceId" in input.shape || "DBInstanceId" in input.shape;
  expect(error.message).toContain(`${action}${isOfInstance ? " on r-errors" : ""} was refused: `);
  expect(error.message).toContain(`${spec.meaning} (${code}).`);
  if (spec.hint !== undefined) expect(error.message).toContain(spec.hint);
  if (tag === "AccessDenied") {
    const instance = isOfInstance ? "r-errors" : "*";
    const isWide = permission.resource === "*" || permission.resource === "none";
    const resource = isWide ? "*" : `acs:kvstore:cn-hangzhou:*:instance/${instance}`;
    expect(error.message).toContain(`Allow ${permission.action} on ${resource} for the identity`);
  }
  expect(error.message).toMatch(new RegExp(` Request id: ${REQUEST_ID}$`));
  expectNothingSecret(error);
});

test.each(operations.map((operation) => ({ operation, action: operation.action })))(
  "$action: a code that nobody knows is Unclassified, in words without a secret",
  async ({ operation }) => {
    const error = await refusalOf(operation, "Nobody.KnowsThis");
    expect(error.facts).toMatchObject({ error: "Unclassified", category: "unclassified" });
    expect(error.message).toContain("Words of the cloud.");
    expect(error.message).toContain("(Nobody.KnowsThis)");
    expectNothingSecret(error);
  },
);

describe("the tables", () => {
  test.each(operations.map((operation) => ({ operation, action: operation.action })))(
    "$action: no code stands for two errors",
    ({ operation }) => {
      const codes = Object.values(operation.errors).flatMap((spec) => spec.codes);
      expect(codes).toEqual([...new Set(codes)]);
    },
  );

  test("no code stands for two of the common errors", () => {
    const codes = Object.values(commonErrors).flatMap((spec) => spec.codes as readonly string[]);
    expect(codes).toEqual([...new Set(codes)]);
  });

  test("a tag is in one category wherever it is used, but for a lock before what can't be repeated", () => {
    const categories = new Map<string, Set<string>>();
    for (const { action, tag, spec } of refusals) {
      const isStart = action === "CreateBackup" || action === "RestoreInstance";
      if (isStart && tag === "LockTimeout") continue;
      categories.set(tag, (categories.get(tag) ?? new Set()).add(spec.category));
    }
    for (const [tag, found] of categories) expect([tag, found.size]).toEqual([tag, 1]);
  });

  test("meanings are clauses, hints are sentences", () => {
    for (const { spec } of refusals) {
      expect(spec.meaning).toMatch(/^[a-z].*[^.]$/);
      if (spec.hint !== undefined) expect(spec.hint).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("CreateBackup is tried again only where its refusal proves that nothing was started", () => {
    const again = refusals
      .filter(({ action, spec }) => action === "CreateBackup" && isTriedAgain(spec))
      .map(({ code }) => code);
    expect(again.sort()).toEqual([
      "BackupJobExists",
      "IncorrectDBInstanceState",
      "OperationDenied.KVstoreInstanceStatus",
      "Rejected.Throttling",
      "Task.Conflict",
      "Throttling",
      "Throttling.Api",
      "Throttling.User",
      "ZoneMigrationError.StillingRunning",
    ]);
  });

  test("every code of the gateway and every way to say that an instance is gone is known", () => {
    const known = new Set(refusals.map(({ code }) => code));
    for (const code of [
      "InvalidAccessKeyId.NotFound",
      "InvalidAccessKeyId.Inactive",
      "Forbidden.AccessKeyDisabled",
      "MissingSecurityToken",
      "InvalidSecurityToken.Expired",
      "InvalidSecurityToken.Malformed",
      "InvalidSecurityToken.MismatchWithAccessKey",
      "InvalidTimeStamp.Format",
      "InvalidTimeStamp.Expired",
      "IllegalTimestamp",
      "SignatureNonceUsed",
      "SignatureDoesNotMatch",
      "IncompleteSignature",
      "InvalidSignatureMethod",
      "UnsupportedHTTPMethod",
      "InvalidParameter.Format",
      "InvalidParameter.Accept",
      "MissingAccessKeyId",
      "MissingTimestamp",
      "MissingParameter",
      "InvalidAction.NotFound",
      "InvalidApi.NotFound",
      "InvalidProduct.NotFound",
      "InvalidVersion",
      "InvalidProtocol.NeedSsl",
      "InvalidRegion.NotFound",
      "InvalidRegionId.NotFound",
      "UnsupportedOperation",
      "Forbidden.RAM",
      "NoPermission",
      "Forbidden.NotSupportRAM",
      "Forbidden.RiskControl",
      "Throttling",
      "Throttling.User",
      "Throttling.Api",
      "InternalError",
      "ServiceUnavailable",
      "InvalidInstanceId.NotFound",
      "InvalidDBInstance.NotFound",
      "InvalidDBInstanceId.NotFound",
      "InvalidDbInstanceId.NotFound",
      "Forbidden.InstanceNotFound",
      "NotFound",
    ]) {
      expect([...known]).toContain(code);
    }
  });
});

/** Categories that the client tries again whatever the operation. */
function isTriedAgain({ category }: ErrorSpec): boolean {
  return category === "throttled" || category === "busy";
}

import { readdirSync } from "node:fs";
import path from "node:path";
import type { ErrorSpec, Operation } from "../../../src/api/operation";
import { redisLegacy } from "../../../src/api/tencent/products";
import { commonErrors, legacyErrors } from "../../../src/api/tencent/errors";

const DIRECTORY = path.join(__dirname, "../../../src/api/tencent/operations");

const operations = readdirSync(DIRECTORY)
  .flatMap((file) => Object.values(require(path.join(DIRECTORY, file)) as object))
  .filter((value): value is Operation => typeof value === "object" && "action" in value);

/** Every way in which an operation is known to be refused, its own meaning of a code first. */
const refusals = operations.flatMap((operation) => {
  const { action, errors, product } = operation;
  const taken = new Set(Object.values(errors).flatMap(({ codes }) => codes));
  const common: Record<string, ErrorSpec> = product === redisLegacy ? legacyErrors : commonErrors;
  return [
    ...Object.entries(errors),
    ...Object.entries(common).map(([tag, spec]): [string, ErrorSpec] => [
      tag,
      { ...spec, codes: spec.codes.filter((code) => !taken.has(code)) },
    ]),
  ].flatMap(([tag, spec]) => spec.codes.map((code) => ({ action, tag, spec, code })));
});

const codesOf = (wanted: string) =>
  refusals.filter(({ action }) => action === wanted).map(({ code }) => code);

test.each(operations.map(({ action, errors }) => ({ action, errors })))(
  "$action: no code stands for two errors",
  ({ errors }) => {
    const codes = Object.values(errors).flatMap(({ codes }) => codes);
    expect(codes).toEqual([...new Set(codes)]);
  },
);

test.each([commonErrors, legacyErrors])("no code stands for two of the common errors", (errors) => {
  const codes = Object.values<ErrorSpec>(errors).flatMap(({ codes }) => codes);
  expect(codes).toEqual([...new Set(codes)]);
});

test("meanings are clauses, hints are sentences", () => {
  for (const { spec } of refusals) {
    expect(spec.meaning).toMatch(/^[a-z].*[^.]$/);
    if (spec.hint !== undefined) expect(spec.hint).toMatch(/^[A-Z].*\.$/);
  }
});

test.each([
  [
    "ManualBackupInstance",
    [
      ...["FailedOperation.CommitFlowError", "ResourceUnavailable.InstanceLockedError"],
      ...["ResourceUnavailable.InstanceStateError", "ResourceUnavailable.InstanceStatusAbnormal"],
    ],
  ],
  ["DescribeInstanceBackups", ["InternalError.DbOperationFailed", "UnsupportedOperation"]],
  [
    "ModifyAutoBackupConfig",
    [
      ...["InvalidParameter.NotSupported", "InvalidParameter.Period", "FailedOperation.Unknown"],
      "InvalidParameterValue.WeekDaysIsInvalid",
    ],
  ],
  [
    "RestoreInstance",
    [
      ...["InvalidParameterValue.BackupNotExists", "InvalidParameterValue.PasswordError"],
      ...["ResourceUnavailable.BackupLockedError", "ResourceUnavailable.BackupSpecError"],
      ...["ResourceUnavailable.BackupStatusAbnormal", "ResourceUnavailable.InstanceLockedError"],
      ...["ResourceUnavailable.InstanceStateError", "ResourceUnavailable.InstanceStatusAbnormal"],
    ],
  ],
  [
    "DescribeBackupUrl",
    [
      ...["InternalError.DbOperationFailed", "InvalidParameterValue.BackupNotExists"],
      ...["ResourceUnavailable.BackupStatusInvalid", "UnauthorizedOperation.UserNotInWhiteList"],
      "UnsupportedOperation.ClusterInstanceAccessedDeny",
      "UnsupportedOperation.OnlyClusterInstanceCanExportBackup",
      "UnsupportedOperation.IsAutoRenewError",
    ],
  ],
  ["DescribeTaskInfo", ["FailedOperation.SystemError", "InvalidParameter.InvalidParameter"]],
  ["GetRedisBackupList", ["11201", "4100", "4400", "4500", "5000", "6000"]],
])("%s knows what the vendor documents", (action, codes) => {
  const everywhere =
    action === "GetRedisBackupList"
      ? []
      : [
          "InternalError.InternalError",
          "InvalidParameter.PermissionDenied",
          "AuthFailure.TokenFailure",
        ];
  expect(codesOf(action)).toEqual(expect.arrayContaining([...codes, ...everywhere]));
});

test("a backup is asked for again only where its refusal proves that nothing was started", () => {
  const again = refusals
    .filter(({ action }) => action === "ManualBackupInstance")
    .filter(({ spec }) => spec.category === "busy" || spec.category === "throttled")
    .map(({ code }) => code);
  expect(again.sort()).toEqual([
    "RequestLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "ResourceInUse",
    "ResourceUnavailable.InstanceLockedError",
    "ResourceUnavailable.InstanceStateError",
    "ResourceUnavailable.InstanceStatusAbnormal",
  ]);
});

import type { ErrorSpec } from "../operation";

/** Refusals that any operation of API 3.0 may give. */
export const commonErrors = {
  Throttled: {
    codes: [
      "RequestLimitExceeded",
      "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
      "RequestLimitExceeded.IPLimitExceeded",
      "RequestLimitExceeded.UinLimitExceeded",
    ],
    category: "throttled",
    meaning: "too many requests for this account",
    hint: "Lower redis-backup:maxRequestsPerSecond.",
  },
  AccessDenied: {
    codes: [
      "AuthFailure.UnauthorizedOperation",
      "UnauthorizedOperation",
      "UnauthorizedOperation.NoCAMAuthed",
      "InvalidParameter.PermissionDenied",
    ],
    category: "denied",
    meaning: "the identity of this run is not permitted to do it",
  },
  AuthenticationFailed: {
    codes: [
      "AuthFailure.InvalidAuthorization",
      "AuthFailure.InvalidSecretId",
      "AuthFailure.MFAFailure",
      "AuthFailure.SecretIdNotFound",
      "AuthFailure.SignatureFailure",
      "AuthFailure.TokenFailure",
    ],
    category: "denied",
    meaning: "the credentials of this run are not accepted",
    hint:
      "Check TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN, or redis-backup:tencentSecretId and its companions." +
      " After a key rotation, refresh and destroy still use the provider configuration recorded in state: take credentials from the environment, or add --run-program.",
  },
  AddressRefused: {
    codes: ["IpInBlacklist", "IpNotInWhitelist"],
    category: "denied",
    meaning: "the account does not take requests from this address",
    hint: "See the access control of the account in the vendor's console.",
  },
  ClockWrong: {
    codes: ["AuthFailure.SignatureExpire"],
    category: "denied",
    meaning: "the clock of this machine is too far from the cloud's",
    hint: "Set the clock (NTP).",
  },
  UnknownRegion: {
    codes: ["UnsupportedRegion"],
    category: "invalid",
    meaning: "the region does not serve this API",
    hint: "Check redis-backup:tencentRegion (TENCENTCLOUD_REGION).",
  },
  UnknownOperation: {
    codes: ["ActionOffline", "InvalidAction", "NoSuchProduct", "NoSuchVersion"],
    category: "invalid",
    meaning: "the endpoint does not know this operation",
    hint: "Check redis-backup:crsEndpoint (REDIS_BACKUP_CRS_ENDPOINT).",
  },
  NeedsHttps: {
    codes: ["UnsupportedProtocol"],
    category: "invalid",
    meaning: "the endpoint takes https alone",
    hint: "Write redis-backup:crsEndpoint (REDIS_BACKUP_CRS_ENDPOINT) with https.",
  },
  QuotaUsedUp: {
    codes: ["LimitExceeded"],
    category: "quota",
    meaning: "a quota of the account is used up",
  },
  NotSupported: {
    codes: ["UnsupportedOperation"],
    category: "invalid",
    meaning: "this kind of instance does not support it",
  },
  InvalidRequest: {
    codes: [
      "InvalidParameter",
      "InvalidParameter.InvalidParameter",
      "InvalidParameterValue",
      "InvalidRequest",
      "MissingParameter",
      "UnknownParameter",
      "RequestSizeLimitExceeded",
      "ResponseSizeLimitExceeded",
    ],
    category: "invalid",
    meaning: "a parameter is missing or not accepted",
  },
  // Nobody can tell what a service that failed has done before.
  ServerFailed: {
    codes: [
      "InternalError",
      "InternalError.DbOperationFailed",
      "InternalError.InternalError",
      "FailedOperation",
      "FailedOperation.SystemError",
      "FailedOperation.Unknown",
      "FailedOperation.CommitFlowError",
      "ServiceUnavailable",
    ],
    category: "server",
    meaning: "the service failed",
    hint: "Try again; if it stays, give the request id to the vendor's support.",
  },
} as const satisfies Record<string, ErrorSpec>;

/** Refusals that any operation of the legacy API may give; it numbers them. */
export const legacyErrors = {
  Throttled: {
    codes: ["4400"],
    category: "throttled",
    meaning: "too many requests for this account",
    hint: "Lower redis-backup:maxRequestsPerSecond.",
  },
  AccessDenied: {
    codes: ["4101", "4102", "4103", "4110", "4300"],
    category: "denied",
    meaning: "the identity of this run is not permitted to do it",
  },
  AuthenticationFailed: {
    codes: ["4100", "4104", "4105", "4106"],
    category: "denied",
    meaning: "the credentials of this run are not accepted",
    hint: commonErrors.AuthenticationFailed.hint,
  },
  ClockWrong: {
    codes: ["4200", "4500"],
    category: "denied",
    meaning: "the clock of this machine is too far from the cloud's",
    hint: "Set the clock (NTP).",
  },
  NeedsHttps: {
    codes: ["4600"],
    category: "invalid",
    meaning: "the endpoint takes https alone",
    hint: "Write redis-backup:crsLegacyEndpoint (REDIS_BACKUP_CRS_LEGACY_ENDPOINT) with https.",
  },
  UnknownOperation: {
    codes: ["6100"],
    category: "invalid",
    meaning: "the endpoint does not know this operation",
    hint: 'The vendor has announced the end of this API: leave out api: "v2".',
  },
  InvalidRequest: {
    codes: ["4000", "11201"],
    category: "invalid",
    meaning: "a parameter is missing or not accepted",
  },
  ServerFailed: {
    codes: ["5100", "6000", "6200"],
    category: "server",
    meaning: "the service failed",
    hint: 'Try again; if it stays, leave out api: "v2".',
  },
} as const satisfies Record<string, ErrorSpec>;

const notFound = {
  category: "notFound",
  meaning: "there is no such instance in this account and region",
  hint: "Check instanceId, redis-backup:tencentRegion (TENCENTCLOUD_REGION) and the account of the credentials.",
} as const;

export const instanceNotFound = {
  codes: ["ResourceNotFound.InstanceNotExists"],
  ...notFound,
} as const satisfies ErrorSpec;

/** 5000 is the general form of the other. */
export const legacyInstanceNotFound = {
  codes: ["10701", "5000"],
  ...notFound,
} as const satisfies ErrorSpec;

/** A flow such as a backup holds the instance; nothing was started. */
export const instanceLocked = {
  codes: ["ResourceUnavailable.InstanceLockedError", "ResourceInUse"],
  category: "busy",
  meaning: "another operation holds the instance",
} as const satisfies ErrorSpec;

export const instanceNotReady = {
  codes: ["ResourceUnavailable.InstanceStateError", "ResourceUnavailable.InstanceStatusAbnormal"],
  category: "busy",
  meaning: "the instance is in a state that does not allow it (in another operation, or isolated)",
  hint: "Wait until the instance runs, then run again.",
} as const satisfies ErrorSpec;

export const backupNotFound = {
  codes: ["InvalidParameterValue.BackupNotExists"],
  category: "invalid",
  meaning: "the instance has no such backup",
  hint: "Check backupId: crs.getBackups lists the backups that there are.",
} as const satisfies ErrorSpec;

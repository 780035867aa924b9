import type { ErrorSpec } from "../operation";

/** Refusals that any operation of Alibaba Cloud may give: the gateway's and the service's general ones. */
export const commonErrors = {
  Throttled: {
    codes: ["Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"],
    category: "throttled",
    meaning: "too many requests for this account",
    hint: "Lower redis-backup:maxRequestsPerSecond, or ask for a higher quota in Quota Center.",
  },
  // Each try has a nonce of its own, so the first of the two may well have been carried out.
  SentTwice: {
    codes: ["SignatureNonceUsed"],
    category: "server",
    meaning: "something between this machine and the cloud sent the request twice",
  },
  AccessDenied: {
    codes: ["Forbidden.RAM", "NoPermission", "Forbidden.NotSupportRAM", "Forbidden"],
    category: "denied",
    meaning: "the identity of this run is not permitted to do it",
  },
  AuthenticationFailed: {
    codes: [
      "InvalidAccessKeyId.NotFound",
      "InvalidAccessKeyId.Inactive",
      "InvalidAccessKeyId",
      "Forbidden.AccessKeyDisabled",
      "MissingSecurityToken",
      "MissingAccessKeyId",
      "InvalidSecurityToken.Expired",
      "InvalidSecurityToken.Malformed",
      "InvalidSecurityToken.MismatchWithAccessKey",
      "SignatureDoesNotMatch",
      "IncompleteSignature",
    ],
    category: "denied",
    meaning: "the credentials of this run are not accepted",
    hint:
      "Check ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN, or redis-backup:accessKeyId and its companions." +
      " After a key rotation, refresh and destroy still use the provider configuration recorded in state: take credentials from the environment, or add --run-program.",
  },
  RiskControl: {
    codes: ["Forbidden.RiskControl"],
    category: "denied",
    meaning: "the vendor's risk control has stopped the account",
    hint: "See the messages of the account in the vendor's console.",
  },
  ClockWrong: {
    codes: ["InvalidTimeStamp.Expired", "InvalidTimeStamp.Format", "IllegalTimestamp"],
    category: "denied",
    meaning: "the clock of this machine is too far from the cloud's",
    hint: "Set the clock (NTP).",
  },
  UnknownRegion: {
    codes: ["InvalidRegionId.NotFound", "InvalidRegion.NotFound", "InvalidProduct.NotFound"],
    category: "invalid",
    meaning: "the region or endpoint does not serve this API",
    hint: "Check redis-backup:region (ALIBABA_CLOUD_REGION_ID) and redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).",
  },
  NeedsHttps: {
    codes: ["InvalidProtocol.NeedSsl"],
    category: "invalid",
    meaning: "the endpoint takes https alone",
    hint: "Write redis-backup:endpoint (REDIS_BACKUP_ENDPOINT) with https.",
  },
  UnknownOperation: {
    codes: [
      "InvalidAction.NotFound",
      "InvalidApi.NotFound",
      "InvalidVersion",
      "UnsupportedOperation",
      "UnsupportedHTTPMethod",
      "ServiceNotSupported",
    ],
    category: "invalid",
    meaning: "the endpoint does not know this operation",
    hint: "Check redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).",
  },
  InvalidRequest: {
    codes: [
      "MissingParameter",
      "MissingTimestamp",
      "InvalidParameter",
      "InvalidParameter.Accept",
      "InvalidParameter.Format",
      "InvalidSignatureMethod",
      "SYSTEM.ILLEGAL_ARGUMENT",
    ],
    category: "invalid",
    meaning: "a parameter is missing or not accepted",
  },
  ServerFailed: {
    codes: ["InternalError", "ServiceUnavailable", "ProxyError", "Unkown.Exception"],
    category: "server",
    meaning: "the service failed",
    hint: "Try again; if it stays, give the request id to the vendor's support.",
  },
} as const satisfies Record<string, ErrorSpec>;

/** All codes by which the service says that an instance does not exist for this account in this region. */
export const instanceNotFound = {
  codes: [
    "InvalidInstanceId.NotFound",
    "InvalidDBInstance.NotFound",
    "InvalidDBInstanceId.NotFound",
    "InvalidDbInstanceId.NotFound",
    "Forbidden.InstanceNotFound",
    "NotFound",
  ],
  category: "notFound",
  meaning: "there is no such instance in this account and region",
  hint: "Check instanceId, redis-backup:region (ALIBABA_CLOUD_REGION_ID) and the account of the credentials.",
} as const satisfies ErrorSpec;

export const instanceBusy = {
  codes: [
    "IncorrectDBInstanceState",
    "OperationDenied.KVstoreInstanceStatus",
    "Task.Conflict",
    "ZoneMigrationError.StillingRunning",
  ],
  category: "busy",
  meaning: "the instance is not in a state that allows it (it must be Normal)",
  hint: "Wait until the instance is Normal, then run again.",
} as const satisfies ErrorSpec;

export const lockTimeout = {
  codes: ["LockTimeout"],
  category: "busy",
  meaning: "another operation on the instance held its lock",
} as const satisfies ErrorSpec;

export const instanceLocked = {
  codes: ["IncorrectDBInstanceLockMode"],
  category: "invalid",
  meaning: "the instance is locked (expired or overdue)",
  hint: "Renew the instance, then run again.",
} as const satisfies ErrorSpec;

export const notSupported = {
  codes: [
    "IncorrectDBInstanceType",
    "InstanceType.NotSupport",
    "IncorrectEngineVersion",
    "ServiceNotSupport",
  ],
  category: "invalid",
  meaning: "this kind of instance does not support it",
} as const satisfies ErrorSpec;

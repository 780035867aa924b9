/** Words of the vendor where a page has them. */
const MESSAGES: Record<string, string> = {
  "AuthFailure.SignatureFailure":
    "The provided credentials could not be validated. Please check your signature is correct.",
  "AuthFailure.SecretIdNotFound":
    "The SecretId is not found, please ensure that your SecretId is correct.",
  "AuthFailure.SignatureExpire":
    "The signature is expired: the timestamp is too far from the server's time.",
  "AuthFailure.TokenFailure": "The provided token is invalid or has expired.",
  "AuthFailure.InvalidAuthorization": "The Authorization header is not in its form.",
  RequestLimitExceeded: "Your current request times exceed the limit of 20 times a second.",
  "ResourceNotFound.InstanceNotExists": "The instance does not exist.",
  "ResourceUnavailable.InstanceLockedError": "The instance is locked by another flow.",
};

/** A refusal of API 3.0; it comes with HTTP 200. */
export class CrsError extends Error {
  constructor(
    readonly code: string,
    message?: string,
  ) {
    super(message ?? MESSAGES[code] ?? `The request failed with ${code}.`);
  }

  static invalid(parameter: string): CrsError {
    return new CrsError(
      "InvalidParameter.InvalidParameter",
      `The value of the parameter ${parameter} is not valid.`,
    );
  }
}

/** Number and word of the legacy API for what API 3.0 says. */
export const LEGACY: Record<string, readonly [common: number, module: number, word: string]> = {
  "InvalidParameter.InvalidParameter": [4000, 11201, "InvalidParameter"],
  "ResourceNotFound.InstanceNotExists": [5000, 10701, "InstanceNotExists"],
  "ResourceUnavailable.InstanceStatusAbnormal": [5100, 10702, "InstanceStatusAbnormal"],
  "ResourceUnavailable.InstanceLockedError": [5100, 10707, "InstanceLockedError"],
  "ResourceUnavailable.BackupLockedError": [5100, 10710, "BackupLockedError"],
  "ResourceUnavailable.BackupStatusAbnormal": [5100, 10711, "BackupStatusAbnormal"],
  "ResourceUnavailable.BackupStatusInvalid": [5100, 10711, "BackupStatusAbnormal"],
  "InvalidParameterValue.PasswordError": [5100, 10712, "PasswordError"],
  "InvalidParameterValue.BackupNotExists": [5000, 11213, "BackupNotExists"],
};

/** What has no module: the common numbers alone. */
export const LEGACY_COMMON: Record<string, readonly [code: number, word: string, message: string]> =
  {
    MissingParameter: [4000, "InvalidParameter", "A parameter is missing."],
    InvalidParameter: [4000, "InvalidParameter", "A parameter is not valid."],
    UnknownParameter: [4000, "InvalidParameter", "A parameter is not known."],
    "AuthFailure.SecretIdNotFound": [
      4100,
      "AuthFailure",
      "Authentication failed. SecretId does not exist",
    ],
    "AuthFailure.SignatureFailure": [4100, "AuthFailure", "Authentication failed."],
    "AuthFailure.TokenFailure": [4105, "AuthFailure", "Token error."],
    "AuthFailure.SignatureExpire": [
      4500,
      "ReplayAttack",
      "The nonce was used, or the time is off.",
    ],
    "UnauthorizedOperation.NoCAMAuthed": [4102, "NoPermission", "Not allowed on the resource."],
    RequestLimitExceeded: [4400, "QuotaExceeded", "Too many requests."],
    InvalidAction: [6100, "NotSupported", "The action is not in this version."],
    UnsupportedRegion: [4000, "InvalidParameter", "The region is not known."],
    UnsupportedProtocol: [4600, "ProtocolNotSupported", "This protocol is not supported."],
  };

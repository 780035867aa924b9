/**
 * Code → HTTP status and message, as the vendor's tables have them (cloud-apis.md A4, A5). Where tables disagree the newer
 * one is taken. Clients should match the code.
 */
const ERRORS: Record<string, readonly [status: number, message: string]> = {
  "InvalidAccessKeyId.NotFound": [404, "Specified access key is not found."],
  "InvalidAccessKeyId.Inactive": [400, "Specified access key is disabled."],
  MissingSecurityToken: [400, "SecurityToken is mandatory for this action."],
  "InvalidSecurityToken.Expired": [400, "Specified SecurityToken is expired."],
  "InvalidSecurityToken.Malformed": [400, "Specified SecurityToken is malformed."],
  "InvalidSecurityToken.MismatchWithAccessKey": [
    400,
    "Specified SecurityToken mismatch with the AccessKey.",
  ],
  "InvalidTimeStamp.Format": [400, "Specified time stamp or date value is not well formatted."],
  "InvalidTimeStamp.Expired": [400, "Specified time stamp or date value is expired."],
  SignatureNonceUsed: [400, "Specified signature nonce was used already."],
  SignatureDoesNotMatch: [400, "Specified signature is not matched with our calculation."],
  IncompleteSignature: [400, "The request signature does not conform to Aliyun standards."],
  InvalidSignatureMethod: [400, "Specified signature method is not valid."],
  UnsupportedHTTPMethod: [400, "This http method is not supported."],
  "InvalidParameter.Format": [400, "Specified parameter Format is not valid."],
  "InvalidAction.NotFound": [404, "Specified api is not found, please check your url and method."],
  InvalidVersion: [400, "Specified parameter Version is not valid."],
  "InvalidRegionId.NotFound": [404, "Specified region is not found during access authentication."],
  "Forbidden.RAM": [
    403,
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  NoPermission: [403, "You are not authorized to do this action. You should be authorized by RAM."],
  Throttling: [400, "Request was denied due to request throttling."],
  "Throttling.User": [400, "Request was denied due to user flow control."],
  "Throttling.Api": [403, "Request was denied due to api flow control."],
  InternalError: [
    500,
    "The request processing has failed due to some unknown error, exception or failure.",
  ],
  ServiceUnavailable: [503, "The request has failed due to a temporary failure of the server."],

  "InvalidInstanceId.NotFound": [404, "The InstanceId provided does not exist in our records."],
  "InvalidClusterInstance.NotFound": [404, "The cluster instance does not exist in our records."],
  "Forbidden.InstanceNotFound": [404, "The specified instance is not found."],
  NotFound: [404, "Not found."],
  IncorrectDBInstanceState: [403, "Current DB instance state does not support this operation."],
  IncorrectDBInstanceType: [403, "Current DB instance type does not support this operation."],
  IncorrectEngineVersion: [400, "Current engine version does not support this operation."],
  LockTimeout: [400, "The request processing has failed due to lock timeout."],
  BackupJobExists: [400, "A backup job already exists in the specified DB instance."],
  BackupTimesExceeded: [400, "Exceeding the daily backup times of this DB instance."],
  "InvalidBackupSetID.NotFound": [400, "Specified backup set ID does not exist."],
  IncorrectBackupSetState: [400, "Current backup set state does not support operations."],
  InvalidPreferredBackupTime: [400, "Specified preferred backup time is not valid."],
  "InvalidPreferredBackupTime.Format": [400, "Specified preferred backup time is not valid."],
  "InvalidPreferredBackupPeriod.Malformed": [400, "Specified backup period is not valid."],
  "InvalidBackupRetentionPeriod.Malformed": [
    400,
    "Specified backup retention period is not valid.",
  ],
  "InvalidStartTime.Malformed": [400, "The Specified parameter StartTime is not valid."],
  "InvalidEndTime.Malformed": [400, "The Specified parameter EndTime is not valid."],
  "InvalidStartTimeAndEndTime.Malformed": [
    400,
    "The end time must be greater than the start time.",
  ],
  "InvalidPageSize.Malformed": [400, "The specified parameter PageSize is not valid."],
  "InvalidInstanceIds.Malformed": [400, "The specified parameter InstanceIds is not valid."],
  InvalidParameter: [400, "The specified parameter is not valid."],
  ServiceNotSupport: [400, "This service not supported."],
  MissingParameter: [400, "Missing Required Param: BackupId or RestoreTime or RestoreType."],
  ResroreParamNotMatch: [400, "restoreType is not match with backupId or restoreTime."],
  "InvalidRestoreTime.Format": [400, "Specified restore time is not valid."],
  "ZoneMigrationError.StillingRunning": [400, "Zone migration task is still running"],
  "InvalidBinlog.NotValid": [400, "The available binlog is not valid in recovery time."],

  "InvalidParameter.RoleArn": [400, "The parameter RoleArn is wrongly formed."],
  "InvalidParameter.RoleSessionName": [400, "The parameter RoleSessionName is wrongly formed."],
  "InvalidParameter.DurationSeconds": [400, "The Min/Max value of DurationSeconds is 15min/1hr."],
  "InvalidParameter.PolicyGrammar": [400, "The parameter Policy has not passed grammar check."],
  "EntityNotExist.Role": [404, "The specified Role not exists."],
};

interface Details {
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly headers?: Record<string, string>;
  /** Further children of the error body. */
  readonly body?: object;
}

/** An answer that is an error, in the cloud's own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: object;

  constructor(
    readonly code: string,
    details: Details = {},
  ) {
    const [status, message] = ERRORS[code] ?? [400, `The request failed with ${code}.`];
    super(details.message ?? message);
    this.status = details.status ?? status;
    this.headers = details.headers ?? {};
    this.body = details.body ?? {};
  }

  static invalid(parameter: string): ApiError {
    return new ApiError("InvalidParameter", {
      message: `The specified parameter ${parameter} is not valid.`,
    });
  }

  /** A mandatory parameter is absent or empty. */
  static missing(parameter: string): ApiError {
    return new ApiError(`Missing${parameter}`, {
      message: `${parameter} is mandatory for this action.`,
    });
  }
}

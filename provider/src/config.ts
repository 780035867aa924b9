import { z } from "zod";
import { show, unknownProperty } from "./core/check";
import { ConfigError, type Failure } from "./core/errors";

interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly environment?: string;
  readonly secret?: true;
  readonly expected: string;
  readonly description: string;
}

const setting = <S extends z.ZodType>(setting: Setting<S>) => setting;

const text = z.string().min(1);
/** A line end that came along with a key from a file would make every signature wrong. */
const key = z.string().regex(/^\S(.*\S)?$/);
const count = z.int().min(1);
const endpoint = z
  .string()
  .regex(/^(https?:\/\/)?[^\s/@?#]+\/?$/)
  .transform((value) => (/^https?:/.test(value) ? value : `https://${value}`).replace(/\/$/, ""))
  .refine((url) => URL.canParse(url));

const OR_CUSTOM =
  "A resource with `customTimeouts` (plugin only) has those instead of the default; where both are set, the shorter ends the wait.";

/** Every configuration key: `pulumi config set redis-backup:<key>`, then the environment, nothing else. */
export const settings = {
  region: setting({
    schema: z.string().regex(/^[a-z]{2,}-[a-z0-9-]+$/),
    environment: "ALIBABA_CLOUD_REGION_ID",
    expected: 'a region id such as "cn-hangzhou"',
    description: "Region of the instances; gives the endpoint `r-kvstore.<region>.aliyuncs.com`.",
  }),
  accessKeyId: setting({
    schema: key,
    environment: "ALIBABA_CLOUD_ACCESS_KEY_ID",
    secret: true,
    expected: "an access key id, without a blank or a line end around it",
    description: "Access key id. Unset: profile, else the vendor's default chain of credentials.",
  }),
  accessKeySecret: setting({
    schema: key,
    environment: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    secret: true,
    expected: "an access key secret, without a blank or a line end around it",
    description: "Secret of the access key.",
  }),
  securityToken: setting({
    schema: key,
    environment: "ALIBABA_CLOUD_SECURITY_TOKEN",
    secret: true,
    expected: "a security token, without a blank or a line end around it",
    description: "Token of temporary (STS) credentials.",
  }),
  profile: setting({
    schema: text,
    environment: "ALIBABA_CLOUD_PROFILE",
    expected: "the name of a profile",
    description: "Profile of the vendor's CLI configuration file.",
  }),
  assumeRole: setting({
    schema: z.strictObject({
      roleArn: z.string().regex(/^acs:ram::\d+:role\/.+$/),
      sessionName: z
        .string()
        .regex(/^[\w.@-]{2,64}$/)
        .optional(),
      externalId: text.optional(),
      durationSeconds: z.int().min(900).max(43_200).optional(),
    }),
    expected:
      'an object such as {"roleArn": "acs:ram::1234567890123456:role/backup", "sessionName": "pulumi", "externalId": "…", "durationSeconds": 3600}',
    description:
      "Role to assume with the credentials found; the session is renewed before it expires.",
  }),
  endpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_ENDPOINT",
    expected: 'a host or a URL without a path, such as "https://redis.example.com:8443"',
    description: "Endpoint of the R-kvstore API, for private clouds and the emulator.",
  }),
  stsEndpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_STS_ENDPOINT",
    expected: 'a host or a URL without a path, such as "https://sts.example.com:8443"',
    description: "Endpoint of the STS API, for private clouds and the emulator.",
  }),
  dasEndpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_DAS_ENDPOINT",
    expected: 'a host or a URL without a path, such as "https://das.example.com:8443"',
    description:
      "Endpoint of the DAS API, which analyses caches, for private clouds and the emulator; `das.cn-shanghai.aliyuncs.com` where unset.",
  }),
  tencentSecretId: setting({
    schema: key,
    environment: "TENCENTCLOUD_SECRET_ID",
    secret: true,
    expected: "a secret id, without a blank or a line end around it",
    description: "Id of the key of the Tencent Cloud account.",
  }),
  tencentSecretKey: setting({
    schema: key,
    environment: "TENCENTCLOUD_SECRET_KEY",
    secret: true,
    expected: "a secret key, without a blank or a line end around it",
    description: "Key of the Tencent Cloud account.",
  }),
  tencentToken: setting({
    schema: key,
    environment: "TENCENTCLOUD_SECURITY_TOKEN",
    secret: true,
    expected: "a security token, without a blank or a line end around it",
    description: "Token of a temporary key of the Tencent Cloud account.",
  }),
  tencentRegion: setting({
    schema: z.string().regex(/^[a-z]{2,}-[a-z0-9-]+$/),
    environment: "TENCENTCLOUD_REGION",
    expected: 'a region such as "ap-guangzhou"',
    description: "Region of the instances at Tencent Cloud.",
  }),
  crsEndpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_CRS_ENDPOINT",
    expected:
      'a host or a URL without a path, such as "https://redis.ap-guangzhou.tencentcloudapi.com"',
    description:
      "Endpoint of API 3.0 of TencentDB for Redis, for finance zones, private clouds and the emulator; `redis.tencentcloudapi.com` where unset.",
  }),
  crsLegacyEndpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_CRS_LEGACY_ENDPOINT",
    expected: 'a host or a URL without a path, such as "https://redis.example.com:8443"',
    description:
      "Endpoint of the legacy API v2 of TencentDB for Redis; `redis.api.qcloud.com` where unset.",
  }),
  tencentStsEndpoint: setting({
    schema: endpoint,
    environment: "REDIS_BACKUP_TENCENT_STS_ENDPOINT",
    expected: 'a host or a URL without a path, such as "https://sts.example.com:8443"',
    description:
      "Endpoint of the STS API of Tencent Cloud, which tells the account; `sts.tencentcloudapi.com` where unset.",
  }),
  crsPassword: setting({
    schema: key,
    environment: "REDIS_BACKUP_CRS_PASSWORD",
    secret: true,
    expected: "a password, without a blank or a line end around it",
    description:
      "Password of the instances at Tencent Cloud that `crs.Restore` restores; none where they need none.",
  }),
  maxRequestsPerSecond: setting({
    schema: z.number().positive(),
    environment: "REDIS_BACKUP_MAX_REQUESTS_PER_SECOND",
    expected: "a number above 0",
    description:
      "Most requests a second and API action. Unset: learned from the cloud's throttling; at Tencent Cloud never more than 20.",
  }),
  maxConcurrency: setting({
    schema: count,
    environment: "REDIS_BACKUP_MAX_CONCURRENCY",
    expected: "a whole number from 1",
    description: "Most requests of one API action at the same time; 10 where unset.",
  }),
  requestTimeoutSeconds: setting({
    schema: z.number().positive().max(600),
    environment: "REDIS_BACKUP_REQUEST_TIMEOUT_SECONDS",
    expected: "a number of seconds above 0, 600 at most",
    description: "How long to wait for the answer to one request; 20 where unset.",
  }),
  maxRetries: setting({
    schema: z.int().min(0),
    environment: "REDIS_BACKUP_MAX_RETRIES",
    expected: "a whole number from 0",
    description:
      "How often one request is tried again at most; 30 where unset, always bounded by time too.",
  }),
  readOnly: setting({
    schema: z.boolean(),
    environment: "REDIS_BACKUP_READ_ONLY",
    expected: "true or false",
    description: "Refuses every write before it is sent: for runs that only look for drift.",
  }),
  backupTimeoutMinutes: setting({
    schema: z.number().positive(),
    environment: "REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES",
    expected: "a number of minutes above 0",
    description: `How long to wait for a backup job, or a cache analysis; 120 where unset. ${OR_CUSTOM}`,
  }),
  restoreTimeoutMinutes: setting({
    schema: z.number().positive(),
    environment: "REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES",
    expected: "a number of minutes above 0",
    description: `How long to wait for a restore; 240 where unset. ${OR_CUSTOM}`,
  }),
  previewChecks: setting({
    schema: z.boolean(),
    environment: "REDIS_BACKUP_PREVIEW_CHECKS",
    expected: "true or false",
    description:
      "Whether a preview asks the cloud, by reads alone, what `up` would run into; on where unset. Plugin only.",
  }),
  refreshBeforeUpdate: setting({
    schema: z.boolean(),
    environment: "REDIS_BACKUP_REFRESH_BEFORE_UPDATE",
    expected: "true or false",
    description:
      "Whether plain `up` looks for drift of policies first and corrects it; on where unset. Plugin only.",
  }),
} as const;

type Settings = typeof settings;
export type SettingKey = keyof Settings;
export type Config = { readonly [K in SettingKey]?: z.output<Settings[K]["schema"]> };

/** Gives the configured text of a key, such as the stack's configuration does. */
export type ConfigSource = (key: string) => string | undefined;

/** Reads and validates everything at once; a malformed value names its key and variable. */
export function readConfig(source: ConfigSource, environment: NodeJS.ProcessEnv): Config {
  const config: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings) as [SettingKey, Setting][]) {
    const found = source(key) || (setting.environment && environment[setting.environment]);
    if (!found) continue;
    const parsed = parse(setting, found);
    if (!parsed.success) throw new ConfigError(`${nameOf(key)}: ${parsed.reason}`);
    config[key] = parsed.data;
  }
  const role = config["assumeRole"] ?? roleOf(environment);
  if (role !== undefined) config["assumeRole"] = role;
  return config;
}

/** With an OIDC token the same variable names the role that the default chain takes on by itself. */
function roleOf(environment: NodeJS.ProcessEnv): { roleArn: string } | undefined {
  const roleArn = environment["ALIBABA_CLOUD_ROLE_ARN"];
  if (!roleArn || environment["ALIBABA_CLOUD_OIDC_TOKEN_FILE"]) return undefined;
  const parsed = parse(settings.assumeRole, JSON.stringify({ roleArn }));
  if (parsed.success) return { roleArn };
  throw new ConfigError(`redis-backup:assumeRole (ALIBABA_CLOUD_ROLE_ARN): ${parsed.reason}`);
}

/** Keys that the engine adds to the configuration of a provider. */
const ENGINE_KEYS = ["version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

/** What is wrong with configuration alone, before anything is done with it; the user may call any key a secret. */
export function configFailures(
  values: Record<string, string | undefined>,
  secrets: ReadonlySet<string> = new Set(),
): Failure[] {
  return Object.entries(values).flatMap(([key, found]): Failure[] => {
    if (ENGINE_KEYS.includes(key) || key.startsWith("__") || !found) return [];
    const setting = (settings as Record<string, Setting>)[key];
    if (setting === undefined) return [unknownProperty(key, Object.keys(settings))];
    const isSecret = secrets.has(key) ? ({ secret: true } as const) : {};
    const parsed = parse({ ...setting, ...isSecret }, found);
    return parsed.success ? [] : [{ property: key, reason: parsed.reason }];
  });
}

function parse(setting: Setting, found: string) {
  const value = isText(setting) ? found : parseJson(found);
  const parsed = setting.schema.safeParse(value);
  if (parsed.success) return { success: true as const, data: parsed.data };
  return { success: false as const, reason: reasonOf(setting, value, parsed.error) };
}

/** What was received is shown as far as it is wrong, and a secret not at all. */
function reasonOf({ secret, expected }: Setting, value: unknown, error: z.ZodError): string {
  if (secret === true) return `the value is not ${expected}.`;
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") {
    return `it is not ${expected}: there is no ${issue.keys.join(", ")}.`;
  }
  const path = issue?.path ?? [];
  if (path.length === 0) return `${show(value)} is not ${expected}.`;
  const inside = path.reduce<unknown>((whole, part) => (whole as never)?.[part], value);
  const is = inside === undefined ? "missing" : show(inside);
  return `it is not ${expected}: ${path.join(".")} is ${is}.`;
}

/** A key that there is no doing without. */
export function required<K extends SettingKey>(config: Config, key: K): NonNullable<Config[K]> {
  const value = config[key];
  if (value !== undefined) return value;
  throw new ConfigError(`${nameOf(key)} is missing: set ${settings[key].expected}.`);
}

function nameOf(key: SettingKey): string {
  const { environment } = settings[key] as Setting;
  return `redis-backup:${key}${environment === undefined ? "" : ` (${environment})`}`;
}

function isText(setting: Setting): boolean {
  const schema = setting.schema;
  return (
    schema instanceof z.ZodString ||
    (schema instanceof z.ZodPipe && schema.in instanceof z.ZodString)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

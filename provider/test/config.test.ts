import {
  configFailures,
  readConfig,
  required,
  settings,
  type Config,
  type SettingKey,
} from "../src/config";
import { ConfigError } from "../src/core/errors";

/** For every key: a good value and what it becomes, and values that are none. */
const cases: Record<SettingKey, { good: string; value: unknown; bad: string[] }> = {
  region: {
    good: "cn-hangzhou",
    value: "cn-hangzhou",
    bad: ["Hangzhou", "cn", "cn-hangzhou ", "cn_hangzhou"],
  },
  accessKeyId: { good: "LTAI5t", value: "LTAI5t", bad: ["LTAI5t\n", " LTAI5t"] },
  accessKeySecret: { good: "s3cr3t", value: "s3cr3t", bad: ["s3cr3t\r\n", " s3cr3t"] },
  securityToken: { good: "CAIS/x+y==", value: "CAIS/x+y==", bad: ["CAIS/x+y==\n"] },
  // Any text may be the name of a profile.
  profile: { good: "dev 1", value: "dev 1", bad: [] },
  assumeRole: {
    good: '{"roleArn":"acs:ram::1234567890123456:role/backup","durationSeconds":900}',
    value: { roleArn: "acs:ram::1234567890123456:role/backup", durationSeconds: 900 },
    bad: [
      "acs:ram::1234567890123456:role/backup",
      "{}",
      '{"roleArn":"backup"}',
      '{"roleArn":"acs:ram::1:role/a","durationSeconds":60}',
      '{"roleArn":"acs:ram::1:role/a","durationSeconds":"900"}',
      '{"roleArn":"acs:ram::1:role/a","sessionName":"two words"}',
      '{"roleArn":"acs:ram::1:role/a","roleSessionName":"x"}',
      '{"roleArn":"acs:ram::1:role/a"',
    ],
  },
  endpoint: {
    good: "http://127.0.0.1:8080/",
    value: "http://127.0.0.1:8080",
    bad: [
      "http://host/path",
      "ftp://host",
      "http://",
      "two words",
      "https://host:99999",
      "https://user:password@host",
      "https://host?x=1",
    ],
  },
  stsEndpoint: { good: "sts.example.com", value: "https://sts.example.com", bad: ["a/b"] },
  dasEndpoint: { good: "das.example.com", value: "https://das.example.com", bad: ["a/b"] },
  tencentSecretId: { good: "AKIDx", value: "AKIDx", bad: ["AKIDx\n", " AKIDx"] },
  tencentSecretKey: { good: "s3cr3t", value: "s3cr3t", bad: ["s3cr3t\r\n", " s3cr3t"] },
  tencentToken: { good: "T/x+y==", value: "T/x+y==", bad: ["T/x+y==\n"] },
  tencentRegion: { good: "ap-guangzhou", value: "ap-guangzhou", bad: ["gz", "Guangzhou"] },
  crsEndpoint: { good: "redis.example.com", value: "https://redis.example.com", bad: ["a/b"] },
  crsLegacyEndpoint: { good: "http://127.0.0.1:1", value: "http://127.0.0.1:1", bad: ["a/b"] },
  tencentStsEndpoint: { good: "sts.example.com", value: "https://sts.example.com", bad: ["a/b"] },
  crsPassword: { good: "p4ssw0rd", value: "p4ssw0rd", bad: ["p4ssw0rd\n", " p4ssw0rd"] },
  maxRequestsPerSecond: { good: "2.5", value: 2.5, bad: ["0", "-1", "many", '"5"', "true"] },
  maxConcurrency: { good: "5", value: 5, bad: ["0", "1.5", "five"] },
  requestTimeoutSeconds: { good: "0.5", value: 0.5, bad: ["0", "601", "1e9", "10s"] },
  maxRetries: { good: "0", value: 0, bad: ["-1", "1.5", "none"] },
  readOnly: { good: "true", value: true, bad: ["yes", "1", '"true"', "True"] },
  backupTimeoutMinutes: { good: "90", value: 90, bad: ["0", "-5", "2h"] },
  restoreTimeoutMinutes: { good: "90", value: 90, bad: ["0", "-5", "2h"] },
  previewChecks: { good: "false", value: false, bad: ["no", "0"] },
  refreshBeforeUpdate: { good: "false", value: false, bad: ["off"] },
};
const keys = Object.keys(settings) as SettingKey[];
const variableOf = (key: SettingKey): string | undefined =>
  (settings[key] as { environment?: string }).environment;

function configured(
  values: Record<string, string>,
  environment: Record<string, string> = {},
): Config {
  return readConfig((key) => values[key], environment);
}

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("no error");
}

test("every key has a case here", () => {
  expect(Object.keys(cases).sort()).toEqual([...keys].sort());
});

describe.each(keys)("%s", (key) => {
  const { good, value, bad } = cases[key];
  const variable = variableOf(key);
  const name = variable === undefined ? `redis-backup:${key}` : `redis-backup:${key} (${variable})`;

  test("is taken from the configuration", () => {
    expect(configured({ [key]: good })).toEqual({ [key]: value });
  });

  if (variable !== undefined) {
    test("is taken from the environment", () => {
      expect(configured({}, { [variable]: good })).toEqual({ [key]: value });
    });

    test("is taken from the environment where the configuration is empty", () => {
      expect(configured({ [key]: "" }, { [variable]: good })).toEqual({ [key]: value });
    });

    test("is taken from the configuration first", () => {
      expect(configured({ [key]: good }, { [variable]: "other" })).toEqual({ [key]: value });
    });

    test("fails with the same name where it is malformed in the environment", () => {
      for (const text of bad) {
        expect(errorOf(() => configured({}, { [variable]: text })).message).toContain(`${name}: `);
      }
    });
  }

  test("is not set where it is empty", () => {
    expect(configured({ [key]: "" }, variable === undefined ? {} : { [variable]: "" })).toEqual({});
    expect(configFailures({ [key]: "" })).toEqual([]);
  });

  test("fails where it is malformed, with its name and what is expected", () => {
    for (const text of bad) {
      const { message } = errorOf(() => configured({ [key]: text }));
      expect(message.startsWith(`${name}: `)).toBe(true);
      expect(message).toContain(`is not ${settings[key].expected}`);
      expect(configFailures({ [key]: text })).toEqual([
        { property: key, reason: message.slice(name.length + 2) },
      ]);
    }
  });
});

describe("a malformed value", () => {
  test.each([
    ["region", "Hangzhou", '"Hangzhou" is not a region id'],
    ["maxRetries", "many", '"many" is not a whole number'],
    ["maxRetries", "1.5", "1.5 is not a whole number"],
  ])("of %s is shown: %s", (key, text, words) => {
    expect(errorOf(() => configured({ [key]: text })).message).toContain(words);
  });

  test.each(["accessKeyId", "accessKeySecret", "securityToken"] as const)(
    "of %s is never shown",
    (key) => {
      const { message } = errorOf(() => configured({ [key]: "a-secret-with-blanks " }));
      expect(message).not.toContain("a-secret");
      expect(message).not.toContain("with-blanks");
      expect(message).toContain("the value is not");
    },
  );

  test.each([
    ['{"roleArn":"x","externalId":"customer-7"}', 'roleArn is "x"'],
    ['{"externalId":"customer-7"}', "roleArn is missing"],
    [
      '{"roleArn":"acs:ram::1:role/a","externalId":"customer-7","durationSeconds":60}',
      "durationSeconds is 60",
    ],
    ['{"roleArn":"acs:ram::1:role/a","externalId":"customer-7","name":1}', "there is no name"],
  ])("of assumeRole is shown as far as it is wrong: %s", (text, words) => {
    const { message } = errorOf(() => configured({ assumeRole: text }));
    expect(message).toContain(words);
    expect(message).not.toContain("customer-7");
  });
});

describe("a role from the environment", () => {
  const roleArn = "acs:ram::1234567890123456:role/backup";

  test("is assumed", () => {
    expect(configured({}, { ALIBABA_CLOUD_ROLE_ARN: roleArn })).toEqual({
      assumeRole: { roleArn },
    });
  });

  test("belongs to the library's chain where there is an OIDC token", () => {
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: roleArn,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1234567890123456:oidc-provider/ci",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/token",
    };
    expect(configured({}, environment)).toEqual({});
  });

  test("is not looked at where one is configured", () => {
    const assumeRole = { roleArn: "acs:ram::1:role/configured" };
    const environment = { ALIBABA_CLOUD_ROLE_ARN: roleArn };
    expect(configured({ assumeRole: JSON.stringify(assumeRole) }, environment)).toEqual({
      assumeRole,
    });
  });

  test("fails where it is malformed, with the key and the variable", () => {
    const { message } = errorOf(() => configured({}, { ALIBABA_CLOUD_ROLE_ARN: "backup" }));
    expect(message).toMatch(/^redis-backup:assumeRole \(ALIBABA_CLOUD_ROLE_ARN\): .*"backup"/);
  });
});

describe("a required key", () => {
  test("is given where it is set", () => {
    expect(required({ region: "cn-hangzhou" }, "region")).toBe("cn-hangzhou");
  });

  test("fails with the key, the variable and what is expected", () => {
    expect(errorOf(() => required({}, "region")).message).toBe(
      'redis-backup:region (ALIBABA_CLOUD_REGION_ID) is missing: set a region id such as "cn-hangzhou".',
    );
  });
});

describe("checking the configuration alone", () => {
  test("finds each wrong key, unknown ones with the nearest known", () => {
    const failures = configFailures({ regoin: "cn-hangzhou", maxRetries: "many", region: "cn-x" });
    expect(failures).toEqual([
      {
        property: "regoin",
        reason: expect.stringContaining('there is no such property. Did you mean "region"?'),
      },
      { property: "maxRetries", reason: expect.stringContaining('"many" is not') },
    ]);
  });

  test("leaves what the engine adds alone, and what is not there", () => {
    const values = {
      version: "1.2.3",
      pluginDownloadURL: "x",
      __internal: "{}",
      region: undefined,
    };
    expect(configFailures(values)).toEqual([]);
  });
});

test("the configuration is typed by the schemas", () => {
  const config = configured({ maxRetries: "1", readOnly: "true" });
  const retries: number | undefined = config.maxRetries;
  const readOnly: boolean | undefined = config.readOnly;
  // @ts-expect-error There is no such key.
  expect(config.other).toBeUndefined();
  expect([retries, readOnly]).toEqual([1, true]);
});

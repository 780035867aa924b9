import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import {
  assumedRole,
  credentialSource,
  type CredentialSettings,
  type Session,
} from "../../../src/api/alibaba/credentials";
import { Cancelled, ConfigError } from "../../../src/core/errors";
import { FakeClock } from "../../support/fake-clock";

const none: CredentialSettings = {
  accessKeyId: undefined,
  accessKeySecret: undefined,
  securityToken: undefined,
  profile: undefined,
};

async function errorOf(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError: ${String(error)}`);
  return error;
}

describe("configured keys", () => {
  test("are taken as they are", async () => {
    const source = credentialSource({ ...none, accessKeyId: "id", accessKeySecret: "secret" });
    await expect(source.get()).resolves.toEqual({
      accessKeyId: "id",
      accessKeySecret: "secret",
      securityToken: undefined,
    });
  });

  test("come with their token", async () => {
    const keys = { accessKeyId: "id", accessKeySecret: "secret", securityToken: "token" };
    await expect(credentialSource({ ...none, ...keys }).get()).resolves.toEqual(keys);
  });

  test.each([
    ["accessKeyId", "accessKeySecret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    ["accessKeySecret", "accessKeyId", "ALIBABA_CLOUD_ACCESS_KEY_ID"],
  ])("fail when there is %s alone, naming %s and %s", (given, missing, variable) => {
    const open = () => credentialSource({ ...none, [given]: "the-given-value" });
    expect(open).toThrow(ConfigError);
    expect(open).toThrow(`redis-backup:${missing} (${variable}) is missing`);
    expect(open).not.toThrow("the-given-value");
  });

  test.each([
    ["a token", { securityToken: "the-token" }],
    ["a token and a profile", { securityToken: "the-token", profile: "dev" }],
  ])("fail when there is %s without them", (_name, given) => {
    const open = () => credentialSource({ ...none, ...given });
    expect(open).toThrow(
      "redis-backup:securityToken (ALIBABA_CLOUD_SECURITY_TOKEN) is set without accessKeyId",
    );
    expect(open).not.toThrow("the-token");
  });
});

describe("the vendor's library", () => {
  const before = process.env;
  let home: string;
  let server: Server;
  let url: string;
  let asked: number;
  let respond: (response: ServerResponse) => void;

  const body = (keys: object = {}) =>
    JSON.stringify({
      Code: "Success",
      AccessKeyId: "STS.chain",
      AccessKeySecret: "chain-secret",
      SecurityToken: "chain-token",
      Expiration: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, ""),
      ...keys,
    });

  beforeEach(async () => {
    home = mkdtempSync(path.join(os.tmpdir(), "credentials-"));
    jest.spyOn(os, "homedir").mockReturnValue(home);
    asked = 0;
    respond = (response) => response.end(body());
    server = createServer((_request, response) => {
      asked += 1;
      respond(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const others = Object.entries(before).filter(([name]) => !name.startsWith("ALIBABA_CLOUD_"));
    process.env = {
      ...Object.fromEntries(others),
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
      ALIBABA_CLOUD_CREDENTIALS_FILE: path.join(home, "none"),
    };
  });

  afterEach(async () => {
    process.env = before;
    jest.restoreAllMocks();
    rmSync(home, { recursive: true, force: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function profiles(content: string): void {
    mkdirSync(path.join(home, ".aliyun"), { recursive: true });
    writeFileSync(path.join(home, ".aliyun", "config.json"), content);
  }

  test("gives the keys of the environment", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "env-id";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "env-secret";
    await expect(credentialSource(none).get()).resolves.toEqual({
      accessKeyId: "env-id",
      accessKeySecret: "env-secret",
      securityToken: undefined,
    });
  });

  test("gives the keys of the credentials URI", async () => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = url;
    await expect(credentialSource(none).get()).resolves.toEqual({
      accessKeyId: "STS.chain",
      accessKeySecret: "chain-secret",
      securityToken: "chain-token",
    });
  });

  test("gives the keys of a profile", async () => {
    profiles(
      JSON.stringify({
        current: "default",
        profiles: [
          { name: "default", mode: "AK", access_key_id: "wrong", access_key_secret: "wrong" },
          { name: "dev", mode: "AK", access_key_id: "dev-id", access_key_secret: "dev-secret" },
        ],
      }),
    );
    await expect(credentialSource({ ...none, profile: "dev" }).get()).resolves.toMatchObject({
      accessKeyId: "dev-id",
    });
  });

  test("is asked once by questions that overlap", async () => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = url;
    const source = credentialSource(none);
    const all = await Promise.all([source.get(), source.get(), source.get()]);
    expect(new Set(all.map((keys) => keys.accessKeyId))).toEqual(new Set(["STS.chain"]));
    expect(asked).toBe(1);
  });

  test("is not disturbed by one caller's interruption", async () => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = url;
    const stop = new AbortController();
    respond = (response) => {
      stop.abort();
      response.end(body());
    };
    const source = credentialSource(none);
    const leaving = source.get(stop.signal);
    const staying = source.get();
    await expect(leaving).rejects.toBeInstanceOf(Cancelled);
    await expect(staying).resolves.toMatchObject({ accessKeyId: "STS.chain" });
  });

  test("starts anew after a failure: the chain would remember the provider that failed", async () => {
    const source = credentialSource(none);
    await errorOf(source.get());
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "env-id";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "env-secret";
    await expect(source.get()).resolves.toMatchObject({ accessKeyId: "env-id" });
  });

  test("fails with what was looked at and what to set", async () => {
    const { message } = await errorOf(credentialSource(none).get());
    expect(message).toMatch(/^no Alibaba Cloud credentials\. Looked at the configuration, /);
    expect(message).toContain(
      "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    );
  });

  test("fails with the name of an unknown profile", async () => {
    profiles('{"profiles": [{"name": "other", "mode": "AK"}]}');
    const { message } = await errorOf(credentialSource({ ...none, profile: "dev" }).get());
    expect(message).toContain(
      'Looked at the profile "dev" (redis-backup:profile, ALIBABA_CLOUD_PROFILE)',
    );
    expect(message).toContain("unable to get profile with 'dev'");
  });

  test.each([
    ["is not JSON", "access_key_id = file-id-1234\naccess_key_secret = file-secret-5678"],
    [
      "is cut short",
      '{"profiles":[{"access_key_id":"file-id-1234","access_key_secret":"file-secret-5678"',
    ],
    ["is a key and nothing else", "file-id-1234 file-secret-5678"],
  ])("fails without a word of a profile file that %s", async (_name, content) => {
    profiles(content);
    for (const profile of ["dev", undefined]) {
      const { message } = await errorOf(credentialSource({ ...none, profile }).get());
      expect(message).not.toContain("file-id-1234");
      expect(message).not.toContain("file-secret-5678");
    }
  });

  test.each([
    ["incomplete", 200, () => body({ SecurityToken: "" })],
    ["cut short", 200, () => body().slice(0, -5)],
    ["an error", 500, () => body()],
  ])("fails without a word of an answer that is %s", async (_name, status, content) => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = url;
    respond = (response) => response.writeHead(status).end(content());
    const { message } = await errorOf(credentialSource(none).get());
    expect(asked).toBeGreaterThan(0);
    for (const secret of ["STS.chain", "chain-secret", "chain-token"]) {
      expect(message).not.toContain(secret);
    }
  });
});

describe("an assumed role", () => {
  const minutes = 60_000;
  let clock: FakeClock;
  let count: number;
  let lasts: number;

  beforeEach(() => {
    clock = new FakeClock();
    count = 0;
    lasts = 60 * minutes;
  });

  const assume = async (): Promise<Session> => {
    count += 1;
    const id = `session-${count}`;
    await clock.sleep(1_000);
    return {
      accessKeyId: id,
      accessKeySecret: "secret",
      securityToken: "token",
      expiresAtMs: clock.now() + lasts,
    };
  };
  const role = () => assumedRole(() => clock.now(), assume);

  test("is kept until five minutes before its end, then renewed", async () => {
    const source = role();
    const idAfter = async (ms: number) => {
      await clock.advance(ms);
      return (await clock.run(source.get())).accessKeyId;
    };
    expect(await idAfter(0)).toBe("session-1");
    expect(await idAfter(54 * minutes)).toBe("session-1");
    expect(await idAfter(1 * minutes - 1)).toBe("session-1");
    expect(await idAfter(2)).toBe("session-2");
    expect(await idAfter(50 * minutes)).toBe("session-2");
  });

  test("gives the keys and nothing else of the session", async () => {
    await expect(clock.run(role().get())).resolves.toStrictEqual({
      accessKeyId: "session-1",
      accessKeySecret: "secret",
      securityToken: "token",
    });
  });

  test("is assumed once by questions that overlap", async () => {
    const source = role();
    await clock.run(Promise.all([source.get(), source.get(), source.get()]));
    expect(count).toBe(1);
  });

  test("is asked for anew after a failure", async () => {
    let fails = true;
    const source = assumedRole(
      () => clock.now(),
      async () => {
        if (fails) throw new Error("no");
        return assume();
      },
    );
    await expect(source.get()).rejects.toThrow("no");
    fails = false;
    await expect(clock.run(source.get())).resolves.toMatchObject({ accessKeyId: "session-1" });
  });

  test("stops asking when everybody was interrupted, and not before", async () => {
    const stops = [new AbortController(), new AbortController()];
    let heard: AbortSignal | undefined;
    const source = assumedRole(
      () => clock.now(),
      (listener) => {
        heard = listener.signal;
        return assume();
      },
    );
    const all = stops.map((stop) => source.get(stop.signal));
    stops[0]?.abort();
    await expect(all[0]).rejects.toBeInstanceOf(Cancelled);
    expect(heard?.aborted).toBe(false);
    stops[1]?.abort();
    await expect(all[1]).rejects.toBeInstanceOf(Cancelled);
    expect(heard?.aborted).toBe(true);
  });
});

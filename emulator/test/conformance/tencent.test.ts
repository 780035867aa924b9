/**
 * Every operation of Tencent Cloud through every way to sign and send it, in the vendor's own clients where there is one.
 * What comes out is the support matrix of docs/emulator.md; `node tools/emulator-docs/update.js` writes it there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client as RedisClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client";
import { CRS_PRODUCTS, LEGACY_PRODUCT } from "../../src/actions/crs-products";
import { crsEmulator } from "../support/tencent";
import { itemsOf, table, withSection } from "./support-matrix";
import {
  API3_CASES,
  API3_REQUEST_ID,
  INSTANCE_ID,
  LEGACY_CASES,
  STS_CASES,
  type TencentCase,
} from "./tencent-cases";
import {
  API3_CLIENTS,
  LEGACY_CLIENTS,
  withSdk,
  type Service,
  type TencentClient,
} from "./tencent-clients";

const DOCUMENT = join(__dirname, "../../../docs/emulator.md");

interface Api {
  readonly title: string;
  readonly folder: string;
  readonly service: Service;
  readonly cases: Readonly<Record<string, TencentCase>>;
  readonly clients: readonly TencentClient[];
  readonly actions: readonly string[];
}

const actionsOf = (version: string) => [...(CRS_PRODUCTS.get(version)?.actions.keys() ?? [])];

const APIS: readonly Api[] = [
  {
    title: "API 3.0",
    folder: "redis",
    service: "redis",
    cases: API3_CASES,
    clients: API3_CLIENTS,
    actions: actionsOf("2018-04-12"),
  },
  {
    title: "STS 2018-08-13",
    folder: "tencent-sts",
    service: "sts",
    cases: STS_CASES,
    clients: API3_CLIENTS,
    actions: actionsOf("2018-08-13"),
  },
  {
    title: "legacy API v2",
    folder: "redis-v2",
    service: "redis",
    cases: LEGACY_CASES,
    clients: LEGACY_CLIENTS,
    actions: [...LEGACY_PRODUCT.actions.keys()],
  },
];

/** The vendor's clients know real time alone. */
const emulated = () =>
  crsEmulator(
    {},
    {
      instances: [
        {
          instanceId: INSTANCE_ID,
          engine: "CKV",
          taskSeconds: 60,
          tags: { team: "shop" },
          backups: [{}],
        },
      ],
    },
    { clock: "real" },
  );

/** `yes` where the answer is the documented one, field by field, or the code of a refusal. */
async function verdictOf(api: Api, client: TencentClient, action: string): Promise<string> {
  const asked = api.cases[action];
  if (asked === undefined) throw new Error(`${action} has no case`);
  const emulator = await emulated();
  try {
    const answer = await client.call(emulator, api.service, action, asked.params(emulator));
    expect(answer).toEqual(asked.answer);
    return "yes";
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined || code === "") throw error;
    return code;
  } finally {
    await emulator.close();
  }
}

async function matrixOf(api: Api): Promise<string> {
  const rows: string[][] = [["Action", ...api.clients.map(({ name }) => name)]];
  for (const action of api.actions) {
    const verdicts = await Promise.all(api.clients.map((client) => verdictOf(api, client, action)));
    rows.push([action, ...verdicts]);
  }
  return table(rows);
}

function behavioursOf({ title, folder, actions }: Api): string[] {
  return actions.map((action) => {
    const name = action.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    const source = `emulator/src/actions/${folder}/${name}.ts`;
    return `#### ${action} (${title})\n\n[source](../${source})\n\n${itemsOf(source)}`;
  });
}

it.each(APIS)("every operation of $title has a case", ({ cases, actions }) => {
  expect(Object.keys(cases).sort()).toEqual([...actions].sort());
});

describe("docs/emulator.md", () => {
  it("says of every action what answers it, and what is documented, seen or assumed", async () => {
    const sections: string[] = [];
    for (const api of APIS) {
      sections.push(`### ${api.title}`, await matrixOf(api), ...behavioursOf(api));
    }
    const before = readFileSync(DOCUMENT, "utf8");
    const after = withSection(before, sections.join("\n\n"), "actions of Tencent Cloud");
    if (process.env["UPDATE_EMULATOR_DOCS"] === "1") writeFileSync(DOCUMENT, after);
    else expect(after).toBe(before);
  });
});

describe("the vendor's client", () => {
  const config = (client: RedisClient, InstanceId: string) =>
    client.DescribeAutoBackupConfig({ InstanceId });
  const host = "redis.tencentcloudapi.com";

  it.each(["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"] as const)(
    "throws the refusal that came with HTTP 200 to %s",
    async (signMethod) => {
      const emulator = await emulated();
      const asking = withSdk(emulator, { host, signMethod }, (given) =>
        config(new RedisClient(given), "crs-none"),
      );
      await expect(asking).rejects.toMatchObject({
        code: "ResourceNotFound.InstanceNotExists",
        requestId: API3_REQUEST_ID,
      });
      const secretKey = "wrong";
      const wrong = withSdk(emulator, { host, signMethod, secretKey }, (given) =>
        config(new RedisClient(given), INSTANCE_ID),
      );
      await expect(wrong).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
    },
  );

  it("works with an endpoint that is an address", async () => {
    const answer = await withSdk(await emulated(), { host: "127.0.0.1" }, (given) =>
      config(new RedisClient(given), INSTANCE_ID),
    );
    expect(answer).toMatchObject({ TimePeriod: "02:00-03:00" });
  });
});

import RPCClient from "@alicloud/pop-core";
import Kvstore, * as kvstore from "@alicloud/r-kvstore20150101";
import { XMLParser } from "fast-xml-parser";
import type { Emulator } from "../../src";
import { send } from "../support/client";
import type { Case } from "./cases";

/** `yes`, the code of a refusal, or `–` where a client has no such call. */
export type Verdict = string;

/** A way to call the emulator; throws what it is refused with. */
interface Client {
  readonly name: string;
  readonly call: (emulator: Emulator, asked: Case) => Promise<void>;
}

const KEY = {
  accessKeyId: "EMULATOR_KEY_ID",
  accessKeySecret: "emulator-secret-not-real",
};

export const CLIENTS: readonly Client[] = [
  byHand("GET", "JSON"),
  byHand("GET", "XML"),
  byHand("POST", "JSON"),
  byHand("POST", "XML"),
  popCore("GET"),
  popCore("POST"),
  sdk("v2"),
  sdk("ACS3"),
];

export async function verdictOf(client: Client, emulator: Emulator, asked: Case): Promise<Verdict> {
  try {
    await client.call(emulator, asked);
    return "yes";
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
}

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

function byHand(method: "GET" | "POST", format: "JSON" | "XML"): Client {
  return {
    name: `${method} ${format}`,
    async call(emulator, { action, version, params }) {
      const sending = { method, version, common: { Format: format } };
      const { status, text } = await send(emulator, action, params, sending);
      const body = format === "JSON" ? JSON.parse(text) : new XMLParser().parse(text);
      if (status !== 200) throw new Refused((body.Error ?? body).Code);
      const found = format === "JSON" ? body : body[`${action}Response`];
      if (found.RequestId === undefined) throw new Error(`${action} has no RequestId: ${text}`);
    },
  };
}

function popCore(method: "GET" | "POST"): Client {
  return {
    name: `pop-core ${method}`,
    async call(emulator, { action, version, params }) {
      const client = new RPCClient({ ...KEY, endpoint: emulator.url, apiVersion: version });
      await client.request(action, params, { method });
    },
  };
}

/** The vendor's typed client, with its older signature or the one it takes by itself. */
function sdk(signature: "v2" | "ACS3"): Client {
  return {
    name: `SDK ${signature}`,
    async call(emulator, { action, product, params }) {
      if (product !== "R-kvstore") throw new Refused("–");
      const config = {
        ...KEY,
        endpoint: new URL(emulator.url).host,
        protocol: "HTTP",
        regionId: "cn-hangzhou",
        ...(signature === "v2" ? { signatureAlgorithm: "v2" } : {}),
      };
      const client = new Kvstore(config as ConstructorParameters<typeof Kvstore>[0]);
      const Request = (kvstore as unknown as Record<string, RequestClass>)[`${action}Request`];
      const method = `${action[0]?.toLowerCase()}${action.slice(1)}` as "createBackup";
      // The vendor has taken DescribeTasks out of it; its documentation is still there.
      if (Request === undefined) throw new Refused("–");
      const fields = Object.entries(Request.names()).flatMap(([field, name]) =>
        params[name] === undefined ? [] : [[field, params[name]]],
      );
      await client[method](new Request(Object.fromEntries(fields)) as kvstore.CreateBackupRequest);
    },
  };
}

interface RequestClass {
  new (fields: object): object;
  /** From the SDK's field to the parameter on the wire. */
  names(): Record<string, string>;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type * as controls from "./control";
import type { ControlRequest } from "./control";
import type { Emulator } from "./emulator";
import { businessParameters, type Journal } from "./journal";
import { PAGE } from "./page";
import { answerRpc, type Gateway, type RpcAnswer } from "./protocols/alibaba-rpc";
import { answerCrs, type CrsGateway } from "./protocols/crs-gateway";
import { isObject, serveObject } from "./redis/object-storage";
import { bodyText, contentType } from "./protocols/rpc-body";
import { parametersOf, rpcRequest } from "./protocols/rpc-request";
import { isTc3 } from "./protocols/tc3-signature";
import { api3Request } from "./protocols/tencent-api3";
import { api3V1Request, isApi3V1 } from "./protocols/tencent-api3-v1";
import { LEGACY_PATH, legacyRequest } from "./protocols/tencent-legacy";

const LARGEST_BODY = 1_048_576;
const CONTROL_PATH = "/_emulator/";
const PAGE_HEADERS = {
  "Content-Type": "text/html;charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
};

export interface Served {
  readonly gateway: Gateway & CrsGateway;
  readonly journal: Journal;
  readonly latencyMs: number;
  /** Ends when the state after a request is safe. */
  readonly saved: () => Promise<void>;
  readonly emulator: () => Emulator;
}

/** One local port for everything: the clouds' APIs at `/`, the control interface under `/_emulator/`, a page for people. */
export class HttpServer {
  readonly #server: Server;
  readonly #closing = new AbortController();

  constructor(private readonly served: Served) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (this.#closing.signal.aborted || response.destroyed) return;
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    // Longer than any client keeps an idle connection: a reused socket must not be reset by accident.
    this.#server.keepAliveTimeout = 120_000;
  }

  /** Only ever on the loopback interface; answers the URL. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = await bodyOf(request);
    if (body === undefined) {
      response.writeHead(413, { Connection: "close" }).end();
    } else if (url.pathname.startsWith(CONTROL_PATH)) {
      const operation = url.pathname.slice(CONTROL_PATH.length);
      const method = request.method ?? "GET";
      await this.#control({ method, operation, query: url.searchParams, body }, response);
    } else if (isPerson(request, url)) {
      response.writeHead(200, PAGE_HEADERS).end(PAGE);
    } else if (isObject(url)) {
      await serveObject(this.served.gateway, url, request, response);
    } else if (url.pathname !== "/" && url.pathname !== LEGACY_PATH) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found");
    } else {
      await this.#answer(request, response, url, body);
    }
  }

  async #control(request: ControlRequest, response: ServerResponse): Promise<void> {
    // Loaded on first use: the schemas behind it would be most of the time a start takes.
    const { control } = require("./control") as typeof controls;
    const { status, value } = control(this.served.emulator(), request);
    await this.served.saved();
    response.writeHead(status, { "Content-Type": "application/json;charset=utf-8" });
    response.end(JSON.stringify(value));
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: string,
  ): Promise<void> {
    const { gateway, journal, latencyMs } = this.served;
    const method = (request.method ?? "GET").toUpperCase();
    const at = gateway.clock.now().toISOString();
    const { answer, params } = this.#dispatch(request, { method, url, body });
    await this.served.saved();
    journal.add({
      at,
      ...(answer.account === undefined ? {} : { account: answer.account }),
      action: answer.action,
      method,
      params: businessParameters(params),
      status: statusOf(answer),
      ...(answer.code === undefined ? {} : { code: answer.code }),
      applied: answer.applied,
      requestId: answer.requestId,
    });
    const wait = latencyMs + answer.slowMs;
    if (wait > 0) await delay(wait, undefined, { signal: this.#closing.signal });
    this.#write(response, answer);
  }

  /** The cloud whose protocol it is; what the journal shows of the parameters is text. */
  #dispatch(
    { headers }: IncomingMessage,
    { method, url, body }: { method: string; url: URL; body: string },
  ): { answer: RpcAnswer; params: ReadonlyMap<string, string> } {
    const { gateway } = this.served;
    const search = url.search.slice(1);
    const came = { method, headers, query: [...url.searchParams], search, body };
    const host = `${headers.host ?? ""}`;
    if (url.pathname === LEGACY_PATH) {
      const params = new Map(parametersOf(came));
      const moduleCode = gateway.crsSettings.legacyModuleCode;
      const asked = legacyRequest({ method, host, params, moduleCode });
      return { answer: answerCrs(gateway, asked), params };
    }
    if (isTc3(came)) {
      const asked = api3Request(came);
      const params = Object.entries(asked.given).map(
        ([name, value]) =>
          [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
      );
      return { answer: answerCrs(gateway, asked), params: new Map(params) };
    }
    const params = new Map(parametersOf(came));
    if (isApi3V1(params)) {
      const asked = api3V1Request({ method, host, params, search, body });
      return { answer: answerCrs(gateway, asked), params };
    }
    const asked = rpcRequest(came);
    return { answer: answerRpc(gateway, asked), params: asked.params };
  }

  #write(response: ServerResponse, answer: RpcAnswer): void {
    const { spoil, format } = answer;
    if (spoil?.kind === "drop") {
      response.socket?.destroy();
      return;
    }
    const date = new Date(this.served.gateway.clock.time() + answer.skew).toUTCString();
    response.writeHead(statusOf(answer), {
      Date: date,
      "Content-Type": spoil?.kind === "html" ? "text/html" : contentType(format),
      ...answer.headers,
    });
    if (spoil?.kind === "html") {
      response.end("<html><body><h1>502 Bad Gateway</h1></body></html>");
      return;
    }
    const text = spoil?.kind === "emptyBody" ? "" : bodyText(format, answer.root, answer.body);
    if (spoil?.kind !== "truncatedBody") {
      response.end(text);
    } else if (spoil.abort) {
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    } else {
      response.end(text.slice(0, text.length / 2));
    }
  }
}

function statusOf(answer: RpcAnswer): number {
  const { spoil } = answer;
  if (spoil?.kind === "drop") return 0;
  if (spoil?.kind === "html") return spoil.status ?? 502;
  return spoil?.kind === "emptyBody" ? (spoil.status ?? 200) : answer.status;
}

/** A browser, and not an API client: those name an action. */
function isPerson(request: IncomingMessage, url: URL): boolean {
  const wantsHtml = request.headers.accept?.includes("text/html") ?? false;
  const namesAction =
    url.searchParams.has("Action") ||
    ["x-acs-action", "x-tc-action"].some((name) => name in request.headers);
  return request.method === "GET" && wantsHtml && !namesAction;
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end all the same: to stop here would break the connection instead of answering.
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size > LARGEST_BODY) return undefined;
  return Buffer.concat(chunks).toString("utf8");
}

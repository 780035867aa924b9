import http from "node:http";
import type { AddressInfo } from "node:net";

interface Row {
  readonly id: number;
  body: string;
  title?: string;
  state: "open" | "closed";
  author: string;
  labels: string[];
  isPullRequest?: boolean;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
}

type Fault = (request: Request) => { status: number; headers?: Record<string, string> } | undefined;

export const BOT = "github-actions[bot]";
export const TOKEN = "stub-token-not-real";
const OWN_ID = 42;

/** So much of the services' REST interfaces as is asked for, on the loopback; pages of two. */
export class ServiceStub {
  readonly comments: Row[] = [];
  readonly issues: Row[] = [];
  readonly asked: Request[] = [];
  /** What a request is refused with, before or after it has had its effect. */
  before: Fault = () => undefined;
  after: Fault = () => undefined;
  private readonly server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => this.answer(request, Buffer.concat(parts).toString(), response));
  });
  private lastId = 100;

  static async start(): Promise<ServiceStub> {
    const stub = new ServiceStub();
    await new Promise<void>((resolve) => stub.server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a job of GitHub Actions has in its environment. */
  get github(): Record<string, string> {
    return {
      GITLAB_CI: "",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: "shop/infra",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_TOKEN: TOKEN,
    };
  }

  get gitlab(): Record<string, string> {
    return {
      GITLAB_CI: "true",
      CI_API_V4_URL: this.url,
      CI_PROJECT_ID: "shop/infra",
      CI_MERGE_REQUEST_IID: "7",
      GITLAB_TOKEN: TOKEN,
    };
  }

  add(kind: "comments" | "issues", row: Partial<Row>): Row {
    const whole: Row = {
      id: ++this.lastId,
      body: "",
      state: "open",
      author: BOT,
      labels: [],
      ...row,
    };
    this[kind].push(whole);
    return whole;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private answer(from: http.IncomingMessage, text: string, to: http.ServerResponse): void {
    const url = new URL(from.url ?? "", this.url);
    const request: Request = {
      method: from.method ?? "",
      path: decodeURIComponent(url.pathname),
      token: (from.headers["private-token"] as string) ?? from.headers.authorization?.slice(7),
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    this.asked.push(request);
    const refusal = request.token === TOKEN ? this.before(request) : { status: 401 };
    const value = refusal === undefined ? this.done(request) : { message: "refused" };
    const failure = refusal ?? (value === undefined ? { status: 404 } : this.after(request));
    if (failure?.status === 0) return void to.destroy();
    const isList = Array.isArray(value);
    const page = Number(url.searchParams.get("page") ?? 1);
    const rows = isList ? (value as unknown[]).slice(2 * (page - 1), 2 * page) : value;
    url.searchParams.set("page", String(page + 1));
    const hasNext = isList && (value as unknown[]).length > 2 * page;
    to.writeHead(failure?.status ?? 200, {
      "content-type": "application/json",
      ...(hasNext ? { link: `<${url.href}>; rel="next"` } : {}),
      ...failure?.headers,
    });
    to.end(JSON.stringify((failure?.status ?? 200) < 400 ? rows : { message: "refused" }));
  }

  private done({ method, path, body }: Request): unknown {
    const route = `${method} ${path}`;
    const of = (pattern: RegExp) => pattern.exec(route)?.[1];
    const repo = "/repos/shop/infra";
    const project = "/projects/shop/infra";
    if (route === "GET /user") return { id: OWN_ID };
    switch (route) {
      case `GET ${repo}/issues/7/comments`:
        return this.comments.map(asGithub);
      case `POST ${repo}/issues/7/comments`:
        return asGithub(this.add("comments", written(body)));
      case `GET ${repo}/issues`:
        return this.issues.filter(({ labels }) => labels.includes("redis-backup")).map(asGithub);
      case `POST ${repo}/issues`:
        return asGithub(this.add("issues", written(body)));
      case `GET ${project}/merge_requests/7/notes`:
        return this.comments.map(asGitlab);
      case `POST ${project}/merge_requests/7/notes`:
        return asGitlab(this.add("comments", written(body)));
      case `GET ${project}/issues`:
        return this.issues.filter(({ labels }) => labels.includes("redis-backup")).map(asGitlab);
      case `POST ${project}/issues`:
        return asGitlab(this.add("issues", written(body)));
      default:
    }
    const commentId = of(/(?:issues\/comments|notes)\/(\d+)$/);
    const [rows, id] =
      commentId === undefined ? [this.issues, of(/issues\/(\d+)$/)] : [this.comments, commentId];
    const at = rows.findIndex((one) => String(one.id) === id);
    const row = rows[at];
    if (row === undefined) return undefined;
    if (method === "DELETE") rows.splice(at, 1);
    else Object.assign(row, written(body));
    return {};
  }
}

/** A request's fields in the words of a row. */
function written(body: Record<string, unknown>): Partial<Row> {
  const { title, labels, state_event } = body;
  const text = body["body"] ?? body["description"];
  const state = body["state"] ?? { close: "closed", reopen: "open" }[String(state_event)];
  return {
    ...(text === undefined ? {} : { body: String(text) }),
    ...(title === undefined ? {} : { title: String(title) }),
    ...(labels === undefined ? {} : { labels: [labels].flat() as string[] }),
    ...(state === undefined ? {} : { state: state as Row["state"] }),
  };
}

const asGithub = ({ id, body, state, author, isPullRequest }: Row) => ({
  id,
  number: id,
  body,
  state,
  user: { login: author },
  ...(isPullRequest === true ? { pull_request: {} } : {}),
});

const asGitlab = ({ id, body, state, author }: Row) => ({
  id,
  iid: id,
  body,
  description: body,
  state: state === "open" ? "opened" : "closed",
  author: { id: author === BOT ? OWN_ID : 1 },
});

import { z } from "zod";
import type { Place } from "./place";
import { Rest, type RestOptions } from "./rest";

const LABEL = "redis-backup";

/** Anybody may write a comment that begins with our marker: only those of the author of this run are ours. */
const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

const issue = z.object({
  number: z.number(),
  body: z.string().nullish(),
  state: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  pull_request: z.unknown().optional(),
});

interface Github {
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Who the token is of. */
  readonly author: string;
  readonly sleep?: RestOptions["sleep"];
}

const restOf = ({ apiUrl, token, sleep }: Github): Rest =>
  new Rest({
    baseUrl: apiUrl,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "redis-backup",
      "x-github-api-version": "2022-11-28",
    },
    ...(sleep === undefined ? {} : { sleep }),
  });

/** The comments of a pull request. */
export function githubComments(github: Github, number: number): Place {
  const rest = restOf(github);
  const repo = `/repos/${github.repository}`;
  return {
    kind: "comment",
    async ours() {
      const rows = await rest.list(`${repo}/issues/${number}/comments?per_page=100`);
      return z
        .array(comment)
        .parse(rows)
        .filter(({ user }) => user?.login === github.author)
        .map(({ id, body }) => ({ id: String(id), body: body ?? "", isOpen: true }));
    },
    async create({ body }) {
      await rest.send("POST", `${repo}/issues/${number}/comments`, { body });
    },
    async update(id, { body }) {
      await rest.send("PATCH", `${repo}/issues/comments/${id}`, { body });
    },
    async remove(id) {
      await rest.send("DELETE", `${repo}/issues/comments/${id}`);
    },
  };
}

/** The issues of a repository. */
export function githubIssues(github: Github): Place {
  const rest = restOf(github);
  const issues = `/repos/${github.repository}/issues`;
  return {
    kind: "issue",
    async ours() {
      const query = `state=all&labels=${LABEL}&sort=created&direction=asc&per_page=100`;
      const rows = await rest.list(`${issues}?${query}`);
      return z
        .array(issue)
        .parse(rows)
        .filter((one) => one.pull_request === undefined && one.user?.login === github.author)
        .map(({ number, body, state }) => ({
          id: String(number),
          body: body ?? "",
          isOpen: state === "open",
        }));
    },
    async create({ title, body }) {
      await rest.send("POST", issues, { title, body, labels: [LABEL] });
    },
    async update(id, { title, body }, isOpen) {
      const state = isOpen ? { state: "open" } : { state: "closed", state_reason: "completed" };
      await rest.send("PATCH", `${issues}/${id}`, { title, body, ...state });
    },
    async remove(id) {
      await rest.send("PATCH", `${issues}/${id}`, { state: "closed", state_reason: "not_planned" });
    },
  };
}

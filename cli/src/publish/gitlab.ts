import { z } from "zod";
import type { Place } from "./place";
import { Rest, type RestOptions } from "./rest";

const LABEL = "redis-backup";

const note = z.object({
  id: z.number(),
  body: z.string(),
  author: z.object({ id: z.number() }),
});

const issue = z.object({
  iid: z.number(),
  description: z.string().nullish(),
  state: z.string(),
});

interface Gitlab {
  readonly apiUrl: string;
  readonly project: string;
  readonly token: string;
  readonly sleep?: RestOptions["sleep"];
}

const restOf = ({ apiUrl, token, sleep }: Gitlab): Rest =>
  new Rest({
    baseUrl: apiUrl,
    headers: { "private-token": token },
    ...(sleep === undefined ? {} : { sleep }),
  });

async function ownId(rest: Rest): Promise<number> {
  return z.object({ id: z.number() }).parse(await rest.send("GET", "/user")).id;
}

/** The comments of a merge request. */
export function gitlabNotes(gitlab: Gitlab, iid: number): Place {
  const rest = restOf(gitlab);
  const notes = `/projects/${encodeURIComponent(gitlab.project)}/merge_requests/${iid}/notes`;
  return {
    kind: "comment",
    async ours() {
      const own = await ownId(rest);
      const rows = await rest.list(`${notes}?sort=asc&order_by=created_at&per_page=100`);
      return z
        .array(note)
        .parse(rows)
        .filter(({ author }) => author.id === own)
        .map(({ id, body }) => ({ id: String(id), body, isOpen: true }));
    },
    async create({ body }) {
      await rest.send("POST", notes, { body });
    },
    async update(id, { body }) {
      await rest.send("PUT", `${notes}/${id}`, { body });
    },
    async remove(id) {
      await rest.send("DELETE", `${notes}/${id}`);
    },
  };
}

/** The issues of a project. */
export function gitlabIssues(gitlab: Gitlab): Place {
  const rest = restOf(gitlab);
  const issues = `/projects/${encodeURIComponent(gitlab.project)}/issues`;
  return {
    kind: "issue",
    async ours() {
      const own = await ownId(rest);
      const query = `labels=${LABEL}&author_id=${own}&scope=all&sort=asc&order_by=created_at`;
      const rows = await rest.list(`${issues}?${query}&per_page=100`);
      return z
        .array(issue)
        .parse(rows)
        .map(({ iid, description, state }) => ({
          id: String(iid),
          body: description ?? "",
          isOpen: state === "opened",
        }));
    },
    async create({ title, body }) {
      await rest.send("POST", issues, { title, description: body, labels: LABEL });
    },
    async update(id, { title, body }, isOpen) {
      const state_event = isOpen ? "reopen" : "close";
      await rest.send("PUT", `${issues}/${id}`, { title, description: body, state_event });
    },
    async remove(id) {
      await rest.send("PUT", `${issues}/${id}`, { state_event: "close" });
    },
  };
}

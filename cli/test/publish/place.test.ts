import type { Document, Verdict } from "../../src/publish/document";
import { keepOne } from "../../src/publish/place";
import { placeOf } from "../../src/publish/services";
import { ServiceStub } from "./stub";

const MARKER = "<!-- redis-backup:drift:prod -->";

const document = (verdict: Verdict, text: string = verdict): Document => ({
  marker: MARKER,
  title: "Drift of prod",
  body: `${MARKER}\n${text}\n`,
  verdict,
  isAlwaysWanted: false,
});

let stub: ServiceStub;
beforeEach(async () => {
  stub = await ServiceStub.start();
});
afterEach(() => stub.close());

describe.each(["github", "gitlab"] as const)("one comment at %s", (service) => {
  const publish = (one: Document) => keepOne(placeOf({ as: "comment" }, stub[service]), one);
  const bodies = () => stub.comments.map(({ body }) => body.trim());

  test("two runs leave one, with what the second found", async () => {
    await publish(document("found", "first"));
    await publish(document("found", "second"));
    expect(bodies()).toEqual([`${MARKER}\nsecond`]);
  });

  test("a run that found the same changes nothing", async () => {
    await publish(document("found"));
    stub.asked.length = 0;
    await publish(document("found"));
    expect(stub.asked.map(({ method }) => method)).not.toContain(
      service === "github" ? "PATCH" : "PUT",
    );
  });

  test("a clean run writes none, and changes the one that is there", async () => {
    await publish(document("clean"));
    expect(bodies()).toEqual([]);
    await publish(document("found"));
    await publish(document("clean"));
    expect(bodies()).toEqual([`${MARKER}\nclean`]);
  });

  test("a run that could not check doesn't leave it clean", async () => {
    await publish(document("found"));
    await publish(document("clean"));
    await publish(document("unchecked"));
    expect(bodies()).toEqual([`${MARKER}\nunchecked`]);
  });

  test("a second one of ours goes, those of others and of other stacks stay", async () => {
    const theirs = `${MARKER}\nwritten by somebody`;
    const other = "<!-- redis-backup:drift:staging -->\nother";
    stub.add("comments", { body: "hello", author: "person" });
    stub.add("comments", { body: theirs, author: "person" });
    stub.add("comments", { body: other });
    const first = stub.add("comments", { body: `${MARKER}\none` });
    stub.add("comments", { body: `${MARKER}\ntwo` });
    await publish(document("found", "now"));
    expect(bodies()).toEqual(["hello", theirs, other, `${MARKER}\nnow`]);
    expect(stub.comments.at(-1)?.id).toBe(first.id);
  });

  test("an answer that was lost makes no second one", async () => {
    stub.after = ({ method }) => (method === "POST" ? { status: 0 } : undefined);
    await publish(document("found"));
    expect(bodies()).toHaveLength(1);
    expect(stub.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("fails where it was refused, and says neither more than that nor the token", async () => {
    stub.before = ({ method }) => (method === "POST" ? { status: 403 } : undefined);
    const failure = await publish(document("found")).catch((error: Error) => error.message);
    expect(failure).toMatch(/^POST \/.* failed: HTTP 403, "refused"$/);
  });
});

describe.each(["github", "gitlab"] as const)("one issue at %s", (service) => {
  const publish = (one: Document) => keepOne(placeOf({ as: "issue" }, stub[service]), one);
  const issues = () => stub.issues.map(({ body, state }) => [body.trim().split("\n")[1], state]);

  test("two runs leave one, a clean one closes it, and the next drift opens it again", async () => {
    await publish(document("found", "first"));
    await publish(document("found", "second"));
    expect(issues()).toEqual([["second", "open"]]);
    expect(stub.issues).toMatchObject([{ title: "Drift of prod", labels: ["redis-backup"] }]);
    await publish(document("clean"));
    expect(issues()).toEqual([["clean", "closed"]]);
    await publish(document("found", "again"));
    expect(issues()).toEqual([["again", "open"]]);
  });

  test("a run that could not check leaves it open and as it was", async () => {
    await publish(document("found"));
    await publish(document("unchecked"));
    expect(issues()).toEqual([["found", "open"]]);
  });

  test("a clean run opens none, and leaves a closed one alone", async () => {
    await publish(document("clean"));
    expect(issues()).toEqual([]);
    await publish(document("found"));
    await publish(document("clean"));
    stub.asked.length = 0;
    await publish(document("clean", "later"));
    expect(stub.asked.every(({ method }) => method === "GET")).toBe(true);
  });

  test("of two that are ours the open one stays", async () => {
    const of = { labels: ["redis-backup"] };
    stub.add("issues", { ...of, body: `${MARKER}\nold`, state: "closed" });
    const open = stub.add("issues", { ...of, body: `${MARKER}\nopen` });
    stub.add("issues", { ...of, body: `${MARKER}\ntwin` });
    await publish(document("found", "now"));
    expect(issues()).toEqual([
      ["old", "closed"],
      ["now", "open"],
      ["twin", "closed"],
    ]);
    expect(open.body).toContain("now");
  });

  test("finds its own on a later page, and takes no one else's", async () => {
    const of = { labels: ["redis-backup"] };
    for (let n = 0; n < 5; n += 1) stub.add("issues", { ...of, body: `other ${n}` });
    stub.add("issues", { ...of, body: `${MARKER}\nmine` });
    await publish(document("found", "now"));
    expect(stub.issues).toHaveLength(6);
    expect(issues().at(-1)).toEqual(["now", "open"]);
  });
});

test("an issue of a stranger, and a pull request, are not ours", async () => {
  const of = { labels: ["redis-backup"], body: `${MARKER}\ntheirs` };
  stub.add("issues", { ...of, author: "person" });
  stub.add("issues", { ...of, isPullRequest: true });
  await keepOne(placeOf({ as: "issue" }, stub.github), document("found"));
  expect(stub.issues.map(({ body }) => body.trim())).toEqual([
    of.body,
    of.body,
    `${MARKER}\nfound`,
  ]);
});

test("a list that the service can't give at once is asked for again", async () => {
  let times = 0;
  stub.before = () => (++times <= 2 ? { status: 503, headers: { "retry-after": "0" } } : undefined);
  await keepOne(placeOf({ as: "issue" }, stub.github), document("found"));
  expect(stub.issues).toHaveLength(1);
});

test("the token goes to no other service", async () => {
  const away = { link: '<https://elsewhere.example.com/page2>; rel="next"' };
  stub.after = () => ({ status: 200, headers: away });
  const asked = keepOne(placeOf({ as: "issue" }, stub.github), document("found"));
  await expect(asked).rejects.toThrow(
    "the next page of a list is at another service (https://elsewhere.example.com)",
  );
});

test.each([
  ["GITHUB_TOKEN", { GITHUB_TOKEN: "" }],
  ["GITHUB_REF", { GITHUB_REF: "refs/heads/main" }],
])("names %s where it is missing or of no pull request", (name, change) => {
  expect(() => placeOf({ as: "comment" }, { ...stub.github, ...change })).toThrow(name);
});

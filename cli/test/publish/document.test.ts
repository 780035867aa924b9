import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { json } from "../../src/output/json";
import { marker, markdown } from "../../src/output/markdown";
import { readReport } from "../../src/publish/document";
import { instance, reportOf } from "../report/sample-report";

let folder: string;
beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), "document-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};

const report = reportOf(instance());

test("reads what the other commands write, and finds its marker again", () => {
  const files = {
    json: written("a.json", json(report)),
    markdown: written("a.md", markdown(report)),
  };
  expect(readReport(files)).toMatchObject({
    marker: marker(report),
    title: report.title,
    verdict: "found",
    body: markdown(report),
  });
});

test.each([
  ["another target", { ...report, target: "staging" }],
  ["another command", { ...report, command: "drift" }],
  ["another time", { ...report, at: "2026-11-01T09:00:00.000Z" }],
])("refuses the verdict of one report with the text of another: %s", (_what, other) => {
  const files = {
    json: written("a.json", json({ ...other, verdict: "clean" })),
    markdown: written("a.md", markdown(report)),
  };
  expect(() => readReport(files)).toThrow(/are not of the same report/);
});

test.each([
  ["{}", "<!-- redis-backup:drift:prod -->", /a.json is not a report/],
  ["{", "<!-- redis-backup:drift:prod -->", /JSON/],
  [json(report), "hello\n", /a.md is not a report/],
  [json(report), "", /a.md is not a report/],
])("refuses what is no report: %j %j", (first, second, message) => {
  const files = { json: written("a.json", first), markdown: written("a.md", second) };
  expect(() => readReport(files)).toThrow(message);
});

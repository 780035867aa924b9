import type { Emulator } from "../../emulator/src";
import { startCloud, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { backup, type Declarations } from "../support/program";
import { heldBackups, Stack } from "../support/stack";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };
const DAY = 86_400_000;

describe.each(HOST_NAMES)("a backup that has reached its expiry (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  const keep = { instanceId: "r-keep", backupRetentionPeriod: 7 };
  const recreate = { instanceId: "r-recreate", backupRetentionPeriod: 7, onExpire: "recreate" };
  const program: Declarations = {
    keep: backup(keep),
    recreate: backup(recreate),
    never: backup({ instanceId: "r-never", backupRetentionPeriod: -1 }),
  };

  beforeAll(async () => {
    const ids = ["r-keep", "r-recreate", "r-never"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    stack = await Stack.create({ host, emulator: cloud, program });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    cloud.clock.advance(8 * DAY);
    expect(cloud.backups("r-keep").filter(({ mode }) => mode === "Manual")).toEqual([]);
  });

  it("is no drift with onExpire keep, and gone with recreate", async () => {
    const refresh = await stack.refreshPreview();
    expect(refresh).toMatchObject({ exitCode: 7, steps: ["delete recreate"], errors: [] });
  });

  it("is taken again by up --refresh only with onExpire recreate", async () => {
    cloud.requests.length = 0;
    const up = await stack.up("--refresh");
    expect(up).toMatchObject({ exitCode: 0, errors: [], steps: ["create recreate"] });
    expect(writes(cloud)).toEqual(["CreateBackup"]);
    expect((await stack.state())["keep"]?.outputs).toMatchObject({ status: "Expired" });
    const manual = cloud.backups("r-recreate").filter(({ mode }) => mode === "Manual");
    expect((await heldBackups(stack))["r-recreate"]).toEqual(
      manual.map(({ backupId }) => backupId),
    );
  });

  it("is the same at the next up, and has no drift any more", async () => {
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
  });

  it("can't be extended, which the preview says", async () => {
    stack.write({ ...program, keep: backup({ ...keep, backupRetentionPeriod: 30 }) });
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.errors.join()).toMatch(
      /backupRetentionPeriod: the backup has expired .* Change triggers to take a new backup/,
    );
  });

  it("gives way to a new one when the triggers change", async () => {
    cloud.requests.length = 0;
    const changed = { ...keep, backupRetentionPeriod: 30, triggers: { release: "2" } };
    stack.write({ ...program, keep: backup(changed) });
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [] });
    expect(writes(cloud)).toEqual(["CreateBackup"]);
  });

  it("needs no call when it's destroyed", async () => {
    cloud.clock.advance(31 * DAY);
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ exitCode: 0, errors: [], steps: ["delete recreate"] });
    cloud.requests.length = 0;
    const destroy = await stack.destroy();
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(destroy.output).toContain("r-keep: the backup has expired: there is nothing to delete");
    expect(writes(cloud)).toEqual(["DeleteBackup"]);
  });
});

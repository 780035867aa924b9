/**
 * Every action through every protocol and client, from the same table. What comes out is the support matrix of
 * docs/emulator.md; `node tools/emulator-docs/update.js` writes it there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../../src/actions/products";
import { startEmulator, type Emulator } from "../../src";
import { ask, codeOf, emulatorWith, INSTANCE, START } from "../support/client";
import { ANALYSIS_ID, BACKUP_ID, CASES, ROLE, type Case } from "./cases";
import { CLIENTS, verdictOf, type Verdict } from "./clients";
import { supportMatrix, withSection } from "./support-matrix";

const DOCUMENT = join(__dirname, "../../../docs/emulator.md");
const OTHER = { accessKeyId: "OTHER", accessKeySecret: "s" };
const DENIED = { accessKeyId: "DENIED", accessKeySecret: "s" };

/** The clock stands still only for those who sign by hand: the vendor's clients know real time alone. */
function options(startAt?: string) {
  return {
    ...(startAt === undefined ? {} : { startAt, clock: "manual" as const }),
    seed: {
      roles: [{ name: ROLE.name }],
      accounts: [
        {
          accountId: "1234567890123456",
          accessKeyId: "EMULATOR_KEY_ID",
          accessKeySecret: "emulator-secret-not-real",
        },
        { accountId: "2222", ...OTHER },
        { accountId: "1234567890123456", ...DENIED, policies: [] },
      ],
      instances: [
        {
          instanceId: INSTANCE,
          architecture: "cluster" as const,
          restoresInPlace: true,
          backups: [{}],
          analyses: [{ jobId: ANALYSIS_ID }],
        },
      ],
    },
  };
}

const still = () => emulatorWith({}, options(START));
const sendingOf = ({ version, action }: Case) => ({
  version,
  method: action === "DescribeClusterBackupList" ? "GET" : "POST",
});

async function verdicts(): Promise<Record<string, Verdict[]>> {
  const found: Record<string, Verdict[]> = {};
  for (const asked of CASES) {
    found[asked.action] = await Promise.all(
      CLIENTS.map(async (client) => {
        const emulator = await startEmulator(options());
        try {
          return await verdictOf(client, emulator, asked);
        } finally {
          await emulator.close();
        }
      }),
    );
  }
  return found;
}

describe("the table", () => {
  it("has every action", () => {
    const actions = new Set(
      ["2015-01-01", "2015-04-01", "2020-01-16"].flatMap((version) => [
        ...(product(version)?.keys() ?? []),
      ]),
    );
    expect(new Set(CASES.map(({ action }) => action))).toEqual(actions);
  });

  it("finds its backup", async () => {
    expect((await still()).backups().map(({ backupId }) => backupId)).toContain(BACKUP_ID);
  });
});

describe("the support matrix", () => {
  it("is the one in docs/emulator.md", async () => {
    const found = await verdicts();
    const names = CLIENTS.map(({ name }) => name);
    const matrix = supportMatrix(CASES, names, found);
    const text = readFileSync(DOCUMENT, "utf8");
    if (process.env["UPDATE_EMULATOR_DOCS"] === "1") {
      writeFileSync(DOCUMENT, withSection(text, matrix));
    } else {
      expect(withSection(text, matrix)).toBe(text);
    }
  });
});

describe.each(CASES)("$action", (asked) => {
  const { action, params, instance } = asked;
  const sending = sendingOf(asked);
  const { required = [], permission } = product(asked.version)?.get(action) ?? {};
  const without = (name: string, extra: Record<string, string> = {}) => {
    const { [name]: _, ...rest } = params;
    return { ...rest, ...extra };
  };
  const refused = (emulator: Emulator, given: Record<string, string> = params, other = {}) =>
    codeOf(emulator, action, given, { ...sending, ...other });

  it("is known by its exact name alone", async () => {
    const name = `${action[0]?.toLowerCase()}${action.slice(1)}`;
    expect(await codeOf(await still(), name, params, sending)).toBe("InvalidAction.NotFound");
  });

  it("wants what is required, by its exact name", async () => {
    const emulator = await still();
    for (const name of required) {
      const value = params[name] ?? "";
      const lower = `${name[0]?.toLowerCase()}${name.slice(1)}`;
      const wrongNames = [lower, name.toUpperCase(), name.replace(/Id$/, "ID"), `${name}.1`];
      for (const wrong of wrongNames.filter((other) => other !== name)) {
        expect(await refused(emulator, without(name, { [wrong]: value }))).toBe(`Missing${name}`);
      }
    }
  });

  it(permission === undefined ? "needs no permission" : "needs a permission", async () => {
    const emulator = await still();
    if (permission === undefined) await ask(emulator, action, params, { ...sending, ...DENIED });
    else expect(await refused(emulator, params, DENIED)).toBe("Forbidden.RAM");
  });

  if (instance !== undefined) {
    const gone = "InvalidInstanceId.NotFound";

    it("does not know another account's instance", async () => {
      expect(await refused(await still(), params, OTHER)).toBe(gone);
    });

    it("does not know another region's instance", async () => {
      expect(await refused(await still(), { ...params, RegionId: "cn-beijing" })).toBe(gone);
    });

    it("does not know a released instance, nor a node of a cluster", async () => {
      const emulator = await still();
      const node = { ...params, [instance]: `${INSTANCE}-db-0` };
      expect(await refused(emulator, node)).toBe(gone);
      emulator.instances.release(INSTANCE);
      expect(await refused(emulator)).toBe(gone);
    });
  }
});

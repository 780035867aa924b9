interface Texts {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly files: number;
}

const { compile } = require("../../../tools/plugin/compile") as { compile(): Promise<void> };
const { providerTexts } = require("../../../bench/support/provider-text") as {
  providerTexts(how: "copied" | "symlinked" | "packed"): Promise<Texts>;
};

jest.setTimeout(120_000);

beforeAll(() => compile());

describe("the text of the provider that dynamic resources carry in state", () => {
  test("is short, and the same in every install and after every change of the built files", async () => {
    const installs = ["copied", "symlinked", "packed"] as const;
    const texts = await Promise.all(installs.map((how) => providerTexts(how)));
    const [first] = texts.map(({ before }) => before);
    expect(Object.keys(first ?? {})).toEqual([
      "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy",
      "pulumi-nodejs:dynamic/redis-backup/tair:CacheAnalysis",
      "pulumi-nodejs:dynamic/redis-backup/tair:ManualBackup",
      "pulumi-nodejs:dynamic/redis-backup/tair:Restore",
    ]);
    for (const text of Object.values(first ?? {})) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
    }
    for (const { before, after, files } of texts) {
      expect(files).toBeGreaterThan(50);
      expect(before).toEqual(first);
      expect(after).toEqual(first);
    }
  });
});

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { outputOption, writeReport, type Destination } from "../../src/output/destinations";
import { writers } from "../../src/output/writers";
import { SAMPLE } from "./sample";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-output-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);

function parsed(...args: string[]): readonly Destination[] | undefined {
  const command = new Command("any").exitOverride().configureOutput({ writeErr: () => undefined });
  command.addOption(outputOption(Object.keys(writers)));
  return command.parse(args, { from: "user" }).opts<{ output?: Destination[] }>().output;
}

function printed(args: readonly string[]): string {
  let text = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    writeReport(SAMPLE, parsed(...args), writers);
  } finally {
    write.mockRestore();
  }
  return text;
}

describe("--output", () => {
  test("prints the text where nothing is said", () => {
    expect(printed([])).toBe(writers.text(SAMPLE));
  });

  test("prints another format in its place", () => {
    expect(printed(["--output", "json"])).toBe(writers.json(SAMPLE));
  });

  test("writes every format at once, into folders that it makes, and prints the text", () => {
    const formats = Object.keys(writers);
    const flags = formats.flatMap((format) => [
      "--output",
      `${format}=${inFolder(`new/${format}`)}`,
    ]);
    expect(printed(flags)).toBe(writers.text(SAMPLE));
    for (const [format, write] of Object.entries(writers)) {
      expect(fs.readFileSync(inFolder(`new/${format}`), "utf8")).toBe(write(SAMPLE));
    }
    expect(fs.readdirSync(inFolder("new")).sort()).toEqual(formats.sort());
  });

  test("takes a name with an equals sign in it", () => {
    expect(parsed("--output", "json=a=b.json")).toEqual([{ format: "json", file: "a=b.json" }]);
  });

  test.each([
    [["--output", "yaml"], /"yaml" is no format: text, json, sarif, junit, markdown, html/],
    [["--output", "json="], /names no file/],
    [["--output", "json", "--output", "html"], /"json" goes to standard output already/],
    [["--output", "json=a", "--output", "html=./a"], /"json" goes to \.\/a already/],
  ])("fails for %j", (args, message) => {
    expect(() => parsed(...args)).toThrow(message);
  });

  test("fails where a file can't be written, and leaves no part of it", () => {
    fs.mkdirSync(inFolder("taken"));
    expect(() => printed(["--output", `json=${inFolder("taken")}`])).toThrow(
      /taken could not be written \(E/,
    );
    expect(fs.readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

import fs from "node:fs";
import path from "node:path";
import { Machine } from "./fakes";

const { getEngine } = require("../../engine");
const { cacheFolder } = require("../../engine/cache");
const { fromDownload, stallLimit } = require("../../engine/download");

const languages = ["nodejs", "python", "go", "yaml"];

let machine: Machine;
let folder: string;
beforeEach(() => {
  machine = new Machine();
  folder = path.join(machine.home, "versions/3.259.0");
});
afterEach(() => machine.remove());

const download = () => getEngine({ env: machine.env, log: machine.log, ways: ["download"] });

it("takes what was downloaded before, with one line, whatever another run does", async () => {
  const bin = path.join(folder, "bin");
  fs.mkdirSync(`${cacheFolder(machine.env)}.lock`);
  machine.pulumi(bin, "v3.259.0", languages);

  expect(await download()).toEqual({ bin, version: "3.259.0", way: "download" });
  expect(machine.lines).toEqual([`engine: Pulumi 3.259.0, downloaded in ${bin}`]);
});

describe("the vendor's downloader", () => {
  const calls = () => fs.readFileSync(path.join(machine.root, "calls"), "utf8");

  beforeEach(() =>
    machine.downloader(`
      const fs = require("fs");
      const { PULUMI_HOME, PULUMI_VERSION } = process.env;
      const bin = PULUMI_HOME + "/versions/" + PULUMI_VERSION + "/bin";
      fs.mkdirSync(bin, { recursive: true });
      for (const host of ${JSON.stringify(languages.map((name) => `-language-${name}`))})
        fs.writeFileSync(bin + "/pulumi" + host, "", { mode: 0o755 });
      fs.writeFileSync(bin + "/pulumi", "", { mode: 0o755 });
      fs.appendFileSync(${JSON.stringify(path.join(machine.root, "calls"))}, "called ");`),
  );

  it("puts the engine into Pulumi's own folder", async () => {
    expect(await download()).toMatchObject({ bin: path.join(folder, "bin"), way: "download" });
    expect(machine.lines[0]).toBe(`engine: downloading Pulumi 3.259.0 to ${folder} …`);
  });

  it("is called once by two runs at once", async () => {
    await Promise.all([download(), download()]);
    expect(calls()).toBe("called ");
  });
});

it("goes on to the build when there is no connection", async () => {
  machine.downloader(`
    console.error("Downloading pulumi v3.259.0...");
    console.error("pulumi: fetch failed");
    process.exit(1);`);
  machine.go();
  const engine = await getEngine({
    env: machine.env,
    log: machine.log,
    ways: ["download", "build"],
  });

  expect(engine).toMatchObject({ way: "build" });
  expect(machine.lines[1]).toBe("engine: download: pulumi: fetch failed");
});

it("gives up, with all it has started, when nothing arrives", async () => {
  machine.downloader(
    `require("child_process").execFileSync("/bin/sleep", ["600"], { stdio: "inherit" })`,
  );

  await expect(fromDownload({ env: machine.env, say: machine.log, stallMs: 100 })).rejects.toThrow(
    "nothing arrived for 0.1 s; is there a connection?",
  );
});

it("goes on as long as something arrives", () => {
  jest.useFakeTimers();
  const { signal, clear } = stallLimit([folder], 10_000);
  const arrive = (text: string) => {
    fs.mkdirSync(folder, { recursive: true });
    fs.appendFileSync(path.join(folder, "tarball"), text);
  };

  for (const text of ["a", "b", "c"]) {
    jest.advanceTimersByTime(9_000);
    arrive(text);
  }
  jest.advanceTimersByTime(10_000);
  expect(signal.aborted).toBe(false);
  jest.advanceTimersByTime(1_000);
  expect(signal.aborted).toBe(true);
  clear();
  jest.useRealTimers();
});

it("does not take what an interrupted download has left", async () => {
  machine.pulumi(path.join(folder, "bin"), "v3.259.0", ["nodejs"]);
  machine.downloader("");

  await expect(download()).rejects.toThrow(
    `download: ${folder} is incomplete; remove it and run this again`,
  );
});

it("leaves nothing in the folder for temporary files", async () => {
  const seen = path.join(machine.root, "seen");
  machine.downloader(`require("fs").writeFileSync(${JSON.stringify(seen)}, process.env.TMPDIR)`);
  await expect(download()).rejects.toThrow();

  expect(fs.existsSync(fs.readFileSync(seen, "utf8"))).toBe(false);
});

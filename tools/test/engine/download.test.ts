import fs from "node:fs";
import path from "node:path";
import { Machine } from "./fakes";

const { getEngine } = require("../../engine");
const { fromDownload } = require("../../engine/download");

const languages = ["nodejs", "python", "go", "yaml"];

let machine: Machine;
let folder: string;
beforeEach(() => {
  machine = new Machine();
  folder = path.join(machine.home, "versions/3.259.0");
});
afterEach(() => machine.remove());

const download = () => getEngine({ env: machine.env, log: machine.log, ways: ["download"] });

it("takes what was downloaded before, with one line", async () => {
  const bin = path.join(folder, "bin");
  machine.pulumi(bin, "v3.259.0", languages);

  expect(await download()).toEqual({ bin, version: "3.259.0", way: "download" });
  expect(machine.lines).toEqual([`engine: Pulumi 3.259.0, downloaded in ${bin}`]);
});

it("has the vendor's downloader put it there", async () => {
  machine.downloader(`
    const fs = require("fs");
    const bin = process.env.PULUMI_HOME + "/versions/" + process.env.PULUMI_VERSION + "/bin";
    fs.mkdirSync(bin, { recursive: true });
    for (const name of ["pulumi", ...${JSON.stringify(languages)}.map((l) => "pulumi-language-" + l)])
      fs.writeFileSync(bin + "/" + name, "#!/bin/sh", { mode: 0o755 });`);

  expect(await download()).toMatchObject({ bin: path.join(folder, "bin"), way: "download" });
  expect(machine.lines[0]).toBe(`engine: downloading Pulumi 3.259.0 to ${folder} …`);
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
  machine.downloader(`require("child_process").execFileSync("/bin/sleep", ["600"])`);

  await expect(fromDownload({ env: machine.env, say: machine.log, stallMs: 100 })).rejects.toThrow(
    "nothing arrived for 0.1 s; is there a connection?",
  );
});

it("goes on as long as something arrives", async () => {
  machine.downloader(`
    const fs = require("fs");
    let ticks = 0;
    setInterval(() => {
      fs.appendFileSync(process.env.TMPDIR + "/tarball", "x");
      if (++ticks === 30) { console.error("reached the end"); process.exit(1); }
    }, 20);`);

  await expect(fromDownload({ env: machine.env, say: machine.log, stallMs: 300 })).rejects.toThrow(
    "reached the end",
  );
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

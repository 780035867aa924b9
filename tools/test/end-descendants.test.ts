import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const MODULE = path.join(__dirname, "../end-descendants.js");

/** Each grandchild leads a group of its own, as Pulumi's plugins do, and says that it is there. */
const FAMILY = `
  const { spawn } = require("node:child_process");
  const stay = "process.stdout.write(process.pid + '\\\\n'); setInterval(() => {}, 1000)";
  const options = { stdio: ["ignore", "inherit", "inherit"], detached: true };
  const child = \`require("node:child_process").spawn(process.execPath, ["-e", \${JSON.stringify(stay)}], { stdio: "inherit", detached: true }); \${stay}\`;
  spawn(process.execPath, ["-e", child], options);
  spawn(process.execPath, ["-e", child], options);
  process.on("SIGTERM", () => {
    require(${JSON.stringify(MODULE)}).endDescendants();
    process.exit(0);
  });
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return true;
}

test("ends children and their children, in whatever group they are", async () => {
  const root = spawn(process.execPath, ["-e", FAMILY], { stdio: ["ignore", "pipe", "inherit"] });
  const pids = await new Promise<number[]>((resolve) => {
    let printed = "";
    root.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      const found = printed.split("\n").filter((line) => line !== "");
      if (found.length === 4 && printed.endsWith("\n")) resolve(found.map(Number));
    });
  });
  expect(pids.map(isAlive)).toEqual([true, true, true, true]);
  root.kill("SIGTERM");
  // They all hold the pipe: it closes when the last of them has ended.
  expect(await once(root, "close")).toEqual([0, null]);
});

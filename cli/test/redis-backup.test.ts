import { accessSync, constants } from "node:fs";
import { BIN, run } from "./running";

const { version } = require("pulumi-redis-backup/package.json") as { version: string };

describe("redis-backup", () => {
  test("can be run by its name", () => {
    expect(() => accessSync(BIN, constants.X_OK)).not.toThrow();
  });

  test.each(["--version", "-v"])("tells its version with %s", async (flag) => {
    expect(await run(flag)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([["--help"], ["help"]])("lists its commands with %s", async (flag) => {
    const { exitCode, stdout } = await run(flag);
    expect(stdout).toMatch(/^ {2}emulator .* run the Redis backup APIs of both clouds/m);
    expect(exitCode).toBe(0);
  });

  test.each([[["emulator", "--help"]], [["help", "emulator"]]])(
    "lists the flags of a command with %j",
    async (args) => {
      const { exitCode, stdout } = await run(...args);
      for (const flag of ["port", "seed", "speed", "latency", "rate", "state", "random"]) {
        expect(stdout).toMatch(new RegExp(`^ {2}--${flag} <`, "m"));
      }
      expect(exitCode).toBe(0);
    },
  );

  test("fails without a command, and lists them", async () => {
    const { exitCode, stdout, stderr } = await run();
    expect(stderr).toContain("Commands:");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  });

  test("fails with the nearest command", async () => {
    const { exitCode, stderr } = await run("emulater");
    expect(stderr).toBe("error: unknown command 'emulater'\n(Did you mean emulator?)\n");
    expect(exitCode).toBe(1);
  });
});

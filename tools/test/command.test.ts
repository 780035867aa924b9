const { command } = require("../command") as {
  command(
    line: string,
    options: { cwd: string; show?: (line: string) => void },
  ): Promise<{ exitCode: number; output: string }>;
};

test("shows each line as it comes, and the last without an end", async () => {
  const shown: string[] = [];
  const show = (line: string) => shown.push(line);
  const { exitCode, output } = await command("echo one; printf two", { cwd: __dirname, show });
  expect({ exitCode, output, shown }).toEqual({
    exitCode: 0,
    output: "one\ntwo",
    shown: ["one", "two"],
  });
});

test("takes both streams and the exit code", async () => {
  const { exitCode, output } = await command("echo wrong >&2; exit 7", { cwd: __dirname });
  expect({ exitCode, output }).toEqual({ exitCode: 7, output: "wrong\n" });
});

test("fails when a signal ends the command", async () => {
  await expect(command("kill -9 $$", { cwd: __dirname })).rejects.toThrow("ended by SIGKILL");
});

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A folder of its own for each test, with the environment of a machine that has nothing. */
export class Machine {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "engine-test-"));
  readonly onPath = this.folder("on-path");
  readonly cache = this.folder("cache");
  readonly home = this.folder("home");
  readonly lines: string[] = [];

  readonly env: Record<string, string> = {
    PATH: this.onPath,
    PULUMI_HOME: this.home,
    REDIS_BACKUP_ENGINE_CACHE: this.cache,
    // Broken code that passes over the line above must not put a fake where real engines are.
    XDG_CACHE_HOME: this.folder("xdg-cache"),
  };

  readonly log = (line: string): void => {
    this.lines.push(line);
  };

  folder(name: string): string {
    const folder = path.join(this.root, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  shell(file: string, script: string): void {
    this.write(file, `#!/bin/sh\n${script}\n`);
  }

  node(file: string, script: string): void {
    this.write(file, `#!${process.execPath}\n${script}\n`);
  }

  pulumi(folder: string, printed: string, languages = ["nodejs"]): void {
    this.shell(path.join(folder, "pulumi"), `echo '${printed}'`);
    for (const language of languages) {
      this.shell(path.join(folder, `pulumi-language-${language}`), "exit 0");
    }
  }

  /** A `go` that "builds" shell scripts; answers with the commands it was given. */
  go(builtVersion = "v3.259.0"): () => { args: string[]; workspace: string }[] {
    const sdk = this.folder("sdk");
    for (const file of [
      "nodejs/dist/pulumi-resource-pulumi-nodejs",
      "python/dist/pulumi-resource-pulumi-python",
      "python/cmd/pulumi-language-python-exec",
    ]) {
      fs.mkdirSync(path.dirname(path.join(sdk, file)), { recursive: true });
      fs.writeFileSync(path.join(sdk, file), "", { mode: 0o444 });
    }
    const calls = path.join(this.root, "go-calls");
    fs.writeFileSync(calls, "");
    this.node(
      path.join(this.onPath, "go"),
      `const fs = require("fs"), path = require("path"), args = process.argv.slice(2);
       const call = { args, workspace: process.env.GOWORK };
       fs.appendFileSync(${JSON.stringify(calls)}, JSON.stringify(call) + "\\n");
       if (args[0] === "list") return console.log(${JSON.stringify(sdk)});
       const out = args.indexOf("-o");
       for (const made of args.slice(out + 2).map((name) => path.basename(name))) {
         const script = "#!/bin/sh\\necho ${builtVersion}\\n";
         fs.writeFileSync(path.join(args[out + 1], made), script, { mode: 0o755 });
       }`,
    );
    return () =>
      fs
        .readFileSync(calls, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { args: string[]; workspace: string });
  }

  /** An `npm` that "installs" this as the vendor's downloader. */
  downloader(script: string): void {
    this.node(
      path.join(this.onPath, "npm"),
      `const fs = require("fs");
       fs.mkdirSync("node_modules/pulumi", { recursive: true });
       fs.writeFileSync("node_modules/pulumi/run.js", ${JSON.stringify(script)});`,
    );
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: 0o755 });
  }
}

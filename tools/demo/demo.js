const { REPO, prepare } = require("../prepare");
const { Narrator } = require("./narrator");
const { Stage } = require("./stage");
const { tellStory } = require("./story");

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

async function demo() {
  const narrator = new Narrator();
  const stage = new Stage(narrator, REPO);
  process.on("exit", () => stage.clear());
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => process.exit(exitCode));
  }
  // Somebody who reads no further, such as `head`.
  process.stdout.on("error", () => process.exit(1));

  try {
    await prepare((line) => narrator.say(line));
    // Its packages are there only now.
    const { getEngine, engineEnvironment } = require("../engine");
    const engine = await getEngine({ log: (line) => narrator.say(line) });
    await tellStory(stage, (folders) =>
      engineEnvironment({ bin: engine.bin, passphrase: "demo", ...folders }),
    );
  } catch (error) {
    narrator.failure(error.message);
    process.exitCode = 1;
  }
}

void demo();

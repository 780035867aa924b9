const { prepare } = require("./prepare");

prepare((line) => process.stdout.write(`${line}\n`)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

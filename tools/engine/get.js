const { getEngine } = require("./index");

getEngine().then(
  ({ bin }) => process.stdout.write(`${bin}\n`),
  (error) => {
    process.stderr.write(`engine: ${error.message}\n`);
    process.exitCode = 1;
  },
);

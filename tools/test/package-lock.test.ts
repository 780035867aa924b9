interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = require("../../package-lock.json") as { packages: Record<string, Locked> };

/** Node's own search: beside the package, then one node_modules further up, and so on. */
function isLocked(name: string, from: string): boolean {
  const places = from.split("/node_modules/").map((_, n, parts) => {
    const place = parts.slice(0, parts.length - n).join("/node_modules/");
    return `${place}/node_modules/${name}`;
  });
  return [...places, `node_modules/${name}`].some((place) => place in packages);
}

/** A registry without the binaries of other platforms makes npm leave them out, and then refuse `npm ci`. */
test("the lock file has the packages of every platform", () => {
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(name, from)),
  );
  expect(missing).toEqual([]);
});

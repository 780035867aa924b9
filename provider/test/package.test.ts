import { resourceOf, resources, resourceTokens } from "../src/package";

it("has each resource under its own token", () => {
  expect(resourceTokens).toHaveLength(7);
  expect(resources().map(({ token }) => token)).toEqual(resourceTokens);
  for (const token of resourceTokens) expect(resourceOf(token)?.token).toBe(token);
});

it.each(["", "tair", "tair:", ":BackupPolicy", "tair:backupPolicy", "tair:toString", "toString:x"])(
  "has no resource %p",
  (token) => {
    expect(resourceOf(token)).toBeUndefined();
  },
);

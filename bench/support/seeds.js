/** Wide enough for every backup. */
const RANGE = { StartTime: "2010-01-01T00:00Z", EndTime: "2050-01-01T00:00Z" };

/**
 * Instances with as many backups each, all of the last three weeks and each at a time of its own.
 *
 * @param {{ instances: number, backups: number }} size
 */
function seedOf({ instances, backups }) {
  return {
    instances: Array.from({ length: instances }, (_, n) => ({
      instanceId: `r-bench-${n}`,
      backups: Array.from({ length: backups }, (_, b) => ({
        hoursAgo: ((b + 1) * 500) / backups,
        expectExpireTime: null,
      })),
    })),
  };
}

module.exports = { RANGE, seedOf };

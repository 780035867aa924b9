import { instanceOf, tokenOf, UNKNOWN, valueOf, type Seen } from "../resource";
import { resourceRule } from "../rule";
import { DAYS, hoursOfYear, overlap, type Peak, type Window } from "../week";

interface Config {
  readonly peakHours: readonly Peak[];
  readonly timeZone: string;
}

const TIME = "^([01]\\d|2[0-3]):00$|^24:00$";

/** Automatic backups start outside the hours in which the instance is busiest. */
export const outsidePeak = (now: () => number = Date.now) =>
  resourceRule<Config>({
    name: "redis-backup-outside-peak-hours",
    description: "The window of automatic backups is outside the declared peak hours.",
    severity: "low",
    remediation: "Move preferredBackupTime (at Tencent Cloud timePeriod) to a quieter hour.",
    parameters: {
      peakHours: {
        type: "array",
        items: {
          type: "object",
          properties: {
            from: { type: "string", pattern: TIME },
            to: { type: "string", pattern: TIME },
            days: { type: "array", items: { type: "string", enum: [...DAYS] } },
          },
          required: ["from", "to"],
          additionalProperties: false,
        },
        default: [],
        description:
          'Hours in which no backup may run, such as {"from": "08:00", "to": "22:00", "days": ["Monday"]}; every day where no days are given; over midnight where `to` is not after `from`.',
      },
      timeZone: {
        type: "string",
        default: "UTC",
        description: "IANA time zone of the peak hours, such as Asia/Shanghai.",
      },
    },
    check: (resource, { peakHours, timeZone }) => {
      const window = windowOf(resource);
      if (window === undefined || peakHours.length === 0) return [];
      const found = overlap(hoursOfYear(now()), window, { peaks: peakHours, timeZone });
      if (found === undefined) return [];
      return [
        `Backups of ${instanceOf(resource)} run in the peak hours: ${window.text} is ${found} in ${timeZone}.`,
      ];
    },
  });

/** When backups run, as the resource declares it; absent where that is not known yet. */
function windowOf(resource: Seen): (Window & { readonly text: string }) | undefined {
  const text = (property: string) => {
    const value = valueOf(resource, property);
    return typeof value === "string" ? value : undefined;
  };
  switch (tokenOf(resource)) {
    case "tair:BackupPolicy": {
      const time = text("preferredBackupTime");
      const days = valueOf(resource, "preferredBackupPeriod");
      const timeZone = valueOf(resource, "timeZone");
      if (time === undefined || !Array.isArray(days) || timeZone === UNKNOWN) return undefined;
      const zone = typeof timeZone === "string" ? timeZone : "UTC";
      return { hour: Number(time.slice(0, 2)), days: days as string[], timeZone: zone, text: time };
    }
    case "crs:BackupPolicy": {
      const time = text("timePeriod");
      if (time === undefined) return undefined;
      const hour = Number(time.slice(0, 2));
      return { hour, days: DAYS, timeZone: "Asia/Shanghai", text: `${time} China time` };
    }
    default:
      return undefined;
  }
}

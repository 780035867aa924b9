import { withoutControls, withoutOrders } from "../output/report";
import { text as commonText } from "../output/text";
import { ago } from "./durations";
import type { FleetReport, InstanceReport } from "./model";
import { policyText, storageText } from "./page-data";

/** For a terminal: what is to be acted on, then one line and what it rests on for each instance. */
export function text(report: FleetReport): string {
  const lines = report.instances.flatMap((one) => instance(one, report));
  const instances = `\nInstances:\n${lines.map((line) => `  ${line}\n`).join("")}`;
  return commonText(report) + withoutOrders(withoutControls(instances));
}

function instance(one: InstanceReport, { price }: FleetReport): string[] {
  const title = `${one.instanceId.padEnd(20)} ${one.name ?? ""}`.trimEnd();
  if (one.state === "unreadable") return [title, `    could not be read: ${one.error ?? ""}`];
  const { latestSuccess: latest, policy, nextBackupTime, flashbackFrom, storage } = one;
  const cost = storage?.estimatedMonthlyCost;
  return [
    title,
    ...[
      latest === undefined
        ? "no backup has succeeded"
        : `latest success ${latest.startedAt} (${latest.kind}), ${ago(latest.ageSeconds)}`,
      policy === undefined ? "" : `policy ${policyText(policy)}`,
      [
        nextBackupTime === undefined ? "" : `next ${nextBackupTime}`,
        flashbackFrom === undefined ? "" : `flashback from ${flashbackFrom}`,
      ]
        .filter(Boolean)
        .join(", "),
      storage === undefined
        ? ""
        : storageText(storage) +
          (cost === undefined ? "" : `, about ${cost.toFixed(2)} ${price.currency} a month`),
    ]
      .filter(Boolean)
      .map((line) => `    ${line}`),
  ];
}

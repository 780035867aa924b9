import type { Destination, Writers } from "../output/destinations";
import { writers as common } from "../output/writers";
import { fleetPage } from "./fleet-page";
import type { FleetReport } from "./model";
import { prometheus } from "./prometheus";
import { text } from "./text";

/** The formats of this command. Metrics are made only where they are wanted: that takes a while. */
export async function written(
  report: FleetReport,
  destinations: readonly Destination[] = [],
): Promise<Writers<FleetReport> & { readonly text: (report: FleetReport) => string }> {
  const isWanted = destinations.some(({ format }) => format === "prometheus");
  const metrics = isWanted ? await prometheus(report) : "";
  return { ...common, text, html: fleetPage, prometheus: () => metrics };
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A process and all that it has started, the youngest last. */
export async function processTree(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const parents = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] => [
    parent,
    ...parents.filter(([, ppid]) => ppid === parent).flatMap(([child]) => below(child)),
  ];
  return below(pid);
}

import type { Survey } from "pulumi-redis-backup/survey";
import type { Price, StorageReport } from "./model";

const GIB = 1024 ** 3;

/** An estimate: the free part may be shared out otherwise, and prices differ by region and contract. */
export function storageOf(
  { fullBytes, logBytes, freeBytes }: NonNullable<Survey["storage"]>,
  { perGibMonth }: Price,
): StorageReport {
  if (freeBytes === undefined) return { fullBytes, logBytes };
  const billedBytes = Math.max(0, fullBytes + logBytes - freeBytes);
  const estimatedMonthlyCost = Math.round((billedBytes / GIB) * perGibMonth * 100) / 100;
  return { fullBytes, logBytes, freeBytes, billedBytes, estimatedMonthlyCost };
}

export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log(Math.max(count, 1)) / Math.log(1024))),
  );
  const value = count / 1024 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

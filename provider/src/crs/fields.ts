import { z } from "zod";
import { field } from "../core/field";

const instancePattern = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/);

/** The instance that a resource or function speaks of. */
export const instanceId = () =>
  field(instancePattern, {
    description: "ID of the TencentDB for Redis instance.",
    expected: 'the ID of an instance such as "crs-5a4py64p"',
    replaceOnChanges: true,
  });

/** Narrows a list to one instance. */
export const onlyInstance = () =>
  field(instancePattern.optional(), {
    description: "Only what belongs to this instance; all instances of the region where unset.",
    expected: 'the ID of an instance such as "crs-5a4py64p"',
  });

/** Days that the API takes for the retention of a backup. */
export const storageDays = z.int().min(1).max(1825);

export const instant = (description: string) =>
  field(z.iso.datetime({ offset: true }).optional(), {
    description,
    expected: 'a time in RFC 3339 such as "2026-11-01T00:00:00Z"',
  });

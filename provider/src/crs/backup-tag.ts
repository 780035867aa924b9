import { randomBytes } from "node:crypto";

/** The end of a remark by which a backup is known: no answer of the API tells its id. */
const TAG = / ?\[pulumi:([0-9a-f]{16})\]$/;

export function newTag(): string {
  return randomBytes(8).toString("hex");
}

/** The remark as it is sent. */
export function tagged(remark: string | undefined, tag: string): string {
  return `${remark === undefined ? "" : `${remark} `}[pulumi:${tag}]`;
}

/** What the user wrote, and the tag, of a remark in a list. */
export function untagged(text: string | undefined): {
  readonly remark: string | undefined;
  readonly tag: string | undefined;
} {
  const tag = TAG.exec(text ?? "")?.[1];
  const remark = (text ?? "").replace(TAG, "");
  return { remark: remark === "" ? undefined : remark, tag };
}

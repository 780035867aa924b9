import fs from "node:fs";
import { fromPulumi } from "./pulumi-state";
import { adoptionOf, type Adoption, type ImportLine } from "./resource";
import { fromTerraform } from "./terraform-state";

/** A state of the alicloud provider, in a file. */
export type Former =
  | { readonly tool: "pulumi"; readonly file: string }
  | { readonly tool: "terraform"; readonly file: string };

interface Tool {
  readonly read: (state: unknown) => Parameters<typeof adoptionOf>[0];
  readonly forget: (address: string) => string;
}

const TOOLS: Record<Former["tool"], Tool> = {
  pulumi: { read: fromPulumi, forget: (urn) => `pulumi state delete ${quoted(urn)}` },
  terraform: { read: fromTerraform, forget: (address) => `terraform state rm ${quoted(address)}` },
};

/** What a state of another package holds, for `pulumi import --file`; says the rest. Calls no cloud. */
export function adoptFormer(former: Former, note: (text: string) => void): readonly ImportLine[] {
  const { read, forget } = TOOLS[former.tool];
  const adoption = adoptionOf(read(stateIn(former.file)));
  if (adoption.forgotten.length === 0) {
    throw new Error(
      `${former.file} holds neither a backup policy nor a backup of the alicloud provider`,
    );
  }
  for (const line of remarksOn(adoption)) note(line);
  note("Once they are imported, let the former owner forget them, before its program loses them:");
  note("its deletion would reset the policies and delete the backups.");
  for (const address of adoption.forgotten) note(`  ${forget(address)}`);
  return adoption.imports;
}

function stateIn(file: string): unknown {
  const text = fs.readFileSync(file, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}

function remarksOn({ skipped, providers }: Adoption): string[] {
  return [
    ...skipped.map(({ address, reason }) => `left out: ${address}: ${reason}`),
    ...(providers.length > 1
      ? [
          `they are of several providers or regions (${providers.join(", ")}): import those of each with its region (ALIBABA_CLOUD_REGION_ID)`,
        ]
      : []),
  ];
}

/** For a shell: addresses have quotes and brackets in them. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

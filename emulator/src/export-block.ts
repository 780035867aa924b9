import type { Emulator } from "./emulator";

/**
 * One block for a shell: points the provider at the emulator, and the clients that read the same variables. Terraform's
 * provider also wants `protocol = "HTTP"` in its block; the vendor's CLI takes the host with `--endpoint`.
 */
export function exportBlock(emulator: Emulator): string {
  const { host } = new URL(emulator.url);
  const variables = {
    ...emulator.environment,
    ALIBABA_CLOUD_REGION: emulator.environment["ALIBABA_CLOUD_REGION_ID"] ?? "",
    ALIBABA_CLOUD_ENDPOINT_R_KVSTORE: host,
    ALIBABA_CLOUD_ENDPOINT_STS: host,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join("");
}

function quoted(value: string): string {
  return /^[\w.:/-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

import type { Emulator } from "./emulator";

/** One block for a shell: points the provider, the vendor's CLI and Terraform at the emulator. */
export function exportBlock(emulator: Emulator): string {
  const lines = Object.entries(emulator.environment).map(
    ([name, value]) => `export ${name}=${value}`,
  );
  return `${lines.join("\n")}\n`;
}

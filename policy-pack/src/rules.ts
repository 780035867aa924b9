import { policyOf } from "./rule";
import { minimumExpiry } from "./rules/expiry";
import { flashbackOn } from "./rules/flashback";
import { minimumFrequency } from "./rules/frequency";
import { backedUpBeforeLoss } from "./rules/loss";
import { outsidePeak } from "./rules/peak";
import { protectedByPolicy } from "./rules/protected";
import { minimumRetention } from "./rules/retention";

/** Every rule of the pack. */
export const policies = [
  policyOf(protectedByPolicy),
  policyOf(minimumFrequency),
  policyOf(minimumRetention),
  policyOf(flashbackOn),
  policyOf(outsidePeak()),
  policyOf(backedUpBeforeLoss),
  policyOf(minimumExpiry()),
];

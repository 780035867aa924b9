export { documentsOf, type CamDocument, type Documents, type RamDocument } from "./documents";
export { grantsOf, type Grant } from "./grants";
export { STEPS, type Need, type Step } from "./need";
export { CLOUDS, cloudOf, NEEDS, type Cloud } from "./needs";
export {
  FUNCTION_TOKENS,
  ROLE_NAMES,
  ROLES,
  usesOfFunction,
  usesOfRole,
  type RoleName,
} from "./roles";
export { resourcesOf, tokenOf, usesOfStack } from "./stack";
export type { Scope, Use } from "./use";

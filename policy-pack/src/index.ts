import { PolicyPack } from "@pulumi/policy";
import { policies } from "./rules";

new PolicyPack("redis-backup-policies", { enforcementLevel: "mandatory", policies });

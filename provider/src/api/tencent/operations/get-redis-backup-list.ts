import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireFlag, wireId, wireInteger, wireList } from "../../wire";
import { wireChinaTime } from "../china-time";
import { legacyInstanceNotFound } from "../errors";
import { redisLegacy } from "../products";

/** The backups of the last 7 days, by the legacy API v2, whose end the vendor has announced. */
export const getRedisBackupList = defineOperation({
  product: redisLegacy,
  action: "GetRedisBackupList",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:GetRedisBackupList", resource: "instance" },
  input: z.object({
    redisId: z.string(),
    limit: z.int(),
    offset: z.int(),
    /** China time; both ends included. */
    beginTime: z.string().optional(),
    endTime: z.string().optional(),
  }),
  output: z.object({
    totalCount: wireInteger.optional(),
    data: z.object({
      redisBackupSet: wireList(
        z.object({
          backupId: wireId.optional(),
          /** `manualBackupInstance` or `systemBackupInstance`. */
          backupType: z.string().optional(),
          status: wireInteger.optional(),
          startTime: wireChinaTime.optional(),
          remark: z.string().optional(),
          locked: wireFlag.optional(),
        }),
      ),
    }),
  }),
  errors: { InstanceNotFound: legacyInstanceNotFound },
});

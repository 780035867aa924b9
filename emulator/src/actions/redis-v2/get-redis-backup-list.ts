/**
 * GetRedisBackupList (legacy API v2)
 * [D] documented: redisId, limit and offset are required; beginTime and endTime without a zone, both ends included; only the
 *     last 7 days; totalCount stands at the top and the rows in data.redisBackupSet; backupType manualBackupInstance or
 *     systemBackupInstance; the sample is oldest first.
 * [I] assumed: offset counts rows (`legacyOffset`: the text says pages, the example rows); 100 rows at most; an id has the
 *     form of a UUID in old releases, here it is the one of API 3.0.
 */
import { CrsError } from "../../crs-error";
import { crsStatus } from "../../model/crs-instance";
import { DAY } from "../../model/crs-flows";
import { crsTime } from "../../model/crs-time";
import { moment, readCrsInstance, whole, type CrsAction } from "../crs-action";
import { rowsOf } from "../redis/describe-instance-backups";

export const getRedisBackupList: CrsAction = {
  name: "GetRedisBackupList",
  params: {
    redisId: "string",
    limit: "integer",
    offset: "integer",
    beginTime: "string",
    endTime: "string",
  },
  required: ["redisId", "limit", "offset"],
  permission: "instance",
  run(call) {
    const limit = whole(call, "limit") ?? 0;
    const offset = whole(call, "offset") ?? 0;
    if (limit < 1 || limit > 100) throw CrsError.invalid("limit");
    if (offset < 0) throw CrsError.invalid("offset");
    const range = {
      from: Math.max(moment(call, "beginTime") ?? 0, call.now - 7 * DAY),
      to: moment(call, "endTime") ?? call.now,
    };
    const rows = rowsOf(call, readCrsInstance(call, "redisId"), range).reverse();
    const first = call.world.crsSettings.legacyOffset === "rows" ? offset : offset * limit;
    return {
      totalCount: rows.length,
      data: {
        redisBackupSet: rows.slice(first, first + limit).map((row) => {
          const status = crsStatus(row, call.readAt);
          return {
            startTime: crsTime(call.world, row.startedAt),
            backupId: row.backupId,
            backupType: row.mode === "Manual" ? "manualBackupInstance" : "systemBackupInstance",
            status,
            remark: row.remark,
            locked: status === 1 ? 1 : 0,
          };
        }),
      },
    };
  },
};

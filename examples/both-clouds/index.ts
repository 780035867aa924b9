import * as pulumi from "@pulumi/pulumi";
import { crs, tair } from "pulumi-redis-backup-sdk";

const config = new pulumi.Config();

const atAlibaba = tair.getBackupsOutput({ instanceId: config.require("tairInstanceId") }).backups;
const atTencent = crs.getBackupsOutput({ instanceId: config.require("crsInstanceId") }).backups;

/** Of both clouds, newest first. These fields mean the same there; each row has its vendor's own too. */
export const backups = pulumi.all([atAlibaba, atTencent]).apply((lists) =>
  lists
    .flat()
    .map(({ id, instanceId, startTime, endTime, type, status, sizeBytes, expireTime }) => ({
      ...{ id, instanceId, startTime, endTime, type, status, sizeBytes, expireTime },
    }))
    .sort((a, b) => (b.startTime ?? "").localeCompare(a.startTime ?? "")),
);

import { getBackupPolicy } from "../../src/tair/get-backup-policy";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  test("gives the live policy with the time of the next backup", async () => {
    cloud = await Cloud.start(
      [
        {
          policy: {
            enableBackupLog: true,
            backupRetentionPeriod: 30,
            preferredBackupPeriod: ["Friday", "Monday"],
          },
        },
      ],
      {},
      host,
    );
    expect(await asked(cloud, getBackupPolicy, { instanceId: INSTANCE })).toMatchObject({
      preferredBackupPeriod: ["Monday", "Friday"],
      backupRetentionPeriod: 30,
      enableBackupLog: true,
      preferredNextBackupTime: expect.stringMatching(/^20/),
      backupLogStartTime: expect.stringMatching(/^20/),
    });
  });
});

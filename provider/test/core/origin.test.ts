import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";
import { CRS } from "../support/crs";

const RESOURCES = [
  {
    token: "tair:BackupPolicy",
    variable: "ALIBABA_CLOUD_REGION_ID",
    made: "cn-hangzhou",
    inputs: {
      instanceId: INSTANCE,
      preferredBackupPeriod: ["Monday"],
      preferredBackupTime: "02:00Z-03:00Z",
    },
    options: { onDelete: "retain" },
  },
  {
    token: "tair:ManualBackup",
    variable: "ALIBABA_CLOUD_REGION_ID",
    made: "cn-hangzhou",
    inputs: { instanceId: INSTANCE },
    options: { onDelete: "retain" },
  },
  {
    token: "crs:BackupPolicy",
    variable: "TENCENTCLOUD_REGION",
    made: "ap-guangzhou",
    inputs: { instanceId: CRS, timePeriod: "02:00-03:00" },
    options: { onDelete: "retain" },
  },
  {
    token: "crs:ManualBackup",
    variable: "TENCENTCLOUD_REGION",
    made: "ap-guangzhou",
    inputs: { instanceId: CRS },
    options: {},
  },
];

describe.each(HOST_NAMES)("an up that asks another region (%s host)", (hostName) => {
  let cloud: Cloud;

  beforeEach(async () => {
    cloud = await Cloud.start([{}], { crs: { instances: [{ instanceId: CRS }] } }, hostName);
  });
  afterEach(() => cloud.close());

  test.each(RESOURCES)(
    "does not call a $token of the first one unchanged",
    async ({ token, variable, made, inputs, options }) => {
      const driven = new Driven(cloud, token);
      await driven.up(inputs);
      cloud.actions();
      cloud.newProcess({ [variable]: "xx-elsewhere" });
      const expected = new RegExp(
        `"${inputs.instanceId}" was made in region ${made}, .* asks region xx-elsewhere, .* Set redis-backup:(region|tencentRegion) back to ${made}`,
      );
      await expect(driven.up(inputs)).rejects.toThrow(expected);
      await expect(driven.up({ ...inputs, ...options })).rejects.toThrow(expected);
      expect(cloud.actions()).toEqual([]);
      cloud.newProcess({ [variable]: made });
      expect(await driven.up(inputs)).toBe("same");
    },
  );

  test("makes what is declared for an instance of the other one", async () => {
    const { token, inputs } = RESOURCES[0] as (typeof RESOURCES)[0];
    const driven = new Driven(cloud, token);
    await driven.up(inputs);
    cloud.newProcess({ ALIBABA_CLOUD_REGION_ID: "cn-shanghai" });
    await expect(driven.up({ ...inputs, instanceId: "r-shanghai1" })).rejects.toThrow(
      /no such instance/,
    );
  });
});

import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const READ = { InstanceId: INSTANCE };

describe("DescribeInstanceAttribute", () => {
  it("answers what a provider waits on", async () => {
    const emulator = await emulatorWith({
      name: "orders",
      architecture: "cluster",
      shardCount: 4,
      capacityMb: 4096,
      tags: { team: "shop" },
      policy: { enableBackupLog: true },
    });
    const body = await ask(emulator, "DescribeInstanceAttribute", READ);
    expect(body.Instances.DBInstanceAttribute).toEqual([
      expect.objectContaining({
        InstanceId: INSTANCE,
        InstanceName: "orders",
        InstanceStatus: "Normal",
        ArchitectureType: "cluster",
        InstanceType: "Tair",
        EngineVersion: "7.0",
        ShardCount: 4,
        NodeType: "double",
        Capacity: 4096,
        RegionId: "cn-hangzhou",
        ZoneId: "cn-hangzhou-a",
        CloudType: "CloudNative",
        ChargeType: "PostPaid",
        IsOrderCompleted: true,
        HasRenewChangeOrder: "false",
        ReadOnlyCount: 0,
        Storage: "",
        BackupLogStartTime: "2026-01-07T10:00:00Z",
        Tags: { Tag: [{ Key: "team", Value: "shop" }] },
      }),
    ]);
  });

  it("shows classic, single-node instances for what they are", async () => {
    const emulator = await emulatorWith({
      cloudNative: false,
      singleNode: true,
      instanceType: "Redis",
    });
    const body = await ask(emulator, "DescribeInstanceAttribute", READ);
    const [attribute] = body.Instances.DBInstanceAttribute;
    expect(attribute).toMatchObject({
      CloudType: "Classic",
      NodeType: "single",
      InstanceType: "Redis",
    });
    expect(attribute).not.toHaveProperty("BackupLogStartTime");
  });

  it("has two elements when there is a public endpoint", async () => {
    const emulator = await emulatorWith({ publicEndpoint: true });
    const body = await ask(emulator, "DescribeInstanceAttribute", READ);
    const [first, second] = body.Instances.DBInstanceAttribute;
    expect(second).toEqual({ ...first, ConnectionDomain: expect.stringContaining(".pub.") });
  });

  it("stays Normal while a backup runs", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", READ);
    const body = await ask(emulator, "DescribeInstanceAttribute", READ);
    expect(body.Instances.DBInstanceAttribute[0].InstanceStatus).toBe("Normal");
  });

  it("fails once the instance is released", async () => {
    const emulator = await emulatorWith();
    emulator.instances.release(INSTANCE);
    expect(await codeOf(emulator, "DescribeInstanceAttribute", READ)).toBe(
      "InvalidInstanceId.NotFound",
    );
    emulator.instances.add({ instanceId: INSTANCE });
    await ask(emulator, "DescribeInstanceAttribute", READ);
  });
});

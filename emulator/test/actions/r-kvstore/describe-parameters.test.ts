import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

describe("DescribeParameters", () => {
  it("names the instance by DBInstanceId and answers appendonly", async () => {
    const emulator = await emulatorWith({ appendonly: "no", engineVersion: "5.0" });
    const body = await ask(emulator, "DescribeParameters", { DBInstanceId: INSTANCE });
    expect(body).toMatchObject({
      Engine: "Redis",
      EngineVersion: "5.0",
      RunningParameters: {
        Parameter: expect.arrayContaining([
          {
            ParameterName: "appendonly",
            ParameterValue: "no",
            ModifiableStatus: "true",
            ForceRestart: "false",
            CheckingCode: "[yes|no]",
            ParameterDescription: "",
          },
        ]),
      },
      ConfigParameters: { Parameter: [] },
    });
  });

  it("fails with InstanceId", async () => {
    const emulator = await emulatorWith();
    const code = await codeOf(emulator, "DescribeParameters", { InstanceId: INSTANCE });
    expect(code).toBe("MissingDBInstanceId");
  });
});

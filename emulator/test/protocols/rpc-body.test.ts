import { XMLParser } from "fast-xml-parser";
import { bodyText, formatOf } from "../../src/protocols/rpc-body";
import { WireInteger } from "../../src/wire-integer";

describe("formatOf", () => {
  it.each([
    [undefined, "XML"],
    ["", "XML"],
    ["json", "JSON"],
    ["JSON", "JSON"],
    ["xml", "XML"],
    ["YAML", undefined],
  ])("takes %p for %p", (given, expected) => {
    expect(formatOf(new Map(given === undefined ? [] : [["Format", given]]))).toBe(expected);
  });
});

describe("bodyText", () => {
  it("writes integers of any length as numbers", () => {
    const body = { Id: new WireInteger("9007199254740993"), Text: "9007199254740993" };
    expect(bodyText("JSON", "X", body)).toBe('{"Id":9007199254740993,"Text":"9007199254740993"}');
  });

  it("repeats the name of an array for each element in XML, and escapes", () => {
    const body = {
      Backups: {
        Backup: [{ BackupId: new WireInteger("1"), Url: "a?b=1&c=<2>" }, { BackupId: 2 }],
      },
      Empty: { Tag: [] },
    };
    const xml = bodyText("XML", "DescribeBackupsResponse", body);
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><DescribeBackupsResponse>/);
    const parsed: unknown = new XMLParser().parse(xml);
    expect(parsed).toMatchObject({
      DescribeBackupsResponse: {
        Backups: { Backup: [{ BackupId: 1, Url: "a?b=1&c=<2>" }, { BackupId: 2 }] },
      },
    });
  });
});

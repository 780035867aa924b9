/** A number on the wire whose digits may be too many for a double: ids are kept as text and written as they are. */
export class WireInteger {
  constructor(readonly digits: string) {}
}

const MARK = "integer:3f9c1b:";

export function toJson(body: object): string {
  const text = JSON.stringify(body, (_key, value: unknown) =>
    value instanceof WireInteger ? MARK + value.digits : value,
  );
  return text.replace(/"integer:3f9c1b:(\d+)"/g, "$1");
}

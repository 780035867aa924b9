import type { ApiError } from "../core/errors";

/** Every row of a list with what is told beside it, or that the instance is not found. */
export type Pages<Row, Beside> =
  | {
      readonly ok: true;
      readonly rows: Row[];
      readonly beside: Beside;
      /** How many rows the list says there are beyond those that it gave. */
      readonly withheld: number;
    }
  | { readonly ok: false; readonly error: ApiError };

export type Page<Row, Beside> =
  | {
      readonly ok: true;
      readonly rows: readonly Row[];
      /** Of all pages together; absent where the list doesn't tell. */
      readonly total: number | undefined;
      readonly beside: Beside;
    }
  | { readonly ok: false; readonly error: ApiError };

const READINGS = 3;

/**
 * A new row pushes others to the next page, where they are seen again; one that goes pulls them to the
 * page before, where they are missed. So rows count once, and a list that shrank is read again. Pages may be
 * smaller than asked for: a short one is the last only where the list says of no more.
 */
export async function allPages<Row, Beside>(list: {
  readonly pageSize: number;
  readonly read: (pageNumber: number) => Promise<Page<Row, Beside>>;
  /** What makes a row the same one; `place` is where it stands, for lists that stay as they are. */
  readonly keyOf: (row: Row, place: string) => string;
}): Promise<Pages<Row, Beside>> {
  const { pageSize, read, keyOf } = list;
  for (let reading = 1; ; reading += 1) {
    const rows = new Map<string, Row>();
    let highest = 0;
    let given = 0;
    for (let pageNumber = 1; ; pageNumber += 1) {
      const page = await read(pageNumber);
      if (!page.ok) return page;
      page.rows.forEach((row, n) => rows.set(keyOf(row, `${pageNumber}/${n}`), row));
      highest = Math.max(highest, page.total ?? 0);
      given += page.rows.length;
      const isFull = page.rows.length >= pageSize;
      const isMore = given < (page.total ?? (isFull ? Infinity : 0));
      if (isMore && page.rows.length > 0) continue;
      const hasShrunk = page.total !== undefined && page.total < highest;
      if (hasShrunk && reading < READINGS) break;
      const withheld = Math.max(0, (page.total ?? 0) - given);
      return { ok: true, rows: [...rows.values()], beside: page.beside, withheld };
    }
  }
}

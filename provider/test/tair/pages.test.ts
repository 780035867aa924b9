import { allPages } from "../../src/tair/pages";

const PAGE = 50;
const row = (n: number) => `r-${n}`;
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => row(from + n));

/** A list that gives its pages as they are written here, and nothing after them. */
async function read(pages: readonly (readonly string[])[], total?: number) {
  const asked: number[] = [];
  const list = await allPages<string, undefined>({
    pageSize: PAGE,
    keyOf: (one) => one,
    read: (pageNumber) => {
      asked.push(pageNumber);
      const page = pages[pageNumber - 1] ?? [];
      return Promise.resolve({ ok: true, rows: page, total, beside: undefined });
    },
  });
  if (!list.ok) throw list.error;
  return { count: list.rows.length, withheld: list.withheld, asked };
}

test("pages that are smaller than asked for are read to the end", async () => {
  const pages = [rows(0, 30), rows(30, 30), rows(60, 10)];
  expect(await read(pages, 70)).toEqual({ count: 70, withheld: 0, asked: [1, 2, 3] });
});

test("a list that says of more than it gives is told to be cut short", async () => {
  expect(await read([rows(0, 30)], 70)).toEqual({ count: 30, withheld: 40, asked: [1, 2] });
});

test.each([
  ["tells how many", 60],
  ["doesn't tell how many", undefined],
])("a list that %s there are ends with its last page", async (_what, total) => {
  const pages = [rows(0, 50), rows(50, 10)];
  expect(await read(pages, total)).toEqual({ count: 60, withheld: 0, asked: [1, 2] });
});

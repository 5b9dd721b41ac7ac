import { printable } from './text.ts';

/** One column of a table of items. */
export interface Column<Item> {
  readonly heading: string;
  /** Numbers align right. */
  readonly align?: 'left' | 'right';
  /** undefined prints a dash. */
  readonly cell: (item: Item) => string | number | undefined;
}

const ABSENT = '–';

/** A table with aligned columns; the last column is not padded. */
export const table = <Item>(columns: readonly Column<Item>[], items: readonly Item[]): readonly string[] => {
  const rows = items.map((item) => columns.map(({ cell }) => printable(String(cell(item) ?? ABSENT))));
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, place) => {
        const width = widths[place] ?? 0;
        return columns[place]?.align === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
};

/** Names and values in two aligned columns. */
export const facts = (pairs: readonly (readonly [name: string, value: string | number | undefined])[]) => {
  const known = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${printable(String(value))}`);
};

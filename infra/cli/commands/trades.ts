import * as z from 'zod';
import { option } from '../command.ts';
import type { Column } from '../table.ts';
import { istTime } from '../text.ts';
import { dateOption, limitOption } from '../words.ts';

/** Options of the lists of what strategies do. */
export const tradeOptions = {
  date: dateOption,
  limit: limitOption,
  strategy: option('ID', 'only of this strategy', z.string()),
  instrument: option('TOKEN', 'only in this instrument', z.string()),
};

/** The query that these options are. */
export const tradeQuery = (options: {
  readonly date?: string | undefined;
  readonly strategy?: string | undefined;
  readonly instrument?: string | undefined;
}) => ({ date: options.date, strategy_id: options.strategy, instrument_token: options.instrument });

interface Trade {
  readonly strategy_id: string;
  readonly instrument_token: number;
}

/** Columns that each of these lists ends with. */
export const tradeColumns = <Item>(tradeOf: (item: Item) => Trade): readonly Column<Item>[] => [
  { heading: 'INSTRUMENT', align: 'right', cell: (item) => tradeOf(item).instrument_token },
  { heading: 'STRATEGY', cell: (item) => tradeOf(item).strategy_id },
];

export const timeColumn = <Item extends { readonly at: string }>(): Column<Item> => ({
  heading: 'MARKET TIME (IST)',
  cell: ({ at }) => istTime(at),
});

/** What is said under a list that has more. */
export const moreLine = (more: boolean): readonly string[] => (more ? ['… and more: raise --limit'] : []);

import * as z from 'zod';
import { option } from '../command.ts';
import type { Column } from '../table.ts';
import { istTime } from '../text.ts';
import { dateOption, limitOption } from '../words.ts';

/** Options of the lists of orders, fills and signals. */
export const tradeOptions = {
  date: dateOption,
  limit: limitOption,
  strategy: option('ID', 'filter by strategy', z.string()),
  instrument: option('TOKEN', 'filter by instrument', z.string()),
};

/** These options as a query. */
export const tradeQuery = (options: {
  readonly date?: string | undefined;
  readonly strategy?: string | undefined;
  readonly instrument?: string | undefined;
}) => ({ date: options.date, strategy_id: options.strategy, instrument_token: options.instrument });

interface Trade {
  readonly strategy_id: string;
  readonly instrument_token: number;
}

/** The last columns of these lists. */
export const tradeColumns = <Item>(tradeOf: (item: Item) => Trade): readonly Column<Item>[] => [
  { heading: 'INSTRUMENT', align: 'right', cell: (item) => tradeOf(item).instrument_token },
  { heading: 'STRATEGY', cell: (item) => tradeOf(item).strategy_id },
];

export const timeColumn = <Item extends { readonly at: string }>(): Column<Item> => ({
  heading: 'MARKET TIME (IST)',
  cell: ({ at }) => istTime(at),
});

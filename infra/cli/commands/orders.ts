import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { fetchList } from '../list.ts';
import { type Column, table } from '../table.ts';
import { brokerIn, exactly } from '../words.ts';
import { moreLine, timeColumn, tradeColumns, tradeOptions, tradeQuery } from './trades.ts';

const order = z.object({
  at: z.string(),
  status: z.string(),
  side: z.string(),
  quantity: z.number(),
  fill_price: z.number().optional(),
  reason: z.string().optional(),
  error_message: z.string().optional(),
  strategy_id: z.string(),
  instrument_token: z.number(),
});

type Order = z.infer<typeof order>;

const COLUMNS: readonly Column<Order>[] = [
  timeColumn(),
  { heading: 'STATUS', cell: ({ status }) => status },
  { heading: 'SIDE', cell: ({ side }) => side },
  { heading: 'QUANTITY', align: 'right', cell: ({ quantity }) => quantity },
  {
    heading: 'PRICE',
    align: 'right',
    cell: ({ fill_price }) => (fill_price === undefined ? undefined : rupees(fill_price)),
  },
  ...tradeColumns((item: Order) => item),
  {
    heading: 'FAILURE',
    cell: ({ reason, error_message }) =>
      [reason, error_message].filter((text) => text !== undefined).join(': '),
  },
];

export const orders = command({
  name: 'orders',
  summary: 'List order events',
  forms: [['BROKER', 'newest first: placed, filled, failed']],
  options: z.object(tradeOptions),
  async run({ words, options }, { api, print }) {
    const [broker] = exactly(words, 'BROKER');
    const list = await fetchList(api, {
      path: apiPath`/orders/${brokerIn(broker)}`,
      query: tradeQuery(options),
      item: order,
      limit: options.limit,
    });
    const lines = list.items.length === 0 ? ['no orders'] : table(COLUMNS, list.items);
    print(list.json, [...lines, ...moreLine(list.more)]);
    return undefined;
  },
});

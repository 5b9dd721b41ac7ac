import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { printList } from '../list.ts';
import type { Column } from '../table.ts';
import { brokerIn, exactly } from '../words.ts';
import { timeColumn, tradeColumns, tradeOptions, tradeQuery } from './trades.ts';

const reply = async () => (await import('../../../functions/journal/api/list-orders.ts')).listOrders.reply;

type Order = BodyOf<typeof reply>['items'][number];

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
  async run({ words, options }, context) {
    const [broker] = exactly(words, 'BROKER');
    await printList(context, {
      path: apiPath`/orders/${brokerIn(broker)}`,
      query: tradeQuery(options),
      reply,
      limit: options.limit,
      columns: COLUMNS,
      none: 'no orders',
    });
  },
});

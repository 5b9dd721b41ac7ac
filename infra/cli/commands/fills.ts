import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { printList } from '../list.ts';
import type { Column } from '../table.ts';
import { brokerIn, exactly } from '../words.ts';
import { timeColumn, tradeColumns, tradeOptions, tradeQuery } from './trades.ts';

const reply = async () => (await import('../../../functions/journal/api/list-fills.ts')).listFills.reply;

type Fill = BodyOf<typeof reply>['items'][number];

const COLUMNS: readonly Column<Fill>[] = [
  timeColumn(),
  { heading: 'SIDE', cell: ({ side }) => side },
  { heading: 'QUANTITY', align: 'right', cell: ({ quantity }) => quantity },
  { heading: 'PRICE', align: 'right', cell: ({ fill_price }) => rupees(fill_price) },
  { heading: 'FEES', align: 'right', cell: ({ fees }) => rupees(fees) },
  ...tradeColumns((item: Fill) => item),
  { heading: 'CORRELATION ID', cell: ({ correlation_id }) => correlation_id },
];

export const fills = command({
  name: 'fills',
  summary: 'List fills',
  forms: [['BROKER', 'newest first; pass a correlation id to trace']],
  options: z.object(tradeOptions),
  async run({ words, options }, context) {
    const [broker] = exactly(words, 'BROKER');
    await printList(context, {
      path: apiPath`/fills/${brokerIn(broker)}`,
      query: tradeQuery(options),
      reply,
      limit: options.limit,
      columns: COLUMNS,
      none: 'no fills',
    });
  },
});

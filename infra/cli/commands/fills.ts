import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { fetchList } from '../list.ts';
import { type Column, table } from '../table.ts';
import { brokerIn, exactly } from '../words.ts';
import { moreLine, timeColumn, tradeColumns, tradeOptions, tradeQuery } from './trades.ts';

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
  async run({ words, options }, { api, print }) {
    const [broker] = exactly(words, 'BROKER');
    const list = await fetchList(api, {
      path: apiPath`/fills/${brokerIn(broker)}`,
      query: tradeQuery(options),
      reply,
      limit: options.limit,
    });
    const lines = list.items.length === 0 ? ['no fills'] : table(COLUMNS, list.items);
    print(list.json, [...lines, ...moreLine(list.more)]);
    return undefined;
  },
});

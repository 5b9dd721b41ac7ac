import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command, option } from '../command.ts';
import { printList } from '../list.ts';
import type { Column } from '../table.ts';
import { brokerIn, exactly } from '../words.ts';
import { timeColumn, tradeColumns, tradeOptions, tradeQuery } from './trades.ts';

const VERDICTS = ['validated', 'rejected'] as const;

const reply = async () => (await import('../../../functions/journal/api/list-signals.ts')).listSignals.reply;

type Judged = BodyOf<typeof reply>['items'][number];

/** The detail of a rule that accepts an order only because it reduces the position. */
const REDUCTION = 'reduces the position';

const why = ({ rejection_reason, risk_checks }: Judged): string => {
  const refused = risk_checks.find(({ rule }) => rule === rejection_reason);
  if (refused?.detail !== undefined) return `${rejection_reason}: ${refused.detail}`;
  if (rejection_reason !== undefined) return rejection_reason;
  return risk_checks.some(({ detail }) => detail === REDUCTION) ? REDUCTION : '';
};

const COLUMNS: readonly Column<Judged>[] = [
  timeColumn(),
  { heading: 'VERDICT', cell: ({ verdict }) => verdict },
  { heading: 'SIDE', cell: ({ signal }) => signal.signal_type },
  { heading: 'QUANTITY', align: 'right', cell: ({ signal }) => signal.quantity },
  {
    heading: 'PRICE',
    align: 'right',
    cell: ({ signal: { price } }) => (price === undefined ? undefined : rupees(price)),
  },
  ...tradeColumns(({ signal }: Judged) => signal),
  { heading: 'WHY', cell: why },
];

export const signals = command({
  name: 'signals',
  summary: 'List signals with their verdicts',
  forms: [['BROKER', 'newest first, with the rule that rejected each; --json has all checks']],
  options: z.object({
    ...tradeOptions,
    verdict: option(VERDICTS.join('|'), 'filter by verdict', z.enum(VERDICTS)),
  }),
  async run({ words, options }, context) {
    const [broker] = exactly(words, 'BROKER');
    await printList(context, {
      path: apiPath`/signals/${brokerIn(broker)}`,
      query: { ...tradeQuery(options), verdict: options.verdict },
      reply,
      limit: options.limit,
      columns: COLUMNS,
      none: 'no signals',
    });
  },
});

import * as z from 'zod';
import type { Broker } from '../../../shared/events/brokers.ts';
import { count, exactRupees, rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { type CommandContext, command, option } from '../command.ts';
import { printList } from '../list.ts';
import { type Column, table } from '../table.ts';
import { istTime } from '../text.ts';
import { brokerIn, dateOption, exactly, limitOption, noSuchForm } from '../words.ts';

const portfolioReply = async () =>
  (await import('../../../functions/portfolio-manager/api/get-portfolio.ts')).getPortfolio.reply;

const positionsReply = async () =>
  (await import('../../../functions/portfolio-manager/api/list-positions.ts')).listPositions.reply;

const pnlReply = async () =>
  (await import('../../../functions/portfolio-manager/api/list-pnl.ts')).listPnl.reply;

type Portfolio = BodyOf<typeof portfolioReply>;
type Position = Portfolio['positions'][number];
type Totals = Portfolio['closed'];
type Point = BodyOf<typeof pnlReply>['items'][number];

const totalColumns = <Item extends Totals>(): readonly Column<Item>[] => [
  { heading: 'REALIZED', align: 'right', cell: (item) => exactRupees(item.realized_pnl) },
  { heading: 'UNREALIZED', align: 'right', cell: (item) => exactRupees(item.unrealized_pnl) },
  { heading: 'TOTAL', align: 'right', cell: (item) => exactRupees(item.total_pnl) },
  { heading: 'FEES', align: 'right', cell: (item) => exactRupees(item.fees) },
];

const rupeesOrNone = (amount: number | undefined): string | undefined =>
  amount === undefined ? undefined : rupees(amount);

const POSITIONS: readonly Column<Position>[] = [
  { heading: 'STRATEGY', cell: (item) => item.strategy_id },
  { heading: 'INSTRUMENT', align: 'right', cell: (item) => item.contract ?? item.instrument_token },
  { heading: 'QUANTITY', align: 'right', cell: (item) => count(item.quantity) },
  { heading: 'AVERAGE', align: 'right', cell: (item) => rupees(item.average_price) },
  { heading: 'LAST', align: 'right', cell: (item) => rupeesOrNone(item.last_price) },
  ...totalColumns<Position>(),
];

/** Net positions and closed ones, which add up to the account. */
const NET: readonly Column<Totals & Partial<Portfolio['instruments'][number]>>[] = [
  { heading: 'NET', cell: (item) => item.contract ?? item.instrument_token ?? 'closed' },
  { heading: 'QUANTITY', align: 'right', cell: (item) => item.quantity && count(item.quantity) },
  { heading: 'VALUE', align: 'right', cell: (item) => rupeesOrNone(item.value) },
  { heading: 'LAST', align: 'right', cell: (item) => rupeesOrNone(item.last_price) },
  ...totalColumns(),
];

const STRATEGIES: readonly Column<Totals & { readonly name: string }>[] = [
  { heading: 'STRATEGY', cell: ({ name }) => name },
  ...totalColumns(),
];

const POINTS: readonly Column<Point>[] = [
  { heading: 'MARKET TIME (IST)', cell: ({ at }) => istTime(at) },
  ...totalColumns<Point>(),
];

/** One request, so that strategies, positions and account show one moment and add up. */
const show = async (broker: Broker, { api, print }: CommandContext): Promise<void> => {
  const path = apiPath`/portfolio/${broker}`;
  const { body, json } = await api.call({ method: 'GET', path, reply: portfolioReply });
  const { account, strategies, positions, instruments, closed, updated_at } = body;
  print(json, [
    ...table(STRATEGIES, [
      ...strategies.map((strategy) => ({ ...strategy, name: strategy.strategy_id })),
      { ...account, name: 'account' },
    ]),
    '',
    ...(positions.length === 0
      ? ['no open positions']
      : [...table(POSITIONS, positions), '', ...table(NET, [...instruments, closed])]),
    ...(updated_at === undefined
      ? ['no trades yet']
      : [`last fill ${istTime(updated_at)} IST, market time; valued at the newest prices`]),
  ]);
};

export const portfolio = command({
  name: 'portfolio',
  summary: 'Show positions, profit and loss',
  forms: [
    ['BROKER', 'shows the account, strategies, open positions and net positions'],
    ['BROKER positions', 'lists open and closed positions'],
    ['BROKER pnl', 'lists profit and loss over one day'],
  ],
  options: z.object({
    limit: limitOption,
    date: dateOption,
    strategy: option('ID', 'filter positions by strategy', z.string()),
  }),
  async run({ words, options }, context) {
    const [name, form = 'show', ...rest] = words;
    const broker = brokerIn(name);
    exactly(rest);
    if (form === 'show') await show(broker, context);
    else if (form === 'positions') {
      await printList(context, {
        path: apiPath`/portfolio/${broker}/positions`,
        query: { strategy_id: options.strategy },
        reply: positionsReply,
        limit: options.limit,
        columns: POSITIONS,
        none: 'no positions',
      });
    } else if (form === 'pnl') {
      await printList(context, {
        path: apiPath`/portfolio/${broker}/pnl`,
        query: { date: options.date },
        reply: pnlReply,
        limit: options.limit,
        columns: POINTS,
        none: 'no profit or loss',
      });
    } else noSuchForm(form, ['show', 'positions', 'pnl']);
  },
});

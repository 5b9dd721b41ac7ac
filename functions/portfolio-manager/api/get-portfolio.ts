import * as z from 'zod';
import { instrumentToken, strategyId, timestamp } from '../../../shared/events/data/fields.ts';
import { toRupees } from '../../../shared/money.ts';
import { bookIn } from '../items.ts';
import { totalsInRupees, type ValuedInstrument, valuation } from '../valuation.ts';
import { contractColumns, lastPriceFields, positionRow, positionRowOf } from './position-row.ts';
import { readAccount } from './read-account.ts';
import { readQuotes } from './read-quotes.ts';
import { brokerParams, markFields, sessionRoute, totalFields } from './services.ts';

const updatedAt = timestamp.describe('Market time of the last fill');

const instrumentRow = z.strictObject({
  instrument_token: instrumentToken,
  ...contractColumns,
  quantity: z.int().describe('Net units over all strategies, negative for short'),
  value: z.number().describe('Rupees: quantity × multiplier at the last price'),
  strategies: z.int().min(1).describe('Number of strategies with a position'),
  ...lastPriceFields,
  ...totalFields,
});

const reply = z.strictObject({
  broker: brokerParams.shape.broker,
  account: z.strictObject({ ...totalFields, open_positions: z.int().min(0) }),
  strategies: z.array(z.strictObject({ strategy_id: strategyId, ...totalFields, updated_at: updatedAt })),
  positions: z.array(positionRow).describe('Open positions by strategy and instrument'),
  instruments: z.array(instrumentRow).describe('Open positions by instrument, summed over strategies'),
  closed: z.strictObject(totalFields).describe('Totals of closed positions'),
  updated_at: updatedAt.optional(),
});

const instrumentRowOf = ({
  instrumentToken: instrument_token,
  contract,
  multiplier,
  quantity,
  value,
  strategies,
  mark,
  totals,
}: ValuedInstrument): z.input<typeof instrumentRow> => ({
  instrument_token,
  ...(contract !== undefined && { contract }),
  ...(multiplier !== 1 && { multiplier }),
  quantity,
  value: toRupees(value),
  strategies,
  ...markFields(mark),
  ...totalsInRupees(totals),
});

const EMPTY = { strategies: [], positions: [], marks: [] };

export const getPortfolio = sessionRoute({
  operation: 'getPortfolio',
  method: 'GET',
  path: '/portfolio/{broker}',
  tag: 'Portfolio',
  summary: 'Get the portfolio of an account',
  description:
    'Returns totals, strategies, open positions and net positions at one moment, valued at one last price per ' +
    'instrument. To the paisa, the account totals equal the sum of its strategies, the sum of positions and closed, ' +
    'and the sum of instruments and closed. An account without trades has zeros and no updated_at.',
  params: brokerParams,
  reply,
  async handle({ params: { broker } }, services) {
    const account = await readAccount(services, broker);
    const { positions } = account ?? EMPTY;
    const quotes = await readQuotes(
      services,
      positions.map(({ instrument_token }) => instrument_token),
    );
    const value = valuation(bookIn(account ?? EMPTY), quotes);
    return {
      body: {
        broker,
        account: { ...totalsInRupees(value.account), open_positions: value.open.length },
        strategies: Array.from(value.strategies, ([strategy_id, strategy]) => ({
          strategy_id,
          ...totalsInRupees(strategy),
          updated_at: new Date(strategy.updatedAt).toISOString(),
        })),
        positions: value.open.map(positionRowOf),
        instruments: value.instruments.map(instrumentRowOf),
        closed: totalsInRupees(value.closed),
        ...(account && { updated_at: account.updated_at }),
      },
    };
  },
});

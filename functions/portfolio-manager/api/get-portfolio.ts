import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { strategyId, timestamp } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/kernel/stage.ts';
import {
  ACCOUNT_ITEM,
  type PortfolioItem,
  portfolioItem,
  strategyItemId,
} from '../../../shared/market/portfolio-items.ts';
import { brokerParams, type PortfolioServices, sessionRoute, totalFields, totalsOf } from './services.ts';

const updatedAt = timestamp.describe('Market time of the last fill');

const strategyTotals = z.strictObject({ strategy_id: strategyId, ...totalFields, updated_at: updatedAt });

const NO_TRADES = { realized_pnl: 0, unrealized_pnl: 0, total_pnl: 0, fees: 0, open_positions: 0 };

type ItemOf<Kind extends PortfolioItem['kind']> = Extract<PortfolioItem, { readonly kind: Kind }>;

const accountItem = async (
  { tables }: PortfolioServices,
  broker: Broker,
): Promise<ItemOf<'account'> | undefined> => {
  const item = await tables.get('positions', { broker, position_id: ACCOUNT_ITEM });
  if (item === undefined) return undefined;
  const { data } = portfolioItem.safeParse(item);
  // Zeros would be a lie.
  if (data?.kind !== 'account')
    throw new AlphaPandaError('BAD_ITEM', `the account of ${broker} in table positions cannot be read`);
  return data;
};

/** The strategies' items of a broker: their keys stand together. */
const strategyItems = async (
  { tables, onBadItem }: PortfolioServices,
  broker: Broker,
): Promise<readonly ItemOf<'strategy'>[]> => {
  const strategies: ItemOf<'strategy'>[] = [];
  const take = (item: Item): void => {
    const { data, error } = portfolioItem.safeParse(item);
    if (data?.kind === 'strategy') strategies.push(data);
    else onBadItem('positions', String(item.position_id), error?.message ?? 'is not of a strategy');
  };
  let after: string | undefined;
  for (;;) {
    const { items, more } = await tables.page('positions', {
      partitionKey: broker,
      limit: 200,
      newestFirst: false,
      sortKeyFrom: strategyItemId(''),
      sortKeyTo: strategyItemId('~'),
      ...(after !== undefined && { after }),
    });
    items.forEach(take);
    if (!more) return strategies;
    after = String(items.at(-1)?.position_id);
  }
};

export const getPortfolio = sessionRoute({
  operation: 'getPortfolio',
  method: 'GET',
  path: '/portfolio/{broker}',
  tag: 'Portfolio',
  summary: 'Totals of an account and of each of its strategies',
  description: 'As of the last fill. An account that has not traded yet has zeros, and no updated_at.',
  params: brokerParams,
  reply: z.strictObject({
    broker: brokerParams.shape.broker,
    account: z.strictObject({ ...totalFields, open_positions: z.int().min(0) }),
    strategies: z.array(strategyTotals),
    updated_at: updatedAt.optional(),
  }),
  async handle({ params: { broker } }, services) {
    const [account, strategies] = await Promise.all([
      accountItem(services, broker),
      strategyItems(services, broker),
    ]);
    return {
      body: {
        broker,
        account:
          account === undefined
            ? NO_TRADES
            : { ...totalsOf(account), open_positions: account.open_positions },
        strategies: strategies.map((item) => ({
          strategy_id: item.strategy_id,
          ...totalsOf(item),
          updated_at: item.updated_at,
        })),
        ...(account && { updated_at: account.updated_at }),
      },
    };
  },
});

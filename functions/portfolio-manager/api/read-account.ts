import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { ACCOUNT_ITEM, type ItemOf, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import type { PortfolioServices } from './services.ts';

/**
 * The account of a broker as its last fill left it; undefined before the first one.
 * @throws AlphaPandaError `BAD_ITEM` where the item cannot be read: zeros would be a lie.
 */
export const readAccount = async (
  { tables }: PortfolioServices,
  broker: Broker,
): Promise<ItemOf<'account'> | undefined> => {
  const item = await tables.get('positions', { broker, position_id: ACCOUNT_ITEM });
  if (item === undefined) return undefined;
  const { data, error } = portfolioItem.safeParse(item);
  if (data?.kind === 'account') return data;
  throw new AlphaPandaError(
    'BAD_ITEM',
    `the account of ${broker} in table positions cannot be read; its next fill writes it again`,
    { cause: error },
  );
};

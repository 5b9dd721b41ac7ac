import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { ACCOUNT_ITEM, type ItemOf, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import type { PortfolioServices } from './services.ts';

/**
 * The account of a broker after its last fill; undefined before the first fill.
 * @throws AlphaPandaError `BAD_ITEM` if the item is malformed: zeros would be wrong.
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
    `the account of ${broker} in table positions is malformed; its next fill replaces it`,
    { cause: error },
  );
};

import { type ContractQuote, contractQuotes } from '../../../shared/market/contract.ts';
import { type Instrument, instrumentItem } from '../../../shared/market/instrument.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import type { PortfolioServices } from './services.ts';

const readInstruments = async (
  { tables, onBadItem }: PortfolioServices,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, Instrument>> => {
  const found = new Map<number, Instrument>();
  const keys = [...new Set(tokens)].map((instrument_token) => ({ instrument_token }));
  for (const item of await tables.getMany('instruments', keys)) {
    const { data, error } = instrumentItem.safeParse(item);
    if (error !== undefined) onBadItem('instruments', String(item.instrument_token), error.message);
    if (data !== undefined) found.set(data.instrument_token, data);
  }
  return found;
};

/** The last prices of instruments, with the contracts that the tokens have now. */
export const readQuotes = async (
  services: PortfolioServices,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, ContractQuote>> =>
  contractQuotes(
    ...(await Promise.all([
      readLastPrices(services.tables, services.onBadItem)(tokens),
      readInstruments(services, tokens),
    ])),
  );

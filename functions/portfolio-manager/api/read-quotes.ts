import { type ContractQuote, contractQuotes } from '../../../shared/market/contract.ts';
import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import type { PortfolioServices } from './services.ts';

/** The last prices of instruments, with the contracts that the tokens have now. */
export const readQuotes = async (
  { tables, onBadItem }: PortfolioServices,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, ContractQuote>> =>
  contractQuotes(
    ...(await Promise.all([
      readLastPrices(tables, onBadItem)(tokens),
      instrumentLookup(tables, systemClock, 0, onBadItem)(tokens),
    ])),
  );

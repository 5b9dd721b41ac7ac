import { positionKey } from '../events/partition-key.ts';
import { contractOf, type Instrument } from './instrument.ts';
import { dayOfDate, istDay } from './ist.ts';
import type { Quote } from './last-price.ts';

/**
 * Exchanges use a token again after its contract expired. So a position is of a contract (`EXCHANGE:TRADINGSYMBOL`), and a
 * price of a token is a price of the contract that the token had at that time. A contract is unknown (undefined) in
 * states of earlier releases and in fills that do not name it. Unknown is the same as each name: the first one counts.
 */
type Contract = string | undefined;

/** Exchanges of shares and indices, which do not expire: their tokens are not used again. */
const LASTING: ReadonlySet<string> = new Set(['NSE', 'BSE']);

const partsOf = (contract: string): readonly [exchange: string, series: string] => {
  const colon = contract.indexOf(':');
  // The expiry, and the strike of an option: all from the first digit behind a letter on.
  const [series = ''] = /(?<=[A-Z&-])\d.*$/.exec(contract.slice(colon + 1)) ?? [];
  return [contract.slice(0, colon), series];
};

/**
 * Whether two names of one token name one contract. A company's new name changes the names of its share and of its
 * contracts, but no expiry and no strike. A token that is used again has a later expiry.
 */
export const isSameContract = (one: Contract, other: Contract): boolean => {
  if (one === undefined || other === undefined || one === other) return true;
  const [exchange, series] = partsOf(one);
  const [otherExchange, otherSeries] = partsOf(other);
  return exchange === otherExchange && (LASTING.has(exchange) || (series !== '' && series === otherSeries));
};

/**
 * The key of a position among those that are held: `strategy_id:instrument_token`, and with the contract behind it if
 * the plain key is of another contract.
 */
export const contractKey = (
  held: ReadonlyMap<string, { readonly contract?: Contract }>,
  strategyId: string,
  instrumentToken: number,
  contract: Contract,
): string => {
  const plain = positionKey(strategyId, instrumentToken);
  if (contract === undefined) return plain;
  const own = `${plain}:${contract}`;
  return !held.has(own) && isSameContract(held.get(plain)?.contract, contract) ? plain : own;
};

/** A price with its contract. */
export interface ContractQuote extends Quote {
  readonly contract?: Contract;
}

export const isExpired = ({ expiry }: Pick<Instrument, 'expiry'>, at: number): boolean =>
  expiry !== undefined && istDay(at) > dayOfDate(expiry);

/**
 * Prices of tokens with the contracts that they are of. A price after the expiry of the known contract is of an unknown
 * later one, and is left out.
 */
export const contractQuotes = (
  prices: ReadonlyMap<number, Quote>,
  instruments: ReadonlyMap<number, Instrument>,
): ReadonlyMap<number, ContractQuote> => {
  const quotes = new Map<number, ContractQuote>();
  for (const [token, { price, at }] of prices) {
    const instrument = instruments.get(token);
    if (instrument === undefined) quotes.set(token, { price, at });
    else if (!isExpired(instrument, at)) quotes.set(token, { price, at, contract: contractOf(instrument) });
  }
  return quotes;
};

import { type Instrument, SEGMENTS } from '../instrument.ts';
import { MCX_MULTIPLIERS } from './commodities.ts';
import { CURRENCY_MULTIPLIERS } from './currencies.ts';
import { type DatedTable, valueOn } from './dated.ts';

const DERIVATIVES: ReadonlySet<string> = new Set(SEGMENTS.filter((segment) => segment.includes('-')));

export const isDerivative = (segment: string): boolean => DERIVATIVES.has(segment);

/** Multipliers of an exchange whose orders Kite counts in lots; undefined for the others. */
const tableOf = (exchange: string): DatedTable | undefined => {
  switch (exchange) {
    case 'MCX':
      return MCX_MULTIPLIERS;
    case 'CDS':
    case 'BCD':
      return CURRENCY_MULTIPLIERS;
    case 'NCO':
      // Kite's file has such rows, and no source tells their sizes.
      return {};
    default:
      return undefined;
  }
};

/**
 * Rupees per unit of price and unit of quantity; undefined if no table tells it. It is never taken for 1.
 * @param name Of what the contract is of, as in Kite's file.
 * @param day `YYYY-MM-DD`, the expiry of the contract.
 */
export const multiplierOn = (
  { exchange, segment }: { readonly exchange: string; readonly segment: string },
  name: string,
  day: string,
): number | undefined => {
  const table = isDerivative(segment) ? tableOf(exchange) : undefined;
  return table === undefined ? 1 : valueOn(table, name, day);
};

/** Behind every dated value. */
const LATEST = '9999-12-31';

/** What a contract is of, by its symbol: all before the year and the month, or the letters of a weekly one. */
const nameIn = (tradingsymbol: string): string =>
  (/^(.+?)\d{2}[A-Z]{3}/.exec(tradingsymbol) ?? /^([A-Z]+)/.exec(tradingsymbol))?.[1] ?? '';

/** The multiplier of an instrument of the table, which an item of an earlier release does not have. */
export const multiplierOf = (instrument: Instrument): number | undefined =>
  instrument.multiplier ??
  multiplierOn(
    instrument,
    instrument.underlying ?? nameIn(instrument.tradingsymbol),
    instrument.expiry ?? LATEST,
  );

/** The same instrument with the multiplier that the tables know. */
export const withMultiplier = (instrument: Instrument): Instrument => {
  const multiplier = multiplierOf(instrument);
  return multiplier === undefined || multiplier === (instrument.multiplier ?? 1)
    ? instrument
    : { ...instrument, multiplier };
};

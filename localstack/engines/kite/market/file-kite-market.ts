import { AlphaPandaError } from '../../../../shared/errors.ts';
import { contractOf } from '../../../../shared/market/instrument.ts';
import { type BarChoice, CLOSED_BARS } from '../../../market-data/bar-path.ts';
import { ticksOfRows } from '../../../market-data/bar-ticks.ts';
import { type MarketDataOptions, openMarketData } from '../../../market-data/market-data.ts';
import { rowOf } from './instrument-row.ts';
import { PlayedMarket } from './played-market.ts';

export interface FileMarketOptions extends MarketDataOptions {
  /** Default: open and close of each bar. */
  readonly bars?: BarChoice;
}

/** The last byte of a token from a name's hash; Kite's segments are below. */
const isKiteToken = (token: number): boolean => (token & 0xff) < 0x80;

/**
 * A market that plays files of bars or ticks. Kite's format has no bars, so each price of a bar's path is a tick.
 * @throws AlphaPandaError `UNKNOWN_INSTRUMENT` for a file without Kite's tokens; errors of `openMarketData`
 */
export const fileKiteMarket = async (
  paths: readonly string[],
  { bars = CLOSED_BARS, ...options }: FileMarketOptions = {},
): Promise<PlayedMarket> => {
  const data = await openMarketData(paths, options);
  const instruments = data.instruments.map(({ instrument }) => instrument);
  const unknown = instruments.find(({ instrument_token }) => !isKiteToken(instrument_token));
  if (unknown !== undefined) {
    throw new AlphaPandaError(
      'UNKNOWN_INSTRUMENT',
      `${contractOf(unknown)} has no token of Kite, which its ticker's format needs: give Kite's file with --instruments-file`,
    );
  }
  return new PlayedMarket({
    instruments: () => instruments.map(rowOf),
    source: () => ticksOfRows(data.rows, bars),
  });
};

import { segmentOfToken } from '../../../shared/kite/segments.ts';
import { sessionOptionsOf } from '../../../shared/market/calendar.ts';
import type { ApiClient } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { CommandFailure, usageError } from '../command-failure.ts';
import type { HistoryInstrument } from './wanted.ts';

const reply = async () =>
  (await import('../../../functions/instruments/api/get-instrument.ts')).getInstrument.reply;

const TOKEN = /^\d{1,10}$/;

/** What the API says of an instrument that it does not know, or before the instruments were loaded. */
const NOT_LISTED: ReadonlySet<string> = new Set(['NOT_FOUND', 'NOT_CONFIGURED']);

/** A token alone: its last byte tells the segment. */
const unlisted = (token: number): HistoryInstrument => ({
  token,
  contract: undefined,
  segment: segmentOfToken(token)?.hours,
  hours: {},
});

/**
 * Finds an instrument by `EXCHANGE:TRADINGSYMBOL` or by its token. A token need not be listed.
 * @throws CommandFailure `EXPIRED`, `USAGE`, and refusals of the API with the nearest names
 */
export const findInstrument = async (
  api: ApiClient,
  name: string,
  continuous: boolean,
): Promise<HistoryInstrument> => {
  const call = { method: 'GET', path: apiPath`/instruments/${name}`, reply } as const;
  const found = await api.call(call).catch((error: unknown) => {
    const isUnlisted = error instanceof CommandFailure && NOT_LISTED.has(error.code) && TOKEN.test(name);
    if (!isUnlisted) throw error;
    return undefined;
  });
  if (found === undefined) return unlisted(Number(name));
  const { contract, instrument_token: token, segment, tradingsymbol, closing_auction } = found.body;
  if (found.body.is_expired) {
    throw new CommandFailure(
      'refused',
      'EXPIRED',
      `${contract} expired on ${found.body.expiry}, and Kite keeps no candles of expired contracts; ` +
        'day candles of a future: name the current contract with --interval day --continuous',
    );
  }
  if (continuous && segment !== 'NFO-FUT' && segment !== 'MCX-FUT') {
    throw usageError(`--continuous is for futures of NFO and MCX; ${contract} is of segment ${segment}`);
  }
  return {
    token,
    contract,
    segment,
    hours: sessionOptionsOf({
      segment,
      tradingsymbol,
      ...(closing_auction !== undefined && { closing_auction }),
    }),
  };
};

import type { Candle, CandlesRequest } from '../candles.ts';
import { candlesAnswer } from './candle.ts';
import type { Pace } from './rate-limiter.ts';
import { type GetRequest, getJson, type RequestCredentials } from './send-get.ts';

/**
 * Requests to Kite that only read. Each is sent once. Errors are `KiteError`s, whose `retryClass` says whether to send it
 * again.
 */
export interface KiteRest {
  candles(request: CandlesRequest): Promise<readonly Candle[]>;
}

interface KiteRestOptions {
  /** Such as `https://api.kite.trade`. */
  readonly apiUrl: string;
  readonly credentials: () => Promise<RequestCredentials>;
  readonly pace: Pace;
  /** Of one request, until its last byte. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
/** Sixty days of minutes of MCX are about 4 MB. */
const MAX_JSON_BYTES = 16 * 1_048_576;

/** A client of Kite's REST API for one access token. */
export const kiteRest = ({
  apiUrl,
  credentials,
  pace,
  timeoutMs = TIMEOUT_MS,
}: KiteRestOptions): KiteRest => {
  const request = async (path: string, query: GetRequest['query'] = []): Promise<GetRequest> => ({
    apiUrl,
    path,
    query,
    credentials: await credentials(),
    timeoutMs,
    maxBytes: MAX_JSON_BYTES,
  });

  return {
    async candles({ instrumentToken, interval, from, to, continuous, oi }) {
      const sent = await request(`/instruments/historical/${instrumentToken}/${interval}`, [
        ['from', `${from} 00:00:00`],
        ['to', `${to} 23:59:59`],
        ['continuous', continuous ? '1' : '0'],
        ['oi', oi ? '1' : '0'],
      ]);
      await pace('historical');
      return (await getJson(sent, candlesAnswer)).candles;
    },
  };
};

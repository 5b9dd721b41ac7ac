import type { RequestCounter } from '../../../shared/http/rate-limit.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { Candle, CandlesRequest } from '../../../shared/kite/candles.ts';

/** The session whose broker token pays for a request. */
interface Holder {
  readonly userId: string;
  readonly sessionId: string;
}

/** Dependencies of the history routes. */
export interface HistoryServices {
  readonly counter: RequestCounter;
  /**
   * Candles from Kite with the broker's token of a session.
   * @throws ProblemError for a session or a token that has ended, and for all that Kite refuses
   */
  candles(holder: Holder, request: CandlesRequest): Promise<readonly Candle[]>;
}

export const { sessionRoute } = routesFor<HistoryServices>();

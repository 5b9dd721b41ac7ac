import type { MarketTick } from '../../events/types.ts';
import type { TickMode } from './requests.ts';

/**
 * Kite answers a subscription with the last snapshot it has, which may be of yesterday. It counts whole seconds, takes a
 * moment to send, and its clock is not ours: only a snapshot that is older than this by our clock is from before.
 */
const MAX_AGE_MS = 10_000;

/** A snapshot without a time is taken for the first one again while it repeats it within this time. */
const REPEATED_MS = 2_000;

interface Entry {
  /** Whether no tick passed since the request. */
  isAwaited: boolean;
  /** Time of the request: of receipt, and of the market where a clock tells it. Epoch milliseconds. */
  requestedAt: number;
  marketAt: number | undefined;
  /** Whether its mode has times, so that a tick without one is from before the mode was set. */
  isTimed: boolean;
  /** What was dropped since the request. */
  cached: MarketTick | undefined;
  /** The newest time of a tick that passed, on any connection; ISO texts sort like times. */
  newest: string;
}

/** `cached`: a snapshot from before the subscription. `not_subscribed`: in flight when it ended, or a damaged token. */
type Passage = 'passes' | 'cached' | 'not_subscribed';

const timeOf = (tick: MarketTick): string | undefined => tick.exchange_timestamp ?? tick.last_trade_time;

/**
 * Drops the cached snapshot that Kite sends first. A price of an unknown time would be taken for one of now, so that a
 * snapshot without a time is dropped too: the next one follows with the next change of the market.
 */
export class FirstTicks {
  readonly #entries = new Map<number, Entry>();

  /**
   * Notes that the tokens are requested, at first or again on a new connection.
   * @param marketAt the time of the market; undefined where only ticks tell it
   * @param modes of the tokens
   */
  request(
    tokens: Iterable<number>,
    requestedAt: number,
    marketAt: number | undefined,
    modes: ReadonlyMap<number, TickMode>,
  ): void {
    for (const token of tokens) {
      const newest = this.#entries.get(token)?.newest ?? '';
      const isTimed = modes.get(token) === 'full';
      this.#entries.set(token, {
        isAwaited: true,
        requestedAt,
        marketAt,
        isTimed,
        cached: undefined,
        newest,
      });
    }
  }

  /** Forgets all other tokens. */
  keep(wanted: ReadonlyMap<number, unknown>): void {
    for (const token of this.#entries.keys()) if (!wanted.has(token)) this.#entries.delete(token);
  }

  judge(tick: MarketTick, receivedAt: number): Passage {
    const entry = this.#entries.get(tick.instrument_token);
    if (entry === undefined) return 'not_subscribed';
    const time = timeOf(tick);
    if (entry.isAwaited) {
      const isCached =
        time === undefined ? isFirstOrRepeated(entry, tick, receivedAt) : isFromBefore(entry, time);
      if (isCached) {
        entry.cached = tick;
        return 'cached';
      }
      entry.isAwaited = false;
      entry.cached = undefined;
    }
    if (time !== undefined && time > entry.newest) entry.newest = time;
    return 'passes';
  }
}

const isFirstOrRepeated = (
  { cached, requestedAt, isTimed }: Entry,
  tick: MarketTick,
  receivedAt: number,
): boolean =>
  cached === undefined ||
  (isTimed && receivedAt - requestedAt < MAX_AGE_MS) ||
  (cached.last_price === tick.last_price &&
    cached.volume_traded === tick.volume_traded &&
    receivedAt - requestedAt < REPEATED_MS);

/** A later time than that of the dropped snapshot is a change of the market, even if our clock is wrong. */
const isFromBefore = ({ newest, marketAt, cached }: Entry, time: string): boolean => {
  if (time < newest) return true;
  const cachedTime = cached && timeOf(cached);
  if (cachedTime !== undefined && time > cachedTime) return false;
  return marketAt !== undefined && Date.parse(time) < marketAt - MAX_AGE_MS;
};

import type { Candle } from '../../../shared/kite/candles.ts';
import { dayOfDate, istDay } from '../../../shared/market/ist.ts';
import type { ApiClient } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import type { Time } from '../command.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Part, Wanted } from './wanted.ts';

const reply = async () => (await import('../../../functions/history/api/get-candles.ts')).getCandles.reply;

/** Kite takes three historical requests a second, and the API 144 a minute of one user. */
const SPACING_MS = 420;

const MAX_TRIES = 7;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/** Failures of the API that a pause does not repair. */
const LASTING: ReadonlySet<string> = new Set(['ODD_ANSWER', 'ZERODHA_ERROR', 'NOT_CONFIGURED']);

/** Whether the same read may succeed after a pause: a rate limit, a server that failed, a connection that broke. */
const isPassing = (failure: CommandFailure): boolean =>
  failure.code === 'RATE_LIMITED' || (failure.ending === 'unavailable' && !LASTING.has(failure.code));

interface FetchOptions {
  readonly api: ApiClient;
  readonly time: Time;
  /** Tells the person about a pause. */
  readonly tell: (line: string) => void;
}

/** Fetches parts of a history within Kite's limits, and repeats what failed for a moment. */
export class PartFetcher {
  readonly #options: FetchOptions;
  #nextAt = 0;
  #hasAnswered = false;

  constructor(options: FetchOptions) {
    this.#options = options;
  }

  /** @throws CommandFailure */
  async fetch(
    wanted: Wanted,
    part: Part,
  ): Promise<{ readonly as_of: string; readonly candles: readonly Candle[] }> {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.#ask(wanted, part);
        this.#hasAnswered = true;
        return answer;
      } catch (error) {
        if (!(error instanceof CommandFailure) || !isPassing(error) || tries >= MAX_TRIES) throw error;
        // A wrong address or an API that does not run is told at once.
        if (error.code === 'UNREACHABLE' && !this.#hasAnswered) throw error;
        await this.#pause(error, tries);
      }
    }
  }

  async #pause({ code, retryAfter = 0 }: CommandFailure, tries: number): Promise<void> {
    const { time, tell } = this.#options;
    const longest = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
    const pause = Math.max(retryAfter * 1_000, Math.ceil(time.random() * longest));
    tell(`${code}: try ${tries + 1} of ${MAX_TRIES} in ${(pause / 1_000).toFixed(1)} s`);
    await time.sleep(pause);
  }

  async #ask({ instrument, interval, continuous, oi }: Wanted, part: Part) {
    const { api, time } = this.#options;
    const wait = this.#nextAt - time.now();
    if (wait > 0) await time.sleep(wait);
    this.#nextAt = time.now() + SPACING_MS;
    const { body } = await api.call({
      method: 'GET',
      path: apiPath`/candles/${String(instrument.token)}`,
      query: {
        interval,
        ...part,
        continuous: continuous ? 'true' : undefined,
        oi: oi ? 'true' : undefined,
      },
      reply,
    });
    const candles = inOrder(body.candles);
    const stray = candles.find(([start]) => !isWithin(part, start));
    if (stray === undefined) return { as_of: body.as_of, candles };
    throw new CommandFailure(
      'unavailable',
      'ODD_ANSWER',
      `Kite returned a candle of ${stray[0]}, which is not of ${part.from} to ${part.to}`,
    );
  }
}

const isWithin = ({ from, to }: Part, start: string): boolean => {
  const day = istDay(Date.parse(start));
  return day >= dayOfDate(from) && day <= dayOfDate(to);
};

/** By time; of two candles with one start, the later one. */
const inOrder = (candles: readonly Candle[]): readonly Candle[] =>
  [...new Map(candles.map((candle) => [candle[0], candle] as const)).values()].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );

import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { count, rupees } from '../../../shared/market/figures.ts';
import { allConsumptions } from '../../backtest/consumptions.ts';
import { type Counts, ReplaySummary } from '../../backtest/replay-summary.ts';
import { summarizeRecords } from '../../backtest/summarize-records.ts';
import { SIMULATED_INSTRUMENTS } from '../../market-data/simulator/instruments.ts';
import { type Lag, lags, type OffsetReader } from '../../watch/offsets.ts';
import type { Screen } from '../../watch/screen.ts';
import { marketTime } from '../../watch/times.ts';
import type { Stuck } from './stuck.ts';
import { fillLine, lagLine, stuckLines } from './text.ts';

const SYMBOLS = new Map(
  SIMULATED_INSTRUMENTS.map(({ instrument_token, tradingsymbol }) => [instrument_token, tradingsymbol]),
);
const REFRESH_MS = 1_000;
/** Two requests for each topic and group. */
const LAGS_EVERY = 6;
const STUCK_EVERY = 2;

const stageOf = (group: string): string =>
  STAGE_FUNCTIONS.find(({ name }) => group.includes(`.${name}.`))?.folder ?? group;

/** ` (ORDER_RATE 3, LOT_SIZE 1)`: the most frequent first. */
const reasons = (rejected: Counts): string => {
  const byNumber = Object.entries(rejected).sort(([, a], [, b]) => b - a);
  return byNumber.length === 0
    ? ''
    : ` (${byNumber.map(([reason, number]) => `${reason} ${number}`).join(', ')})`;
};

/** The screen of `npm start`: fills as they happen, and a status that is redrawn every second. */
export class Dashboard {
  readonly #screen: Screen;
  readonly #offsets: OffsetReader;
  readonly #readStuck: () => Promise<readonly Stuck[]>;
  readonly #summary = new ReplaySummary();
  readonly #prices = new Map<number, { readonly price: number }>();
  #ticks = 0;
  #ticksBefore = 0;
  #conflated = 0;
  #marketTime: number | undefined;
  #lags: readonly Lag[] = [];
  #stuck: readonly Stuck[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  /** @param readStuck the event source mappings that have stopped, with the reason */
  constructor(screen: Screen, offsets: OffsetReader, readStuck: () => Promise<readonly Stuck[]>) {
    this.#screen = screen;
    this.#offsets = offsets;
    this.#readStuck = readStuck;
  }

  start(): void {
    this.#ticksBefore = this.#ticks;
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#screen.end();
  }

  /** Counts ticks that are being sent. */
  ticks(batch: readonly MarketTick[]): void {
    this.#ticks += batch.length;
    this.#summary.ticks(batch.length);
    for (const { instrument_token, last_price } of batch) {
      this.#prices.set(instrument_token, { price: last_price });
    }
    const last = batch.at(-1);
    if (last !== undefined) this.#marketTime = Date.parse(last.timestamp);
  }

  /** Counts ticks that newer ones of their instruments have replaced because Kafka was too slow. */
  conflated(ticks: number): void {
    this.#conflated += ticks;
  }

  /** Takes a record of any topic except the ticks topic. */
  readonly record = summarizeRecords(this.#summary, (_, event, isNew) => {
    if (isNew) this.#show(event);
  });

  #show(event: Envelope): void {
    if (event.type === 'order_filled') {
      const symbol = SYMBOLS.get(event.data.instrument_token) ?? String(event.data.instrument_token);
      this.#screen.line(fillLine(event.data, symbol));
    } else if (event.type === 'order_failed') {
      this.#screen.line(`  order failed: ${event.data.error_message}`);
    } else if (event.type === 'system_error') {
      this.#screen.line(`  ${event.data.code}: ${event.data.message}`);
    }
  }

  #refresh(): void {
    this.#turn += 1;
    if (this.#turn % LAGS_EVERY === 1) this.#readLags();
    if (this.#turn % STUCK_EVERY === 1) this.#rereadStuck();
    const rate = this.#ticks - this.#ticksBefore;
    this.#ticksBefore = this.#ticks;
    const { signals, rejected, fills, deadLetters } = this.#summary.progress();
    const { realized_pnl, unrealized_pnl, fees, signals: verdicts } = this.#summary.result(this.#prices);
    const time = this.#marketTime === undefined ? 'no ticks yet' : marketTime(this.#marketTime);
    const conflated = this.#conflated === 0 ? '' : `  ${count(this.#conflated)} conflated`;
    this.#screen.status([
      `${time}  ${count(rate)} ticks/s${conflated}  ${count(signals)} signals  ${count(rejected)} rejected${reasons(verdicts.rejected)}  ${count(fills)} fills  ${count(deadLetters)} dead letters`,
      `P&L ${rupees(realized_pnl + unrealized_pnl)}  (realized ${rupees(realized_pnl)}, unrealized ${rupees(unrealized_pnl)}, fees ${rupees(fees)})`,
      `lag: ${lagLine(this.#lags, stageOf, this.#stuck)}`,
      ...stuckLines(this.#stuck, stageOf),
    ]);
  }

  /** Reads in the background: the status shows the last values, so a slow broker delays nothing. */
  #readLags(): void {
    lags(this.#offsets, allConsumptions()).then(
      (read) => {
        this.#lags = read;
      },
      () => undefined,
    );
  }

  #rereadStuck(): void {
    this.#readStuck().then(
      (read) => {
        this.#stuck = read;
      },
      () => undefined,
    );
  }
}

import { squareOffId } from '../../functions/paper-trading-engine/square-off.ts';
import type { Envelope, EventOf } from '../../shared/events/envelope.ts';
import type { Uuid } from '../../shared/events/ids.ts';
import { positionKey } from '../../shared/events/partition-key.ts';
import type { TradingSignal } from '../../shared/events/types.ts';
import { istDay } from '../../shared/market/ist.ts';

/** Refusals that depend on the time at which a verdict fell. */
const TIMELY: ReadonlySet<string> = new Set(['MARKET_CLOSED', 'STALE_SIGNAL', 'STALE_PRICE']);

const MAX_MESSAGES = 5;

/** Whether an order found no price in time: it then has the price and time of its decision. */
const foundNoPrice = ({ decided, timestamp }: TradingSignal): boolean => decided?.timestamp === timestamp;

/** Intraday positions that no price closed before the close of their market. */
class SquareOffs {
  #date = '';
  /** Of this day. */
  readonly #moments: Uuid[] = [];
  readonly #open = new Set<string>();
  #kept = 0;

  moment({ id, data: { date } }: EventOf<'session_event'>): void {
    if (date !== this.#date) this.#endDay();
    this.#date = date;
    this.#moments.push(id);
  }

  /** @returns whether the order is one of a square-off */
  failed({ data: { signal_id, strategy_id, instrument_token } }: EventOf<'order_failed'>): boolean {
    const position = positionKey(strategy_id, instrument_token);
    if (!this.#moments.some((id) => squareOffId(id, position) === signal_id)) return false;
    this.#open.add(position);
    return true;
  }

  filled({ data: { strategy_id, instrument_token, cause } }: EventOf<'order_filled'>): void {
    if (cause === 'square_off') this.#open.delete(positionKey(strategy_id, instrument_token));
  }

  /** Positions kept over night, so far. */
  get kept(): number {
    return this.#kept + this.#open.size;
  }

  #endDay(): void {
    this.#kept += this.#open.size;
    this.#open.clear();
    this.#moments.length = 0;
  }
}

/** What happened in a replay that a reader of its result has to know. It takes each event of paper once. */
export class ReplayNotes {
  readonly #wasOpen: (instrumentToken: number, at: number) => boolean;
  readonly #errors: string[] = [];
  readonly #outOfTime = new Map<string, number>();
  readonly #squareOffs = new SquareOffs();
  #latched: { readonly day: number; openings: number } | undefined;
  #withoutPrice = 0;
  #delayed = 0;
  #prompt = 0;

  /** @param wasOpen Whether the instrument's exchange was open at a moment (epoch milliseconds) */
  constructor(wasOpen: (instrumentToken: number, at: number) => boolean) {
    this.#wasOpen = wasOpen;
  }

  event(event: Envelope): void {
    switch (event.type) {
      case 'trading_signal':
        if (event.data.decided === undefined) this.#prompt += 1;
        else this.#delayed += 1;
        return;
      case 'rejected_signal':
        this.#rejected(event);
        return;
      case 'session_event':
        if (event.data.kind === 'square_off') this.#squareOffs.moment(event);
        return;
      case 'order_filled':
        this.#squareOffs.filled(event);
        return;
      case 'order_failed':
        if (this.#squareOffs.failed(event)) return;
        if (TIMELY.has(event.data.reason)) this.#late(event.data.reason);
        return;
      case 'system_error':
        this.#error(`${event.data.code}: ${event.data.message}`);
        return;
      default:
    }
  }

  /** Errors that stages reported, the first few. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Refusals of signals that fell at another time than the signals', by code. */
  get outOfTime(): ReadonlyMap<string, number> {
    return this.#outOfTime;
  }

  /** The day number on which a daily loss latched, and the openings that it refused; undefined without one. */
  get latched(): { readonly day: number; readonly openings: number } | undefined {
    return this.#latched;
  }

  /** Decisions whose orders found no price in time, and were refused. */
  get withoutPrice(): number {
    return this.#withoutPrice;
  }

  /** Intraday positions that no price closed on their day. */
  get keptOverNight(): number {
    return this.#squareOffs.kept;
  }

  /** Signals that did not wait although others did. */
  get unwaited(): number {
    return this.#delayed === 0 ? 0 : this.#prompt;
  }

  #rejected({ data, ts }: EventOf<'rejected_signal'>): void {
    const { rejection_reason: reason, original_signal: signal } = data;
    if (reason === 'MAX_DAILY_LOSS') {
      this.#latched ??= { day: istDay(Date.parse(ts)), openings: 0 };
      this.#latched.openings += 1;
    }
    if (foundNoPrice(signal)) this.#withoutPrice += 1;
    else if (TIMELY.has(reason) && this.#wasOpen(signal.instrument_token, Date.parse(signal.timestamp))) {
      this.#late(reason);
    }
  }

  #error(message: string): void {
    if (this.#errors.length < MAX_MESSAGES) this.#errors.push(message);
  }

  #late(reason: string): void {
    this.#outOfTime.set(reason, (this.#outOfTime.get(reason) ?? 0) + 1);
  }
}

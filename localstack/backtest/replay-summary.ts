import type { Envelope } from '../../shared/events/envelope.ts';
import type { OrderFilled, PositionAdjusted } from '../../shared/events/types.ts';
import { contractKey, isSameContract } from '../../shared/market/contract.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import {
  applyAdjustment,
  applyExecution,
  executionOf,
  FLAT,
  type Position,
  unrealizedProfit,
} from '../../shared/market/position.ts';
import { add, fromRupees, type Money, subtract, toRupees, ZERO } from '../../shared/money.ts';
import { ContractNotes } from './contract-notes.ts';

/** Counts by name, in the order of the first. */
export type Counts = Readonly<Record<string, number>>;

/** The result of a replay. Amounts in rupees, exact to the ten-thousandth; realized P&L is after fees. */
export interface ReplayResult {
  readonly ticks: number;
  readonly signals: { readonly raw: number; readonly validated: number; readonly rejected: Counts };
  readonly fills: number;
  readonly failed_orders: Counts;
  readonly fees: number;
  readonly realized_pnl: number;
  readonly unrealized_pnl: number;
  readonly total_pnl: number;
  /** Fees with transaction tax and stamp duty as the contract notes of the days round them. Present where asked for. */
  readonly contract_notes?: { readonly notes: number; readonly fees: number };
  readonly positions: readonly {
    readonly position: string;
    readonly quantity: number;
    readonly realized_pnl: number;
    readonly fees: number;
  }[];
  /** By topic and reason. */
  readonly dead_letters: Counts;
  /** By type: events that no other count includes. Absent without such events. */
  readonly other_events?: Counts;
}

/** Last prices by instrument, to value open positions. */
type Prices = ReadonlyMap<number, Pick<Quote, 'price'>>;

interface Held {
  readonly token: number;
  readonly contract: string | undefined;
  readonly position: Position;
  /** Rupees per unit. */
  readonly lastFill: number;
}

class Counter {
  readonly #counts = new Map<string, number>();

  count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  all(): Counts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/**
 * The counts and P&L of a replay, from its events alone. Tests compare them with the tables that the stages write.
 * An event that is published twice counts once.
 */
export class ReplaySummary {
  #ticks = 0;
  #raw = 0;
  #validated = 0;
  readonly #rejected = new Counter();
  readonly #failed = new Counter();
  readonly #deadLetters = new Counter();
  readonly #others = new Counter();
  /** By `contractKey`. */
  readonly #positions = new Map<string, Held>();
  /** The contract that a token had in its last fill. */
  readonly #contracts = new Map<number, string | undefined>();
  readonly #seen = new Set<string>();
  readonly #notes = new ContractNotes();
  #fills = 0;

  ticks(count: number): void {
    this.#ticks += count;
  }

  /**
   * Events of paper and shared topics count; zerodha's raw signals are the same decisions a second time.
   * @returns whether it counted
   */
  event(event: Envelope): boolean {
    if (event.broker === 'zerodha' || this.#seen.has(event.id)) return false;
    this.#seen.add(event.id);
    this.#count(event);
    return true;
  }

  deadLetter(topic: string, reason: string): void {
    this.#deadLetters.count(`${topic} ${reason}`);
  }

  /** Counts so far, for a progress line. */
  progress() {
    return {
      ticks: this.#ticks,
      signals: this.#raw,
      rejected: this.#rejected.total(),
      fills: this.#fills,
      deadLetters: this.#deadLetters.total(),
    };
  }

  /** The instruments of the fills so far. */
  tokens(): ReadonlySet<number> {
    return this.#notes.tokens();
  }

  /** @param instruments those of the fills, for the fees of the contract notes */
  result(prices: Prices, instruments?: ReadonlyMap<number, Instrument>): ReplayResult {
    const held = [...this.#positions].sort(([a], [b]) => (a < b ? -1 : 1));
    const sum = (part: (position: Position) => Money) =>
      add(...held.map(([, { position }]) => part(position)), ZERO);
    const fees = sum((position) => position.fees);
    const realized = subtract(
      sum((position) => position.realized),
      fees,
    );
    const unrealized = add(
      ...held.map(([, { token, contract, position, lastFill }]) => {
        const isCurrent = isSameContract(contract, this.#contracts.get(token));
        const price = isCurrent ? prices.get(token)?.price : lastFill;
        return price === undefined || position.quantity === 0
          ? ZERO
          : unrealizedProfit(position, fromRupees(price));
      }),
      ZERO,
    );
    return {
      ticks: this.#ticks,
      signals: { raw: this.#raw, validated: this.#validated, rejected: this.#rejected.all() },
      fills: this.#fills,
      failed_orders: this.#failed.all(),
      fees: toRupees(fees),
      realized_pnl: toRupees(realized),
      unrealized_pnl: toRupees(unrealized),
      total_pnl: toRupees(add(realized, unrealized)),
      ...(instruments !== undefined && { contract_notes: this.#billed(fees, instruments) }),
      positions: held.map(
        ([
          position,
          {
            position: { quantity, realized: earned, fees: paid },
          },
        ]) => ({
          position,
          quantity,
          realized_pnl: toRupees(subtract(earned, paid)),
          fees: toRupees(paid),
        }),
      ),
      dead_letters: this.#deadLetters.all(),
      ...(this.#others.total() > 0 && { other_events: this.#others.all() }),
    };
  }

  #billed(fees: Money, instruments: ReadonlyMap<number, Instrument>) {
    const { notes, rounding } = this.#notes.bill(instruments);
    return { notes, fees: toRupees(add(fees, rounding)) };
  }

  /** A new event type needs no case: it counts under its name. */
  #count(event: Envelope): void {
    const { type } = event;
    switch (event.type) {
      case 'trading_signal':
        this.#raw += 1;
        return;
      case 'validated_signal':
        this.#validated += 1;
        return;
      case 'rejected_signal':
        this.#rejected.count(event.data.rejection_reason);
        return;
      case 'order_filled':
        this.#fill(event.data);
        this.#notes.add(event.data, Date.parse(event.ts));
        return;
      case 'position_adjusted':
        this.#adjust(event.data);
        this.#others.count(type);
        return;
      case 'order_failed':
        this.#failed.count(event.data.reason);
        return;
      case 'market_tick':
      case 'session_event':
      case 'order_placed':
      case 'pnl_snapshot':
      case 'system_error':
      case 'operator_action':
      case 'redrive_requested':
        return;
      default:
        this.#others.count(type);
    }
  }

  #adjust(adjustment: PositionAdjusted): void {
    const { strategy_id, instrument_token: token, contract } = adjustment;
    const key = contractKey(this.#positions, strategy_id, token, contract);
    const held = this.#positions.get(key);
    const position = applyAdjustment(held?.position ?? FLAT, adjustment);
    this.#positions.set(key, { lastFill: adjustment.market_price ?? 0, contract, ...held, token, position });
  }

  #fill(fill: OrderFilled): void {
    this.#fills += 1;
    const { strategy_id, instrument_token: token, contract, fill_price, cause } = fill;
    const key = contractKey(this.#positions, strategy_id, token, contract);
    const held = this.#positions.get(key);
    this.#positions.set(key, {
      ...{ token, lastFill: fill_price, contract: contract ?? held?.contract },
      position: applyExecution(held?.position ?? FLAT, executionOf(fill)),
    });
    if (cause !== 'expiry') this.#contracts.set(token, contract ?? this.#contracts.get(token));
  }
}

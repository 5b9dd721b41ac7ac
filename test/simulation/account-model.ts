import { riskStateCodec } from '../../functions/risk-manager/codec.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import { formatOrigin } from '../../shared/events/origin.ts';
import { positionKey } from '../../shared/events/partition-key.ts';
import { deadLetterTopic, topicsFor } from '../../shared/events/topics.ts';
import { type Checkpoint, decodeCheckpoint } from '../../shared/kernel/checkpoint.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { originOf } from '../../shared/kernel/decoded.ts';
import { isForAnother } from '../../shared/kernel/redrive.ts';
import { type KafkaRecord, partitionName } from '../../shared/ports/record.ts';
import type { ControlsHistory, ControlsThen } from './controls-history.ts';
import { emittedOn } from './emitted.ts';
import { decoded } from './live-exchange.ts';
import type { SimulatedLog } from './log.ts';
import { lowestPrice, multiplierOf } from './market.ts';
import type { ContextSpan } from './simulated-function.ts';

/** The order events of a topic that the portfolio counts, and how many of them risk has. */
interface OrderTopic {
  readonly topic: string;
  readonly said: (EventOf<'order_filled'> | EventOf<'order_failed'>)[];
  settled: number;
}

interface Held {
  readonly token: number;
  /** Units filled, signed. */
  position: number;
  /** Signed units by signal id. */
  readonly pending: Map<string, number>;
  /** Newest time of its order events, epoch milliseconds. */
  settledAt: number;
}

/** Rules that no reduction may fail: they compare with a limit. */
const LIMITED: ReadonlySet<string> = new Set([
  'DUPLICATE_SIGNAL',
  'KILL_SWITCH',
  'STALE_SIGNAL',
  'STALE_PRICE',
  'PRICE_DEVIATION',
  'MAX_ORDER_NOTIONAL',
  'MAX_POSITION_SIZE',
  'MAX_OPEN_EXPOSURE',
  'MAX_DAILY_LOSS',
  'MAX_DAILY_TRADES',
  'ORDER_RATE',
]);

/**
 * Maximum age of controls by an environment's clock: risk caches them for a second. A clock that is set back by less
 * extends this time; one that is set back by more makes the environment read again.
 */
const CONTROLS_AGE_MS = 1_000;

const rangeOf = ({ position, pending }: Held, more: number): readonly [lowest: number, highest: number] => {
  const all = [...pending.values(), more];
  const sum = (some: readonly number[]) => some.reduce((a, b) => a + b, position);
  return [sum(all.filter((units) => units < 0)), sum(all.filter((units) => units > 0))];
};

const worstOf = (held: Held, more = 0): number => Math.max(...rangeOf(held, more).map(Math.abs));

const isReduction = (held: Held, units: number): boolean => {
  const [lowest, highest] = rangeOf(held, units);
  return (units < 0 && lowest >= 0) || (units > 0 && highest <= 0);
};

/**
 * A second model of an account, by other code, from the checkpoints of risk and the portfolio: each validated order and
 * each fill.
 * It reports an order that passed although a control forbids it, and a reduction that a rule with a limit refused.
 */
export class AccountModel {
  readonly #broker: Broker;
  readonly #log: SimulatedLog;
  readonly #history: ControlsHistory;
  /** Maximum error of an environment's clock, in milliseconds. */
  readonly #clockSkew: number;
  readonly #violated: (problem: string) => void;
  readonly #held = new Map<string, Held>();
  readonly #taken = new Map<string, number>();
  readonly #emissions = new Set<string>();
  readonly #known = new Set<string>();
  readonly #validatedAt: number[] = [];
  readonly #fills: OrderTopic;
  readonly #failures: OrderTopic;

  constructor(
    broker: Broker,
    world: {
      readonly log: SimulatedLog;
      readonly history: ControlsHistory;
      readonly clockSkew: number;
      readonly violated: (problem: string) => void;
    },
  ) {
    this.#broker = broker;
    const { ordersFilled, ordersFailed } = topicsFor(broker);
    this.#fills = { topic: ordersFilled.name, said: [], settled: 0 };
    this.#failures = { topic: ordersFailed.name, said: [], settled: 0 };
    this.#log = world.log;
    this.#history = world.history;
    this.#clockSkew = world.clockSkew;
    this.#violated = world.violated;
  }

  /** Follows one saved checkpoint of the account's risk manager. */
  saved(body: Uint8Array, { from, to }: ContextSpan): void {
    const checkpoint = decodeCheckpoint(body);
    const setBack = Math.min(2 * this.#clockSkew, CONTROLS_AGE_MS);
    const oldest = from - CONTROLS_AGE_MS - setBack - 50;
    const controls = this.#history.during(this.#broker, oldest, to);
    const { taken } = riskStateCodec.decode(checkpoint.state);
    this.#settle(this.#fills, taken?.fills.count ?? 0);
    this.#settle(this.#failures, taken?.failures.count ?? 0);
    const { signalsValidated, signalsRejected } = topicsFor(this.#broker);
    for (const event of emittedOn(checkpoint, [signalsValidated.name, signalsRejected.name])) {
      // A partition's pending events stay in the checkpoint while other partitions are saved.
      if (this.#known.has(event.id)) continue;
      this.#known.add(event.id);
      if (event.type === 'validated_signal') this.#validate(event, controls);
      if (event.type === 'rejected_signal') this.#reject(event);
    }
  }

  /** Follows one saved checkpoint of the account's portfolio, which takes the order events. */
  booked(body: Uint8Array): void {
    const checkpoint = decodeCheckpoint(body);
    this.#take(checkpoint, this.#fills);
    this.#take(checkpoint, this.#failures);
  }

  #validate(event: EventOf<'validated_signal'>, controls: readonly ControlsThen[]): void {
    const { strategy_id, instrument_token, signal_type } = event.data.original_signal;
    const units = signal_type === 'BUY' ? event.data.validated_quantity : -event.data.validated_quantity;
    const held = this.#holding(strategy_id, instrument_token);
    const entry = !isReduction(held, units);
    const at = Date.parse(event.ts);
    const inSecond = this.#validatedAt.filter((one) => Math.abs(one - at) < 1_000).length;
    const inMinute = this.#validatedAt.filter((one) => Math.abs(one - at) < 60_000).length;
    const newest = this.#validatedAt.every((one) => one <= at);
    const before = this.#validatedAt.length;
    held.pending.set(String(event.causation_id), units);
    this.#validatedAt.push(at);

    const what = `${this.#broker} signal ${event.causation_id}`;
    if (!entry) return;
    if (newest && controls.every(({ maxOrdersPerSecond }) => inSecond >= maxOrdersPerSecond)) {
      this.#violated(`${what} was validated as one more than ${inSecond} orders within a second`);
    }
    if (newest && controls.every(({ maxOrdersPerMinute }) => inMinute >= maxOrdersPerMinute)) {
      this.#violated(`${what} was validated as one more than ${inMinute} orders within a minute`);
    }
    if (controls.every(({ engaged }) => engaged)) {
      this.#violated(`${what} was validated while the kill switch was engaged`);
    }
    const worst = worstOf(held);
    if (controls.every(({ maxPositionSize }) => worst > maxPositionSize)) {
      this.#violated(`${what} was validated although the position may reach ${worst} units`);
    }
    const exposure = this.#exposure();
    if (controls.every(({ maxOpenExposure }) => exposure > maxOpenExposure)) {
      this.#violated(`${what} was validated although the exposure may reach ₹${exposure}`);
    }
    if (controls.every(({ maxDailyTrades }) => before >= maxDailyTrades)) {
      this.#violated(`${what} was validated as order ${before + 1} of the day`);
    }
  }

  /** An order event counts only for later signals, so a holding with a newer one may look like another to the signal. */
  #reject({ data, ts, causation_id }: EventOf<'rejected_signal'>): void {
    const { strategy_id, instrument_token, signal_type, quantity } = data.original_signal;
    const held = this.#holding(strategy_id, instrument_token);
    const units = signal_type === 'BUY' ? quantity : -quantity;
    if (held.settledAt >= Date.parse(ts) || !isReduction(held, units)) return;
    if (LIMITED.has(data.rejection_reason)) {
      this.#violated(`${this.#broker} signal ${causation_id} reduces a position: ${data.rejection_reason}`);
    }
  }

  /** Values at the lowest possible prices: above a limit at these prices means above it at any price. */
  #exposure(): number {
    let rupees = 0;
    for (const held of this.#held.values())
      rupees += worstOf(held) * lowestPrice(held.token) * multiplierOf(held.token);
    return rupees;
  }

  /** The order events of a topic count in the topic's order, each once. */
  #take({ positions, outboxes }: Checkpoint, { topic, said }: OrderTopic): void {
    const name = partitionName(topic, 0);
    const from = this.#taken.get(name) ?? 0;
    const to = (positions[name]?.[0] ?? -1) + 1;
    // The portfolio may have been reset: then it takes records again that are known.
    this.#taken.set(name, Math.max(from, to));
    const letters = outboxes[name]?.records.filter((letter) => letter.topic === deadLetterTopic(topic)) ?? [];
    const givenUp = new Set(
      letters.map(({ headers }) =>
        String(headers.find(([header]) => header === DEAD_LETTER_HEADERS.offset)?.[1]),
      ),
    );
    for (const record of this.#log.slice(topic, 0, from, to)) {
      if (this.#isRepeat(record)) continue;
      if (givenUp.has(String(record.offset)) || isForAnother(record, `${this.#broker}.portfolio-manager`)) {
        continue;
      }
      const event = decoded(record);
      if (event?.broker !== this.#broker) continue;
      if (event.type !== 'order_filled' && event.type !== 'order_failed') continue;
      const told = event.type === 'order_filled' ? `${event.data.order_id}/${event.data.fill_id}` : event.id;
      if (this.#known.has(told)) continue;
      this.#known.add(told);
      said.push(event);
    }
  }

  /** Whether a stage published the record again. Its readers skip it, also where they gave the first copy up. */
  #isRepeat(record: KafkaRecord): boolean {
    const origin = originOf(record);
    if (origin === undefined) return false;
    const emission = `${record.topic} ${formatOrigin(origin)}`;
    if (this.#emissions.has(emission)) return true;
    this.#emissions.add(emission);
    return false;
  }

  #settle(topic: OrderTopic, count: number): void {
    if (count > topic.said.length) {
      this.#violated(
        `${this.#broker} risk has ${count} events of ${topic.topic}, there are ${topic.said.length}`,
      );
    }
    for (const event of topic.said.slice(topic.settled, count)) {
      const held = this.#holding(event.data.strategy_id, event.data.instrument_token);
      held.settledAt = Math.max(held.settledAt, Date.parse(event.ts));
      if (event.type === 'order_filled') this.#fill(event);
      else this.#release(event.data, 0, true);
    }
    topic.settled = Math.max(topic.settled, count);
  }

  #fill({ data }: EventOf<'order_filled'>): void {
    const units = data.signal_type === 'BUY' ? data.quantity : -data.quantity;
    this.#holding(data.strategy_id, data.instrument_token).position += units;
    this.#release(data, units, data.complete);
  }

  #release(
    order: { readonly strategy_id: string; readonly instrument_token: number; readonly signal_id: string },
    units: number,
    settles: boolean,
  ): void {
    const { pending } = this.#holding(order.strategy_id, order.instrument_token);
    const open = (pending.get(order.signal_id) ?? 0) - units;
    if (settles) pending.delete(order.signal_id);
    else if (pending.has(order.signal_id)) pending.set(order.signal_id, open);
  }

  #holding(strategyId: string, token: number): Held {
    const key = positionKey(strategyId, token);
    const known = this.#held.get(key) ?? {
      token,
      position: 0,
      pending: new Map<string, number>(),
      settledAt: 0,
    };
    this.#held.set(key, known);
    return known;
  }
}

import { childOf } from '../../shared/events/create.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { uuidV5 } from '../../shared/events/ids.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { ValidatedSignal } from '../../shared/events/types.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { Chance } from './chance.ts';
import type { SimulatedLog } from './log.ts';
import { multiplierOf } from './market.ts';
import type { Scheduler } from './scheduler.ts';

const SOURCE = 'simulated-exchange';
const { signalsValidated, ordersFilled, ordersFailed } = topicsFor('zerodha');

/**
 * Models the live broker and the relay of its order updates. Each validated signal is filled, in one part or two, or
 * refused. Updates have no origin, as from an outside producer, and some are sent twice.
 */
export class LiveExchange {
  readonly #log: SimulatedLog;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #taken = new Set<string>();

  constructor(log: SimulatedLog, scheduler: Scheduler, chance: Chance) {
    this.#log = log;
    this.#scheduler = scheduler;
    this.#chance = chance;
    log.onAppend(signalsValidated.name, (record) => this.#take(record));
  }

  #take(record: KafkaRecord): void {
    const event = decoded(record);
    if (event?.type !== 'validated_signal' || event.broker !== 'zerodha' || this.#taken.has(event.id)) return;
    this.#taken.add(event.id);
    const chance = this.#chance;
    const { validated_quantity: units } = event.data;
    const first = chance.happens(0.2) && units > 1 ? Math.ceil(units / 3) : units;
    const fails = chance.happens(0.15);
    this.#scheduler.after(chance.between(30, 900), () => {
      if (fails) this.#send(this.#failure(event, event.data));
      else this.#send(this.#fill(event, event.data, 0, first, first === units));
    });
    if (fails || first === units) return;
    const rest = () => this.#send(this.#fill(event, event.data, 1, units - first, true));
    this.#scheduler.after(chance.between(1_000, 2_500), rest);
  }

  #send(event: Envelope): void {
    const chance = this.#chance;
    const topic = event.type === 'order_filled' ? ordersFilled.name : ordersFailed.name;
    const outgoing = { topic, key: event.key, value: JSON.stringify(event), headers: [] };
    this.#log.append(outgoing);
    if (chance.happens(0.25)) {
      this.#scheduler.after(chance.between(0, 1_500), () => this.#log.append(outgoing));
    }
  }

  #orderOf(event: Envelope, { original_signal: signal }: ValidatedSignal) {
    if (signal.signal_type === 'HOLD') throw new Error('a HOLD was validated');
    return {
      order_id: uuidV5(event.id, 'live-order'),
      signal_id: event.causation_id ?? event.id,
      strategy_id: signal.strategy_id,
      instrument_token: signal.instrument_token,
      signal_type: signal.signal_type,
      execution_mode: 'live' as const,
      timestamp: new Date(this.#scheduler.now()).toISOString(),
    };
  }

  #fill(
    event: Envelope,
    signal: ValidatedSignal,
    part: number,
    quantity: number,
    complete: boolean,
  ): Envelope {
    const order = this.#orderOf(event, signal);
    const multiplier = multiplierOf(order.instrument_token);
    const fill = {
      ...order,
      fill_id: uuidV5(event.id, `live-fill-${part}`),
      quantity,
      fill_price: signal.validated_price ?? 100,
      ...(multiplier !== 1 && { multiplier }),
      fees: this.#chance.between(0, 5_000) / 100,
      complete,
    };
    return { ...childOf(event, SOURCE, part, ordersFilled, 'order_filled', fill), ts: order.timestamp };
  }

  #failure(event: Envelope, signal: ValidatedSignal): Envelope {
    const order = this.#orderOf(event, signal);
    const failure = {
      ...order,
      quantity: signal.validated_quantity,
      reason: 'REFUSED',
      error_message: 'the exchange refused it',
    };
    return { ...childOf(event, SOURCE, 0, ordersFailed, 'order_failed', failure), ts: order.timestamp };
  }
}

/** The event in a record; undefined if the record holds no event. */
export const decoded = ({ value }: Pick<KafkaRecord, 'value'>): Envelope | undefined => {
  try {
    return decodeEvent(value);
  } catch {
    return undefined;
  }
};

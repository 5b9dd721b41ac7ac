import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { RejectedSignal, ValidatedSignal } from '../../../shared/events/types.ts';
import type { Emit, EmitEvent } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { accountStage } from './account-stage.ts';
import { context } from './fixtures.ts';

export type Verdict = Pick<ValidatedSignal, 'original_signal' | 'risk_checks' | 'validated_price'> & {
  /** The code of the rejection, or VALIDATED. */
  readonly code: string;
};

const verdictOf = (data: ValidatedSignal | RejectedSignal): Verdict => ({
  ...data,
  code: 'rejection_reason' in data ? data.rejection_reason : 'VALIDATED',
});

/** One account, event by event. */
export class AccountDriver {
  readonly #stage;
  readonly #roundTrip: boolean;
  state: ReturnType<ReturnType<typeof accountStage>['initial']>;
  /** The events. */
  readonly emitted: EmitEvent[] = [];
  /** What was written of the daily loss. */
  readonly lossItems: Item[] = [];

  /** @param roundTrip Whether the state goes through its codec, as text, before every event. */
  constructor({ broker = 'paper', roundTrip = false }: { broker?: Broker; roundTrip?: boolean } = {}) {
    this.#stage = accountStage(broker);
    this.#roundTrip = roundTrip;
    this.state = this.#stage.initial();
  }

  /** Everything that is emitted for an event; the market stands at the signal's price unless told otherwise. */
  take(event: Envelope, given: RiskContext = context(Date.parse(event.ts))): readonly Emit[] {
    if (this.#roundTrip) this.state = this.#stage.codec.decode(this.packed());
    const emits = this.#stage.reduce(this.state, event, given);
    for (const emit of emits) {
      if (emit.kind === 'event') this.emitted.push(emit);
      else if (emit.kind === 'projection' && emit.table === 'daily-losses') this.lossItems.push(emit.item);
      else throw new Error(`risk-manager emits no ${emit.kind}`);
    }
    return emits;
  }

  /** The state as the checkpoint gives it back. */
  packed(): unknown {
    return JSON.parse(JSON.stringify(this.#stage.codec.encode(this.state)));
  }

  /** The one verdict on a signal. */
  verdict(event: Envelope, given?: RiskContext): Verdict {
    const events = this.take(event, given).filter((emit) => emit.kind === 'event');
    const [emit] = events;
    if (events.length !== 1 || emit === undefined) {
      throw new Error(`${events.length} verdicts on ${event.id}`);
    }
    if (emit.type !== 'validated_signal' && emit.type !== 'rejected_signal') throw new Error(emit.type);
    return verdictOf(emit.data);
  }

  /** VALIDATED or the code of the rejection. */
  judge(event: Envelope, given?: RiskContext): string {
    return this.verdict(event, given).code;
  }
}

import { positionKey } from '../../shared/events/partition-key.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../shared/kernel/checkpoint.ts';
import type { ControlsHistory } from './controls-history.ts';
import { emittedOn } from './emitted.ts';
import type { ContextSpan } from './simulated-function.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

/** Refusals by our own rules, which must never stop an order that only reduces a position. */
const OURS: ReadonlySet<string> = new Set([
  'KILL_SWITCH',
  'STALE_SIGNAL',
  'SHORT_DELIVERY',
  'PRODUCT_NOT_AVAILABLE',
  'SQUARE_OFF_TIME',
]);

const reduces = (before: number, after: number): boolean =>
  Math.abs(after) < Math.abs(before) && after * before >= 0;

/**
 * A second model of the paper engine's positions. It reports a fill that opens a position after a stop, and a refused
 * exit.
 */
export class EngineModel {
  readonly #history: ControlsHistory;
  readonly #violated: (problem: string) => void;
  readonly #known = new Set<string>();
  readonly #held = new Map<string, number>();

  constructor(history: ControlsHistory, violated: (problem: string) => void) {
    this.#history = history;
    this.#violated = violated;
  }

  /** Follows one saved checkpoint of the engine. The controls that count are those that the engine read for this batch. */
  saved(body: Uint8Array, { from, to }: ContextSpan): void {
    const stopped = this.#history.during('paper', from, to).every(({ engaged }) => engaged);
    for (const event of emittedOn(decodeCheckpoint(body), [ordersFilled.name, ordersFailed.name])) {
      if ((event.type !== 'order_filled' && event.type !== 'order_failed') || this.#known.has(event.id)) {
        continue;
      }
      this.#known.add(event.id);
      const { strategy_id, instrument_token, signal_type, quantity } = event.data;
      const key = positionKey(strategy_id, instrument_token);
      const before = this.#held.get(key) ?? 0;
      const after = before + (signal_type === 'BUY' ? quantity : -quantity);
      if (event.type === 'order_filled') {
        this.#held.set(key, after);
        if (stopped && !reduces(before, after)) {
          this.#violated(`${key} went from ${before} to ${after} while the kill switch was engaged`);
        }
      } else if (OURS.has(event.data.reason) && reduces(before, after)) {
        this.#violated(`the engine refused to take ${key} from ${before} to ${after}: ${event.data.reason}`);
      }
    }
  }
}

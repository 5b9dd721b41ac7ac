import type { Broker } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { contentOf, isRepeated } from '../../shared/events/repeated.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { countsAsAdjustment, countsAsFill } from '../../shared/market/fills.ts';
import { appendEffect, dropTaken } from './account-effects.ts';
import { applyCorporateAction, applyFill, restatementOf } from './apply-fill.ts';
import { bookOf } from './book.ts';
import type { PortfolioContext } from './context.ts';
import { accountWrite, positionWrite, snapshotOf } from './items.ts';
import { emptyPortfolio, type PortfolioState, portfolioCodec } from './state.ts';
import { valuation } from './valuation.ts';

/** Minimum market time between snapshots. */
const SNAPSHOT_EVERY_MS = 1_000;

/** In a replay of an older day, time goes back. Then the next snapshot is also due. */
const snapshotIsDue = (last: number | undefined, at: number): boolean =>
  last === undefined || Math.abs(at - last) >= SNAPSHOT_EVERY_MS;

/** The position that an event changes, with its key; undefined if it changes none, or was counted before. */
const changeBy = (broker: Broker, state: PortfolioState, event: Envelope) => {
  const at = Date.parse(event.ts);
  if (event.type === 'order_filled') {
    if (!countsAsFill(broker, state.recentFills, event.data)) return undefined;
    appendEffect(state, event, restatementOf(state, event.data));
    return applyFill(state, event.data, at);
  }
  if (event.type === 'position_adjusted') {
    if (!countsAsAdjustment(broker, state.recentFills, event.data)) return undefined;
    appendEffect(state, event);
    return applyCorporateAction(state, event.data, at);
  }
  return undefined;
};

/**
 * Positions and profit of one account. A fill, or a corporate action, changes one position, and writes it and the account's book to the
 * positions table. The first fill of a second also emits a snapshot. Placed and failed orders change no position. An
 * execution or a failure counts once. A repeat with the same content is dropped. A repeat with other content becomes a
 * dead letter. Risk takes the effects of fills and failures from this state.
 */
export const portfolioManager = (broker: Broker): Stage<PortfolioState, PortfolioContext> => {
  const { name, reads } = stageOf('portfolio-manager', broker);
  const { pnlSnapshots } = topicsFor(broker);
  return {
    name,
    topics: reads,
    codec: portfolioCodec,
    initial: emptyPortfolio,

    reduce(state, event, context): readonly Emit[] {
      dropTaken(state, context.taken);
      if (event.type === 'order_failed' && !isRepeated(state.recentFailures, event)) {
        appendEffect(state, event);
        state.recentFailures.remember(event.id, contentOf(event));
      }
      const changed = changeBy(broker, state, event);
      if (changed === undefined) return [];
      const [key, held] = changed;
      const at = Date.parse(event.ts);
      const book = bookOf(state);
      const stamp = { broker, sequence: state.sequence, updated_at: event.ts };
      const writes = [positionWrite(stamp, key, held), accountWrite(stamp, book)];
      if (!snapshotIsDue(state.lastSnapshotAt, at)) return writes;
      state.lastSnapshotAt = at;
      const snapshot = snapshotOf(broker, event.ts, valuation(book, context.quotes));
      return [...writes, emitEvent(pnlSnapshots, 'pnl_snapshot', snapshot)];
    },
  };
};

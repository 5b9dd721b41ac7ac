import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { contentOf, isRepeated } from '../../shared/events/repeated.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { countsAsFill } from '../../shared/market/fills.ts';
import { appendEffect, dropTaken } from './account-effects.ts';
import { applyFill, restatementOf } from './apply-fill.ts';
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

/**
 * Positions and profit of one account. A fill changes one position, and writes it and the account's book to the
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
      if (event.type !== 'order_filled') return [];
      const fill = event.data;
      if (!countsAsFill(broker, state.recentFills, fill)) return [];
      appendEffect(state, event, restatementOf(state, fill));
      const at = Date.parse(event.ts);
      const [key, held] = applyFill(state, fill, at);

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

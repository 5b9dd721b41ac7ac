import { PoisonError } from '../errors.ts';
import type { Broker } from '../events/brokers.ts';
import { RecentIds } from '../events/recent-ids.ts';
import type { OrderFilled, PositionAdjusted } from '../events/types.ts';

/** Late repeats of an execution come close to it; see `RecentIds`. */
const REMEMBERED_FILLS = 128;

export const noFills = (): RecentIds => new RecentIds(REMEMBERED_FILLS);

export const unpackFills = (packed: unknown): RecentIds => RecentIds.decode(packed, REMEMBERED_FILLS);

const requireMode = (broker: Broker, what: string, mode: OrderFilled['execution_mode']): void => {
  const expected = broker === 'paper' ? 'paper' : 'live';
  if (mode === expected) return;
  throw new PoisonError(
    'WRONG_EXECUTION_MODE',
    `${what} was executed ${mode}, and the ${broker} account takes ${expected} fills`,
  );
};

const isNew = (recent: RecentIds, id: string, content: object): boolean => {
  const sighting = recent.look(id, content);
  if (sighting === 'different') {
    throw new PoisonError('DUPLICATE_ID', `${id} was applied before with other content`);
  }
  if (sighting === 'new') recent.remember(id, content);
  return sighting === 'new';
};

/**
 * Whether a fill counts for an account; one that does is remembered. An execution counts once, also if it is reported again.
 * All stages that follow an account go by this, so that they agree about every fill.
 * @throws PoisonError `WRONG_EXECUTION_MODE`; `DUPLICATE_ID` when the execution was reported with other content
 */
export const countsAsFill = (broker: Broker, recent: RecentIds, fill: OrderFilled): boolean => {
  requireMode(broker, `fill ${fill.fill_id}`, fill.execution_mode);
  return isNew(recent, `${fill.order_id}/${fill.fill_id}`, fill);
};

/** The same for an adjustment by a corporate action. */
export const countsAsAdjustment = (
  broker: Broker,
  recent: RecentIds,
  adjustment: PositionAdjusted,
): boolean => {
  requireMode(broker, `adjustment ${adjustment.adjustment_id}`, adjustment.execution_mode);
  return isNew(recent, adjustment.adjustment_id, adjustment);
};

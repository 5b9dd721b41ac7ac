import { PoisonError } from '../errors.ts';
import type { Broker } from '../events/brokers.ts';
import { RecentIds } from '../events/recent-ids.ts';
import type { OrderFilled } from '../events/types.ts';

/** Late repeats of an execution come close to it; see `RecentIds`. */
const REMEMBERED_FILLS = 128;

export const noFills = (): RecentIds => new RecentIds(REMEMBERED_FILLS);

export const unpackFills = (packed: unknown): RecentIds => RecentIds.decode(packed, REMEMBERED_FILLS);

/**
 * Whether a fill counts for an account; one that does is remembered. An execution counts once, also if it is reported again.
 * All stages that follow an account go by this, so that they agree about every fill.
 * @throws PoisonError `WRONG_EXECUTION_MODE`; `DUPLICATE_ID` when the execution was reported with other content
 */
export const countsAsFill = (broker: Broker, recent: RecentIds, fill: OrderFilled): boolean => {
  const expected = broker === 'paper' ? 'paper' : 'live';
  if (fill.execution_mode !== expected) {
    throw new PoisonError(
      'WRONG_EXECUTION_MODE',
      `fill ${fill.fill_id} was executed ${fill.execution_mode}, and the ${broker} account takes ${expected} fills`,
    );
  }
  const execution = `${fill.order_id}/${fill.fill_id}`;
  const sighting = recent.look(execution, fill);
  if (sighting === 'different') {
    throw new PoisonError('DUPLICATE_ID', `fill ${execution} was applied before with other content`);
  }
  if (sighting === 'new') recent.remember(execution, fill);
  return sighting === 'new';
};

import { stateCodec } from '../../functions/strategy-runner/state-codec.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { checkpointIdOf, decodeCheckpoint } from '../../shared/kernel/checkpoint.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { TABLES } from '../../shared/ports/tables.ts';

export const STRATEGY_RUNNER = stageOf('strategy-runner', 'shared').name;

/** How many orders an encoded state of strategy-runner lets wait. */
export const waitingIn = (state: unknown): number => stateCodec.decode(state).waiting.encode().length;

/** How many orders wait in all checkpoints of strategy-runner. */
export const countWaitingOrders = async (tables: TableReader): Promise<number> => {
  const { partitions } = SHARED_TOPICS.marketTicks;
  const keys = Array.from({ length: partitions }, (_, partition) => ({
    checkpoint_id: checkpointIdOf(STRATEGY_RUNNER, partition),
  }));
  const items = await tables.getMany(TABLES.checkpoints.name, keys);
  return items.reduce(
    (sum, { body }) => sum + (body instanceof Uint8Array ? waitingIn(decodeCheckpoint(body).state) : 0),
    0,
  );
};

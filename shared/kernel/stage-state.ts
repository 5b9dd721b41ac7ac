import type { StageName } from '../events/pipeline.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES } from '../ports/tables.ts';
import { checkpointIdOf, decodeCheckpoint } from './checkpoint.ts';
import { decodedOnce } from './decoded-once.ts';

/** The encoded state of another stage with one partition; undefined before its first save. */
export type ReadStageState = (stage: StageName) => Promise<unknown>;

/**
 * Reads a stage's state from its checkpoint, which is consistent. It decodes a body only once.
 * @throws RefusalError `CHECKPOINT_UNREADABLE`
 */
export const readStageState = (tables: TableReader): ReadStageState => {
  const stateIn = decodedOnce((body) => decodeCheckpoint(body).state);
  return async (stage) => {
    const checkpoint_id = checkpointIdOf(stage, 0);
    const item = await tables.get(TABLES.checkpoints.name, { checkpoint_id });
    if (item === undefined) return undefined;
    return stateIn(checkpoint_id, item.body instanceof Uint8Array ? item.body : new Uint8Array());
  };
};

import type { StageName } from '../events/pipeline.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES } from '../ports/tables.ts';
import { checkpointIdOf, decodeCheckpoint } from './checkpoint.ts';

/** The encoded state of another stage with one partition; undefined before its first save. */
export type ReadStageState = (stage: StageName) => Promise<unknown>;

/**
 * Reads a stage's state from its checkpoint, which is consistent. It decodes a body only once.
 * @throws RefusalError `CHECKPOINT_UNREADABLE`
 */
export const readStageState = (tables: TableReader): ReadStageState => {
  const last = new Map<StageName, { readonly body: Uint8Array; readonly state: unknown }>();
  return async (stage) => {
    const item = await tables.get(TABLES.checkpoints.name, { checkpoint_id: checkpointIdOf(stage, 0) });
    if (item === undefined) return undefined;
    const body = item.body instanceof Uint8Array ? item.body : new Uint8Array();
    const known = last.get(stage);
    if (known !== undefined && Buffer.compare(known.body, body) === 0) return known.state;
    const { state } = decodeCheckpoint(body);
    last.set(stage, { body, state });
    return state;
  };
};

import type { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { bodyDigest } from '../../../shared/kernel/checkpoint.ts';
import type {
  CheckpointStore,
  NextCheckpoint,
  SaveResult,
  StoredCheckpoint,
} from '../../../shared/kernel/ports.ts';

/** Checkpoints in memory, under the same condition as in the table. */
export class MemoryStore implements CheckpointStore {
  readonly #tables: MemoryTables | undefined;
  readonly #items = new Map<string, StoredCheckpoint>();

  /** @param tables Where readers of the checkpoints table find them as well. */
  constructor(tables?: MemoryTables) {
    this.#tables = tables;
  }

  async load(id: string): Promise<StoredCheckpoint | undefined> {
    return this.#items.get(id);
  }

  async save(id: string, { version, body, follows }: NextCheckpoint): Promise<SaveResult> {
    const current = this.#items.get(id);
    if (current === undefined) {
      if (version !== 1) return { saved: false };
    } else if (current.version !== version - 1 || bodyDigest(current.body) !== follows) {
      return { saved: false, current };
    }
    this.set(id, { version, body });
    return { saved: true };
  }

  /** What a person does who resets a stage, or restores its item from a backup. */
  set(id: string, checkpoint: StoredCheckpoint | undefined): void {
    if (checkpoint === undefined) {
      this.#items.delete(id);
      this.#tables?.remove('checkpoints', { checkpoint_id: id });
    } else {
      this.#items.set(id, checkpoint);
      this.#tables?.put('checkpoints', { checkpoint_id: id, ...checkpoint });
    }
  }

  ids(): readonly string[] {
    return [...this.#items.keys()];
  }
}

import type { CheckpointStore, SaveResult, StoredCheckpoint } from '../kernel/ports.ts';

/** Checkpoints in memory, under the same condition on the version as the table. */
export class MemoryStore implements CheckpointStore {
  readonly #items = new Map<string, StoredCheckpoint>();

  async load(id: string): Promise<StoredCheckpoint | undefined> {
    return this.#items.get(id);
  }

  async save(id: string, next: StoredCheckpoint): Promise<SaveResult> {
    const current = this.#items.get(id);
    if ((current?.version ?? 0) !== next.version - 1) {
      return current === undefined ? { saved: false } : { saved: false, current };
    }
    this.#items.set(id, next);
    return { saved: true };
  }

  ids(): readonly string[] {
    return [...this.#items.keys()];
  }
}

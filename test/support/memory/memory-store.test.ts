import { describe, expect, it } from 'vitest';
import { checkpointStoreContract } from '../../shared/contracts/checkpoint-store.ts';
import { MemoryStore } from './memory-store.ts';

describe('MemoryStore', () => {
  checkpointStoreContract(() => new MemoryStore());

  it('tells which checkpoints it has', async () => {
    const store = new MemoryStore();

    await store.save('a#0', { version: 1, body: Uint8Array.of(1), follows: undefined });
    await store.save('b#0', { version: 2, body: Uint8Array.of(1), follows: 'x' });

    expect(store.ids()).toEqual(['a#0']);
  });
});

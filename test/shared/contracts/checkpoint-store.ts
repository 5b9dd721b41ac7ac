import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bodyDigest } from '../../../shared/kernel/checkpoint.ts';
import type { CheckpointStore, NextCheckpoint, StoredCheckpoint } from '../../../shared/kernel/ports.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

const checkpoint = (version: number, text: string, after?: string): NextCheckpoint => ({
  version,
  body: bytes(text),
  follows: after === undefined ? undefined : bodyDigest(bytes(after)),
});

/** As it was stored, in any kind of byte array. */
const plain = (stored: StoredCheckpoint | undefined) =>
  stored && { version: stored.version, text: Buffer.from(stored.body).toString() };

/** What the kernel relies on, for any implementation of the port. */
export const checkpointStoreContract = (make: () => CheckpointStore): void => {
  describe('keeps the contract of a checkpoint store:', () => {
    const newId = () => `stage#${randomUUID()}`;

    it('has nothing under an id that was never saved', async () => {
      expect(await make().load(newId())).toBeUndefined();
    });

    it('gives back what was saved last', async () => {
      const [store, id] = [make(), newId()];

      expect(await store.save(id, checkpoint(1, 'one'))).toEqual({ saved: true });
      expect(await store.save(id, checkpoint(2, 'two', 'one'))).toEqual({ saved: true });

      expect(plain(await store.load(id))).toEqual({ version: 2, text: 'two' });
    });

    it('keeps every byte, and an empty body', async () => {
      const [store, id] = [make(), newId()];
      const body = Uint8Array.from({ length: 256 }, (_, n) => n);

      await store.save(id, { version: 1, body, follows: undefined });

      expect([...((await store.load(id))?.body ?? [])]).toEqual([...body]);
    });

    it('returns the winner’s checkpoint to the writer that lost a race', async () => {
      const [store, id] = [make(), newId()];
      await store.save(id, checkpoint(1, 'one'));
      await store.save(id, checkpoint(2, 'winner', 'one'));

      const result = await store.save(id, checkpoint(2, 'loser', 'one'));

      expect(result.saved).toBe(false);
      expect(plain('current' in result ? result.current : undefined)).toEqual({ version: 2, text: 'winner' });
      expect(plain(await store.load(id))).toEqual({ version: 2, text: 'winner' });
    });

    it('takes a first save only where there is nothing', async () => {
      const [store, id] = [make(), newId()];
      await store.save(id, checkpoint(1, 'one'));

      const result = await store.save(id, checkpoint(1, 'again'));

      expect(result.saved).toBe(false);
      expect(plain('current' in result ? result.current : undefined)).toEqual({ version: 1, text: 'one' });
    });

    it('takes a later save only where there is the one before', async () => {
      const [store, id] = [make(), newId()];

      expect(await store.save(id, checkpoint(2, 'two', 'one'))).toEqual({ saved: false });
      await store.save(id, checkpoint(1, 'one'));
      expect((await store.save(id, checkpoint(3, 'three', 'one'))).saved).toBe(false);
      expect(plain(await store.load(id))).toEqual({ version: 1, text: 'one' });
    });

    it('does not let one history over another at the same version', async () => {
      const [store, id] = [make(), newId()];
      await store.save(id, checkpoint(1, 'restored'));
      await store.save(id, checkpoint(2, 'new', 'restored'));

      const result = await store.save(id, checkpoint(3, 'old again', 'old'));

      expect(result.saved).toBe(false);
      expect(plain('current' in result ? result.current : undefined)).toEqual({ version: 2, text: 'new' });
      expect(plain(await store.load(id))).toEqual({ version: 2, text: 'new' });
    });

    it('lets exactly one of many that save at once win', async () => {
      const [store, id] = [make(), newId()];

      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.save(id, checkpoint(1, String(n)))),
      );

      const winner = results.findIndex(({ saved }) => saved);
      expect(results.filter(({ saved }) => saved)).toHaveLength(1);
      expect(plain(await store.load(id))).toEqual({ version: 1, text: String(winner) });
    });

    it('keeps ids apart', async () => {
      const [store, one, other] = [make(), newId(), newId()];
      await store.save(one, checkpoint(1, 'one'));

      expect(await store.load(other)).toBeUndefined();
      expect(await store.save(other, checkpoint(1, 'other'))).toEqual({ saved: true });
      expect(plain(await store.load(one))).toEqual({ version: 1, text: 'one' });
    });
  });
};

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { boundedPublisher } from '../../../shared/kafka/bounded-publisher.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';

const record = (value: string): OutgoingRecord => ({ topic: 't', key: null, value, headers: [] });

/** A publisher whose publishes the test ends. */
const setUp = () => {
  const asked: { readonly value: unknown; readonly ends: PromiseWithResolvers<void> }[] = [];
  const bounded = boundedPublisher(
    {
      publish: ([first]) => {
        const ends = Promise.withResolvers<void>();
        asked.push({ value: first?.value, ends });
        return ends.promise;
      },
    },
    2_000,
  );
  return { asked, bounded };
};

const overrun = { name: 'TransientError', code: 'PUBLISH_OVERRUN' };

describe('a bounded publisher', () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    rejections.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    vi.useRealTimers();
  });

  const nothingUnhandled = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  };

  it('publishes, and leaves no timer behind', async () => {
    const { asked, bounded } = setUp();

    const publishing = bounded.publish([record('a')]);
    asked[0]?.ends.resolve();

    await expect(publishing).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes a failure to its caller', async () => {
    const { asked, bounded } = setUp();

    const publishing = bounded.publish([record('a')]);
    asked[0]?.ends.reject(new TransientError('KAFKA_PUBLISH_FAILED', 'down'));

    await expect(publishing).rejects.toMatchObject({ code: 'KAFKA_PUBLISH_FAILED' });
    expect(vi.getTimerCount()).toBe(0);
    await nothingUnhandled();
  });

  it('fails its caller at the time limit, not before', async () => {
    const { bounded } = setUp();
    const settled = vi.fn();
    const publishing = bounded.publish([record('a')]).catch((thrown) => {
      settled();
      throw thrown;
    });
    const outcome = expect(publishing).rejects.toMatchObject(overrun);

    await vi.advanceTimersByTimeAsync(1_999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);

    await outcome;
  });

  it.each(['resolve', 'reject'] as const)(
    'fails at once while an earlier publish overruns, and publishes again when that ends (%s)',
    async (how) => {
      const { asked, bounded } = setUp();
      const first = expect(bounded.publish([record('a')])).rejects.toMatchObject(overrun);
      await vi.advanceTimersByTimeAsync(2_000);
      await first;

      await expect(bounded.publish([record('b')])).rejects.toMatchObject(overrun);
      expect(asked.map(({ value }) => value)).toEqual(['a']);

      if (how === 'resolve') asked[0]?.ends.resolve();
      else asked[0]?.ends.reject(new Error('late'));
      await nothingUnhandled();
      const third = bounded.publish([record('c')]);
      asked[1]?.ends.resolve();
      await third;
      expect(asked.map(({ value }) => value)).toEqual(['a', 'c']);
    },
  );
});

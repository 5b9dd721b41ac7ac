import { beforeEach, describe, expect, it } from 'vitest';
import { momentsFirst } from '../../../localstack/market-data/moments-first.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';

const at = (time: string) =>
  timedTick(Date.parse(`2026-11-27T${time}+05:30`), { instrument_token: 408_065, last_price: 100 }).tick;

let published: OutgoingRecord[];
let momentsBefore: ReturnType<typeof momentsFirst>;

beforeEach(() => {
  published = [];
  momentsBefore = momentsFirst({ publish: async (records) => void published.push(...records) }, undefined);
});

/** The times at which moments were published, of `HH:MM` in India. */
const moments = () =>
  published.map(({ value }) => {
    const event = decodeEvent(Buffer.from(value ?? ''));
    return new Date(Date.parse(event.ts) + 19_800_000).toISOString().slice(11, 16);
  });

describe('momentsFirst', () => {
  it('publishes no moment that the ticks have not reached', async () => {
    await momentsBefore([at('09:15:00')]);

    expect(moments().every((time) => time < '09:15')).toBe(true);
  });

  it('publishes a moment with the first ticks that are later, once', async () => {
    await momentsBefore([at('09:15:00')]);
    const morning = moments().length;
    await momentsBefore([at('15:09:59'), at('15:45:00')]);
    const after = moments();
    await momentsBefore([at('15:45:01')]);

    expect(after.length).toBeGreaterThan(morning);
    expect(after.every((time) => time < '15:45')).toBe(true);
    expect(moments()).toEqual(after);
  });

  it("publishes to the paper engine's topic only", async () => {
    await momentsBefore([at('15:45:00')]);

    expect(new Set(published.map(({ topic }) => topic))).toEqual(new Set(['paper.signals.validated']));
  });

  it('publishes with the next call what could not be published', async () => {
    await momentsBefore([at('15:45:00')]);
    const all = moments();
    let isDown = true;
    const failing = momentsFirst(
      {
        publish: async (records) => {
          if (isDown) throw new Error('Kafka is down');
          published.push(...records);
        },
      },
      undefined,
    );
    published = [];

    await expect(failing([at('15:45:00')])).rejects.toThrow('Kafka is down');
    isDown = false;
    await failing([at('15:45:00')]);
    await failing([at('15:45:01')]);

    expect(moments()).toEqual(all);
  });

  it('takes an empty batch', async () => {
    await momentsBefore([]);

    expect(published).toEqual([]);
  });
});

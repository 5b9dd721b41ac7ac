import { expect, it } from 'vitest';
import { tickId } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { emptyTickMemory, observeTick, type TickMemory } from '../../../shared/market/tick-memory.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { SEED } from '../../support/seed.ts';
import { chanceOf, feedWorld, MONDAY, strategyOf, tickOf } from './world.ts';

const INSTRUMENTS = Array.from({ length: 400 }, (_, n) => (1_000 + n) * 256 + 1);
const FRAME_MS = 50;
const TICKS_PER_FRAME = 45;

/** The ids of what stages take as fresh, by instrument and in order. */
const freshOf = (records: readonly OutgoingRecord[]): ReadonlyMap<number, readonly string[]> => {
  const memories = new Map<number, TickMemory>();
  const fresh = new Map<number, string[]>();
  for (const { value } of records) {
    const event: EventOf<'market_tick'> = JSON.parse(String(value));
    const token = event.data.instrument_token;
    const memory = memories.get(token) ?? emptyTickMemory();
    memories.set(token, memory);
    if (observeTick(memory, event, undefined) !== 'fresh') continue;
    fresh.set(token, [...(fresh.get(token) ?? []), event.id]);
  }
  return fresh;
};

/**
 * A relay under kills: runs start while others publish, and end by hand-over, by a kill or by the end of their time, as
 * the seed says. Each connection gets the frames of one market with a delay of its own.
 */
const relay = async (seed: number, seconds: number) => {
  const chance = chanceOf(seed);
  const world = feedWorld();
  const { virtual, kite, topic, tables, lease, start } = world;
  tables.strategies = [strategyOf('all', INSTRUMENTS)];
  kite.delayOf = () => Math.floor(chance() * 600);
  lease.lost = 0.02;
  const sent = new Map<number, string[]>();
  const runs: ReturnType<typeof start>[] = [];
  let kills = 0;
  let isOver = false;

  const market = async (): Promise<void> => {
    await virtual.sleep(10_000);
    for (let n = 0; virtual.now() < seconds * 1_000; n += 1) {
      const ticks: MarketTick[] = Array.from({ length: TICKS_PER_FRAME }, (_, place) => {
        const number = n * TICKS_PER_FRAME + place;
        const token = INSTRUMENTS[number % INSTRUMENTS.length] ?? 0;
        return tickOf(token, MONDAY + virtual.now(), 100 + Math.floor(chance() * 200) / 20, number + 1);
      });
      for (const tick of ticks) {
        const ids = sent.get(tick.instrument_token) ?? [];
        ids.push(tickId(tick));
        sent.set(tick.instrument_token, ids);
      }
      kite.send(ticks);
      await virtual.sleep(FRAME_MS);
    }
    await virtual.sleep(12_000);
    isOver = true;
  };

  /** Always two runs or three: every 14 seconds one starts, then it or an earlier one is killed, or nothing happens. */
  const schedule = async (): Promise<void> => {
    runs.push(start({ endsInMs: 60_000 }));
    while (!isOver) {
      await virtual.sleep(14_000);
      const started = start({ endsInMs: 60_000, rate: 0.98 + chance() * 0.04 });
      runs.push(started);
      await virtual.sleep(6_000 + chance() * 5_000);
      if (chance() < 0.7 && !isOver) {
        kills += 1;
        topic.failures = chance() < 0.5 ? 2 : 0;
        // The holder, or the run that waits behind it.
        const holder = Number(lease.stored?.holder.slice(4)) - 1;
        const victim = chance() < 0.8 ? runs[holder] : runs.at(-2);
        runs.push(start({ endsInMs: 60_000 }));
        await virtual.sleep(chance() * 4_000 + 3_000);
        victim?.kill();
      }
    }
    for (const run of runs) run.stop();
  };

  await virtual.run(Promise.all([market(), schedule()]));

  const metrics = runs.flatMap((run) => run.metrics);
  const quiet = topic.batches.slice(1).map(({ at }, place) => at - (topic.batches[place]?.at ?? at));
  const duringMarket = topic.batches.findIndex(({ at }) => at > seconds * 1_000);
  return {
    sent,
    fresh: freshOf(topic.records),
    ticks: [...sent.values()].reduce((sum, ids) => sum + ids.length, 0),
    records: topic.records.length,
    kills,
    terms: lease.stored?.term ?? 0,
    conflated: metrics.reduce((sum, { FeedConflated }) => sum + FeedConflated, 0),
    gapMs: Math.max(0, ...metrics.map(({ FeedHandoverGapMs }) => FeedHandoverGapMs)),
    longestPauseMs: Math.max(...quiet.slice(0, duringMarket - 1)),
  };
};

it.each([SEED, SEED + 1])('loses and doubles no tick in a relay with kills, seed %i', async (seed) => {
  const { sent, fresh, ...counts } = await relay(seed, 150);
  console.log(`relay, seed ${seed}: ${JSON.stringify(counts)}`);

  expect(counts.ticks).toBeGreaterThan(100_000);
  expect(counts.conflated).toBe(0);
  expect(counts.terms).toBeGreaterThan(5);
  expect(counts.kills).toBeGreaterThan(1);
  for (const [token, ids] of sent) expect(fresh.get(token)).toEqual(ids);
  expect(counts.gapMs).toBe(0);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KafkaEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import type { Fault } from '../../../../localstack/lambda/event-source-mapping/faults.ts';
import { EngineBench, records } from './support.ts';

const PARTITIONS = 3;
/** What a handler does with one invocation; `at` picks the record at which it fails. */
const behaviour = fc.record({
  kind: fc.constantFrom('ok', 'ok', 'throw', 'partial', 'suffix', 'nonsense'),
  at: fc.nat({ max: 30 }),
});
const faults: fc.Arbitrary<Fault> = fc.constantFrom(
  'none',
  'none',
  'none',
  'duplicate-delivery',
  'drop-answer',
);
const scenario = fc.record({
  behaviours: fc.array(behaviour, { maxLength: 25 }),
  faults: fc.array(faults, { maxLength: 25 }),
  fetches: fc.array(
    fc.record({
      partition: fc.nat({ max: PARTITIONS - 1 }),
      count: fc.integer({ min: 1, max: 12 }),
      pause: fc.nat({ max: 700 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  settings: fc.record({
    batchSize: fc.integer({ min: 1, max: 15 }),
    maximumBatchingWindowMs: fc.constantFrom(0, 500),
    maximumRetryAttempts: fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY),
    bisectBatchOnFunctionError: fc.boolean(),
    maximumPayloadBytes: fc.constantFrom(1_200, 6_000_000),
  }),
});

const answer = (event: KafkaEvent, { kind, at }: { kind: string; at: number }): unknown => {
  const all = Object.entries(event.records).flatMap(([partition, list]) =>
    list.map(({ offset }) => ({ partition, offset })),
  );
  const chosen = all[at % all.length];
  if (kind === 'throw') throw new Error('function error');
  if (kind === 'nonsense') return { batchItemFailures: [{ itemIdentifier: 'ticks-0-1' }] };
  if (kind === 'ok' || chosen === undefined) return null;
  const failed =
    kind === 'partial'
      ? [chosen]
      : all.filter(({ partition, offset }) => partition === chosen.partition && offset >= chosen.offset);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};

it('under any failures, every record is delivered or discarded, in order, before it is committed', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ behaviours, faults: drawn, fetches, settings }) => {
      const bench = new EngineBench(
        {
          ...settings,
          reportBatchItemFailures: true,
          nextFault: () => drawn.shift() ?? 'none',
          prefetch: { records: 10_000, bytes: 1e9 },
        },
        { destination: true },
      );
      const script = [...behaviours];
      const inFlight = new Set<string>();
      bench.handler = async (event) => {
        for (const partition of Object.keys(event.records)) {
          expect(inFlight.has(partition)).toBe(false);
          inFlight.add(partition);
        }
        try {
          await new Promise((resolve) => setImmediate(resolve));
          return answer(event, script.shift() ?? { kind: 'ok', at: 0 });
        } finally {
          for (const partition of Object.keys(event.records)) inFlight.delete(partition);
        }
      };
      bench.assign(...Array.from({ length: PARTITIONS }, (_, partition) => partition));
      const ends = new Map<number, number>();

      for (const { partition, count, pause } of fetches) {
        const from = ends.get(partition) ?? 0;
        ends.set(partition, from + count);
        bench.receive(...records(partition, count, from));
        await bench.clock.advance(pause);
      }
      for (
        let turn = 0;
        turn < 60 &&
        [...ends].some(([p, end]) => !bench.commits.some(([cp, offset]) => cp === p && offset === end));
        turn += 1
      ) {
        await bench.clock.advance(30_000);
      }

      for (const [partition, end] of ends) {
        const discarded = new Set(
          bench.delivered.flatMap((batch) =>
            batch.records.filter((item) => item.partition === partition).map(({ offset }) => offset),
          ),
        );
        const delivered = bench.deliveries.flatMap((delivery) => delivery[`ticks-${partition}`] ?? []);
        expect(new Set([...delivered, ...discarded]).size).toBe(end);
        const firsts = [...new Set(delivered)];
        expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
        const commits = bench.commits
          .filter(([committed]) => committed === partition)
          .map(([, offset]) => offset);
        expect(commits).toEqual([...commits].sort((a, b) => a - b));
        expect(commits.at(-1)).toBe(end);
      }
      const polled = [...ends.values()].reduce((sum, end) => sum + end, 0);
      expect(bench.engine.snapshot()).toMatchObject({
        PolledEventCount: polled,
        CommittedEventCount: polled,
        DroppedEventCount: 0,
        SumOffsetLag: 0,
      });
    }),
    { numRuns: 150 },
  );
});

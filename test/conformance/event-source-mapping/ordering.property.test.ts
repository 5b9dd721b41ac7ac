import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KafkaEvent } from '../../../localstack/lambda/event-source-mapping/event-json.ts';
import { failure, Harness } from './harness.ts';

const harness = new Harness();
const PARTITIONS = 3;
const seed = process.env.SEED === undefined ? Date.now() : Number(process.env.SEED);

const scenario = fc.record({
  records: fc.array(fc.nat({ max: PARTITIONS - 1 }), { minLength: 1, maxLength: 120 }),
  batchSize: fc.integer({ min: 1, max: 30 }),
  bisectBatchOnFunctionError: fc.boolean(),
  maximumRetryAttempts: fc.constantFrom(1, 3, -1),
  behaviours: fc.array(
    fc.record({
      kind: fc.constantFrom('ok', 'ok', 'throw', 'partial', 'suffix', 'nonsense', 'crash'),
      at: fc.nat({ max: 60 }),
    }),
    { maxLength: 20 },
  ),
});

/** What one invocation came to, record by record. */
const outcome = (
  topic: string,
  event: KafkaEvent,
  kind: string,
  at: number,
): { answer: unknown; succeeded: Set<string> } => {
  const all = Object.values(event.records).flat();
  const ids = all.map(({ partition, offset }) => `${partition}@${offset}`);
  const chosen = all[at % all.length];
  if (kind === 'throw') throw new Error('function error');
  if (kind === 'nonsense') return { answer: { batchItemFailures: ['?'] }, succeeded: new Set() };
  if (kind === 'ok' || kind === 'crash' || chosen === undefined) {
    return { answer: null, succeeded: new Set(ids) };
  }
  const failed = all.filter(
    ({ partition, offset }) =>
      partition === chosen.partition &&
      (kind === 'partial' ? offset === chosen.offset : offset >= chosen.offset),
  );
  const names = new Set(failed.map(({ partition, offset }) => `${partition}@${offset}`));
  return {
    answer: { batchItemFailures: failed.map(({ partition, offset }) => failure(topic, partition, offset)) },
    succeeded: new Set(ids.filter((id) => !names.has(id))),
  };
};

it(`each record is delivered or discarded, in the order of its partition, under any failures (SEED=${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      scenario,
      async ({ records, behaviours, batchSize, bisectBatchOnFunctionError, maximumRetryAttempts }) => {
        const topic = await harness.topic(PARTITIONS);
        const dlq = await harness.topic();
        await harness.send(
          topic,
          ...records.map((partition, index) => ({ partition, value: String(index) })),
        );
        const script = [...behaviours];
        const succeeded: string[] = [];
        let crash = (): void => {};
        const handler = (event: KafkaEvent): unknown => {
          const { kind, at } = script.shift() ?? { kind: 'ok', at: 0 };
          const { answer, succeeded: done } = outcome(topic, event, kind, at);
          if (kind === 'crash') {
            crash();
            return new Promise(() => {});
          }
          for (const id of done) if (!succeeded.includes(id)) succeeded.push(id);
          return answer;
        };
        const ends = [0, 1, 2].map((partition) => records.filter((own) => own === partition).length);
        const expected = Object.fromEntries(
          ends.flatMap((end, partition) => (end === 0 ? [] : [[partition, end]])),
        );
        const options = {
          functionResponseType: 'ReportBatchItemFailures',
          batchSize,
          bisectBatchOnFunctionError,
          maximumRetryAttempts,
          onFailureDestination: `kafka://${dlq}`,
          backoff: { initialMs: 1, maximumMs: 5 },
        };

        let discarded = 0;
        for (let finished = false; !finished; ) {
          const crashed = new Promise<boolean>((resolve) => {
            crash = () => resolve(true);
          });
          const under = await harness.start(topic, handler, options);
          const done = harness.untilCommitted(topic, expected).then(() => false);
          finished = !(await Promise.race([crashed, done]));
          done.catch(() => {});
          discarded += under.mapping.snapshot().OnFailureDestinationDeliveredEventCount;
          await under.mapping.crash();
        }

        const dead = discarded === 0 ? [] : await harness.read(dlq, discarded);
        const discardedIds = new Set(dead.map(({ value }) => idOf(value)));
        for (const [partition, end] of ends.entries()) {
          const offsets = succeeded
            .filter((id) => id.startsWith(`${partition}@`))
            .map((id) => Number(id.split('@')[1]));
          expect(
            new Set([
              ...offsets.map((offset) => `${partition}@${offset}`),
              ...[...discardedIds].filter((id) => id.startsWith(`${partition}@`)),
            ]).size,
          ).toBe(end);
          if (behaviours.every(({ kind }) => kind !== 'partial')) {
            expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
          }
        }
      },
    ),
    { numRuns: 12, seed },
  );
});

const idOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null || !('payload' in value)) return '?';
  const { payload } = value;
  if (typeof payload !== 'object' || payload === null || !('records' in payload)) return '?';
  const [list] = Object.values(payload.records ?? {});
  const [record] = Array.isArray(list) ? list : [];
  return `${record.partition}@${record.offset}`;
};

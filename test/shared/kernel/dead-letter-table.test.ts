import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DeadLetter, parseDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { TransientError } from '../../../shared/errors.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { fixedClock, kernelIn, lettersIn, type World, world } from '../../support/kernel.ts';
import { killAtEveryCall } from '../../support/killed-environment.ts';
import { kafkaEvent, record, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const DEAD = 'market.ticks.dlq';

/** Limits under which no dead letter is kept in the outbox. */
const NONE_IN_OUTBOX = { ...DEFAULT_LIMITS, deadLetterBytes: 10 };

/** Ticks, and records that the stage gives up at the offsets 1, 3 and 4. */
const mixed = (): readonly KafkaRecord[] => {
  const broken = (offset: number) => record({ offset, value: Buffer.from(`broken ${offset}`) });
  return [tickRecords(1), broken(1), tickRecords(1, 2), broken(3), broken(4), tickRecords(1, 5)].flat();
};

const lettersOf = async (w: World): Promise<readonly DeadLetter[]> =>
  (await w.tables.scan('dead-letters')).flatMap((item) => parseDeadLetter(item) ?? []);

const offsetsOf = async (w: World): Promise<readonly number[]> =>
  (await lettersOf(w)).map(({ original_offset = -1 }) => original_offset).toSorted((a, b) => a - b);

const down = { write: () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'not now')) };

describe('the table of dead letters under kill -9', () => {
  it.each([
    ['in the outbox', undefined],
    ['too large for the outbox', NONE_IN_OUTBOX],
  ])('has each given-up record once, %s, killed at each call', async (_, limits) => {
    const calls = await killAtEveryCall(
      counterStage,
      mixed(),
      async (w, where) => {
        expect(await offsetsOf(w), where).toEqual([1, 3, 4]);
        expect((await lettersOf(w)).map(({ value }) => String(value)).toSorted(), where).toEqual(
          [1, 3, 4].map((offset) => `broken ${offset}`),
        );
        const published = w.log.read(DEAD).map(({ value }) => String(value));
        expect(new Set(published).size, where).toBe(3);
      },
      limits,
    );

    expect(calls).toBeGreaterThan(5);
  });

  it('has the dead letter of a record whose checkpoint is saved and whose outbox no environment published', async () => {
    const w = world();
    await kernelIn(w, counterStage(), { deadLetters: down }).handle(kafkaEvent(mixed()));
    expect(await offsetsOf(w)).toEqual([]);

    // Later records, not these again.
    const { report } = await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(1, 6)));

    expect(report.republished).toBe(1);
    expect(await offsetsOf(w)).toEqual([1, 3, 4]);
  });
});

describe('a table of dead letters that cannot be written', () => {
  it.each([
    ['in the outbox', DEFAULT_LIMITS],
    ['too large for the outbox', NONE_IN_OUTBOX],
  ])('returns the records whose dead letters are %s', async (_, limits) => {
    const w = world();

    const { response } = await kernelIn(w, counterStage(), { deadLetters: down, limits }).handle(
      kafkaEvent(mixed()),
    );
    const undone = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier.offset);
    expect(undone).toEqual(expect.arrayContaining([1, 2, 3, 4, 5]));

    const { response: second } = await kernelIn(w, counterStage(), { limits }).handle(kafkaEvent(mixed()));
    expect(second.batchItemFailures).toEqual([]);
    expect(await offsetsOf(w)).toEqual([1, 3, 4]);
  });

  it('does not count an outbox as published in the environment that saved it', async () => {
    const w = world();
    const state = { isDown: true };
    const table = lettersIn(w.tables);
    const kernel = kernelIn(w, counterStage(), {
      deadLetters: { write: (letters) => (state.isDown ? down.write() : table.write(letters)) },
    });

    await kernel.handle(kafkaEvent(mixed()));
    state.isDown = false;
    await kernel.handle(kafkaEvent(tickRecords(1, 6)));

    expect(await offsetsOf(w)).toEqual([1, 3, 4]);
  });
});

describe('the dead letters of a stage', () => {
  it('are one item after a reset of the stage, and two after the topic was created again', async () => {
    const w = world();
    const give = (value: string) => kafkaEvent([record({ offset: 1, value: Buffer.from(value) })]);
    await kernelIn(w, counterStage()).handle(give('broken'));
    w.store.set('counter#0', undefined);
    await kernelIn(w, counterStage()).handle(give('broken'));
    expect(await offsetsOf(w)).toEqual([1]);

    w.store.set('counter#0', undefined);
    await kernelIn(w, counterStage()).handle(give('another log'));

    expect(await offsetsOf(w)).toEqual([1, 1]);
    expect((await lettersOf(w)).map(({ value }) => String(value)).toSorted()).toEqual([
      'another log',
      'broken',
    ]);
  });

  it('are not written before the checkpoint that gives the record up', async () => {
    const w = world();
    const order: string[] = [];
    const kernel = kernelIn(w, counterStage(), {
      store: {
        load: (id) => w.store.load(id),
        save: (id, next) => {
          order.push('save');
          return w.store.save(id, next);
        },
      },
      deadLetters: {
        write: async () => {
          order.push('letters');
        },
      },
    });

    await kernel.handle(kafkaEvent(mixed()));

    expect(order).toEqual(['save', 'letters']);
  });

  it('leave out the bytes of a record of the largest size, and have its position', async () => {
    const w = world();
    const value = randomBytes(1_000_000);

    await kernelIn(w, counterStage()).handle(kafkaEvent([record({ offset: 7, value })]));

    expect(await lettersOf(w)).toMatchObject([
      { value_omitted: true, record_bytes: expect.any(Number), original_partition: 0, original_offset: 7 },
    ]);
    expect(w.log.read(DEAD)[0]?.value).toEqual(value);
  });

  it('have the time at which they are written', async () => {
    const w = world();

    await kernelIn(w, counterStage()).handle(kafkaEvent(mixed()));

    for (const { dead_letter_timestamp } of await lettersOf(w))
      expect(dead_letter_timestamp).toBe(fixedClock.now());
  });
});

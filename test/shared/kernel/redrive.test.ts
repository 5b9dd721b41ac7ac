import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatOrigin } from '../../../shared/events/origin.ts';
import { stageOf } from '../../../shared/events/pipeline.ts';
import { deadLetterTopic, redriveTopic, SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { DEAD_LETTER_HEADERS } from '../../../shared/kernel/dead-letter.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import { isForAnother, REDRIVE_HEADERS, redriveOf } from '../../../shared/kernel/redrive.ts';
import { jsonCodec, type Stage } from '../../../shared/kernel/stage.ts';
import { headerOf, type KafkaRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record, SESSION_OPEN, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const TICKS = SHARED_TOPICS.marketTicks.name;

const originOf = (
  offset: number,
  upstream = `${stageOf('redriver', 'shared').name}/${redriveTopic('shared').name}-0`,
) => formatOrigin({ upstream, epoch: SESSION_OPEN, offset, index: 0 });

/** A tick redriven for a stage. */
const putBack = (
  offset: number,
  stage: string,
  { origin = originOf(offset), ...change }: Partial<KafkaRecord> & { origin?: string | null } = {},
): KafkaRecord => {
  const [tick] = tickRecords(1, offset);
  return record({
    ...tick,
    headers: [
      [REDRIVE_HEADERS.of, Buffer.from('market.ticks/00000@0000000000000000')],
      [REDRIVE_HEADERS.for, Buffer.from(stage)],
      ...(origin === null ? [] : [['origin', Buffer.from(origin)] as const]),
    ],
    ...change,
  });
};

describe('a record redriven for a stage', () => {
  it('names its dead letter and its stage', () => {
    expect(redriveOf(putBack(0, 'counter'))).toEqual({
      of: 'market.ticks/00000@0000000000000000',
      for: 'counter',
    });
    expect(isForAnother(putBack(0, 'counter'), 'counter')).toBe(false);
    expect(isForAnother(putBack(0, 'counter'), 'sum')).toBe(true);
  });

  it.each([
    ['has no origin', { origin: null }],
    ['has a malformed origin', { origin: 'shared.redriver' }],
    ['has the origin of another stage', { origin: originOf(0, `strategy-runner/${TICKS}-0`) }],
    [
      'has the origin of the redriver of another scope',
      { origin: originOf(0, 'paper.redriver/paper.redrives-0') },
    ],
    [
      'has an origin of the redriver of another log',
      { origin: originOf(0, `${stageOf('redriver', 'shared').name}/${TICKS}-0`) },
    ],
    ['is on a topic of dead letters', { topic: `${TICKS}.dlq` }],
  ])('does not count as redriven if it %s', (_, change) => {
    expect(redriveOf(putBack(0, 'counter', change))).toBeUndefined();
    expect(isForAnother(putBack(0, 'counter', change), 'sum')).toBe(false);
  });

  it('is skipped and counted by other stages, without a second delivery', async () => {
    const w = world();
    const batch = [
      ...tickRecords(2),
      putBack(2, 'price-recorder'),
      putBack(3, 'price-recorder'),
      ...tickRecords(2, 4),
    ];

    const first = await kernelIn(w, counterStage()).handle(kafkaEvent(batch));
    const again = await kernelIn(w, counterStage()).handle(kafkaEvent(batch));

    expect(first.report).toMatchObject({ events: 2, forOthers: 2, duplicates: 0, poison: 0, missing: 0 });
    expect(again.report).toMatchObject({ events: 0, forOthers: 0, duplicates: 6 });
  });

  it('advances position and watermark of other stages, even alone in a batch', async () => {
    const w = world();

    await kernelIn(w, counterStage()).handle(kafkaEvent([putBack(7, 'price-recorder')]));

    const stored = await w.store.load('counter#0');
    const checkpoint = stored && decodeCheckpoint(stored.body);
    expect(checkpoint?.positions[`${TICKS}-0`]?.[0]).toBe(7);
    expect(Object.values(checkpoint?.origins[`${TICKS}-0`] ?? {})).toEqual([[SESSION_OPEN, 7, 0]]);
    expect(checkpoint?.state).toEqual({ count: 0, sum: 0 });
  });

  it('is counted as a repeat if the redriver published twice', async () => {
    const w = world();

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([putBack(0, 'price-recorder'), putBack(1, 'price-recorder', { origin: originOf(0) })]),
    );

    expect(report).toMatchObject({ forOthers: 1, duplicates: 1 });
  });

  it('is taken once by its stage if the redriver published twice', async () => {
    const w = world();

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([putBack(0, 'counter'), putBack(1, 'counter', { origin: originOf(0) })]),
    );

    expect(report).toMatchObject({ forOthers: 0, duplicates: 1 });
  });

  it.each([
    ['in the future', SESSION_OPEN + 3_600_000, 'ORIGIN_IN_FUTURE'],
    ['before the newest', SESSION_OPEN - 1, 'ORIGIN_OUTDATED'],
  ])('becomes a dead letter of every stage if its redriver began %s', async (_, epoch, reason) => {
    const w = world();
    const origin = formatOrigin({
      upstream: `${stageOf('redriver', 'shared').name}/${redriveTopic('shared').name}-0`,
      epoch,
      offset: 1,
      index: 0,
    });

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([putBack(0, 'price-recorder'), putBack(1, 'price-recorder', { origin })]),
    );

    expect(report).toMatchObject({ forOthers: 1, poison: 1 });
    const [letter] = w.log.read(deadLetterTopic(TICKS));
    expect(letter && String(headerOf(letter, DEAD_LETTER_HEADERS.reason))).toBe(reason);
  });

  it('is taken by every stage if a producer forged the headers', async () => {
    const w = world();
    const forged = [0, 1].map((offset) => putBack(offset, 'nobody', { origin: null }));

    const { report } = await kernelIn(w, counterStage()).handle(kafkaEvent(forged));

    expect(report).toMatchObject({ events: 1, forOthers: 0 });
  });

  it('is counted once if the batch is cut beside it', async () => {
    const w = world();
    const batch = [0, 2, 4, 6].flatMap((offset) => [
      ...tickRecords(1, offset),
      putBack(offset + 1, 'price-recorder'),
    ]);

    const { report } = await kernelIn(w, counterStage(), {
      limits: { ...DEFAULT_LIMITS, outboxBytes: 1 },
    }).handle(kafkaEvent(batch));

    expect(report).toMatchObject({ events: 2, forOthers: 4, duplicates: 0 });
    expect(report.saves).toBeGreaterThan(1);
  });
});

/** Emits every tick unchanged on the paper signals, with its headers. */
const echoStage = (): Stage<null, undefined, KafkaRecord> => ({
  name: 'echo',
  topics: [SHARED_TOPICS.marketTicks],
  codec: jsonCodec(),
  decode: (raw) => raw,
  initial: () => null,
  reduce: (_, { key, value, headers }) => [
    {
      kind: 'record',
      topic: topicsFor('paper').signalsRaw,
      key,
      value,
      headers,
    },
  ],
});

describe('a record emitted unchanged', () => {
  const raw = record({
    key: null,
    value: Buffer.from([0xff, 0x00]),
    headers: [
      ['a', Buffer.from([0x80])],
      ['a', Buffer.alloc(0)],
      ['origin', Buffer.from(`forged/x-0@${SESSION_OPEN}.999#0`)],
    ],
  });

  it('keeps its bytes and headers, and has the origin of its emitter', async () => {
    const w = world();

    const { report } = await kernelIn(w, echoStage()).handle(kafkaEvent([raw]));

    const [sent] = w.log.read(topicsFor('paper').signalsRaw.name);
    expect(report).toMatchObject({ events: 1, poison: 0 });
    expect(sent).toMatchObject({ key: null, value: raw.value });
    expect(sent?.headers.map(([name, value]) => [name, value.toString('latin1')])).toEqual([
      ['a', '\x80'],
      ['a', ''],
      ['origin', `echo/${TICKS}-0@${SESSION_OPEN}.0#0`],
    ]);
  });

  it('is refused alone if no checkpoint can hold it', async () => {
    const w = world();
    const small = { ...raw, headers: [] };
    const large = { ...small, offset: 1, value: randomBytes(300_000) };

    const { response, report } = await kernelIn(w, echoStage()).handle(
      kafkaEvent([small, large, { ...small, offset: 2 }]),
    );

    const [letter] = w.log.read(`${TICKS}.dlq`);
    const reason = letter?.headers.find(([name]) => name === 'dead-letter-reason')?.[1];
    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ events: 2, poison: 1 });
    expect(String(reason)).toBe('RECORD_TOO_LARGE');
  });
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_INLINE_BYTES } from '../../../functions/dead-letters/item.ts';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { type DeadLetter, parseDeadLetter, redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { allTopics } from '../../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS, deadLetterOf } from '../../../shared/kernel/dead-letter.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record, SESSION_OPEN, toLambdaRecord } from '../../support/records.ts';
import { given } from '../../support/spec.ts';

const stage = deadLetters('paper', 30);
const TOPIC = 'paper.signals.raw';
const DEAD = 'paper.signals.raw.dlq';

const itemOf = (letter: KafkaRecord, now?: number): Item => {
  const [item, ...more] = given(stage).context({ now }).when(letter).emits().itemsOf('dead-letters');
  if (item === undefined || more.length > 0) throw new Error('not one dead-letters item');
  return item;
};

const parsed = (item: Item): DeadLetter => {
  const letter = parseDeadLetter(item);
  if (letter === undefined) throw new Error('no dead letter');
  return letter;
};

const bytes = (text: string): Buffer => Buffer.from(text);

/** What the kernel puts on the dead-letter topic, as it comes off it again. */
const letterOf = (
  original: KafkaRecord,
  error: unknown = new PoisonError('BAD_JSON', 'not JSON'),
): KafkaRecord => {
  const out = deadLetterOf(
    original,
    'paper.risk-manager',
    error,
    `paper.risk-manager/paper.signals.raw-0@1.${original.offset}#0`,
  );
  const asBuffer = (part: Buffer | string | null) => (typeof part === 'string' ? bytes(part) : part);
  return record({
    topic: out.topic,
    offset: 5,
    timestamp: SESSION_OPEN + 10,
    key: asBuffer(out.key),
    value: asBuffer(out.value),
    headers: out.headers.map(([name, value]) => [name, asBuffer(value) ?? Buffer.alloc(0)]),
  });
};

const original = record({
  topic: TOPIC,
  partition: 0,
  offset: 7,
  key: bytes('momentum-1:256265'),
  value: Buffer.from([0xff, 0x00, 0x7b]),
  headers: [
    ['traceparent', bytes('00-é')],
    ['traceparent', Buffer.alloc(0)],
    ['__proto__', Buffer.from([0x80, 0xff])],
    ['origin', bytes('strategy-runner/market.ticks-0@1.3#0')],
  ],
});

/** The message that Lambda itself puts on a Kafka on-failure topic. */
const lambdaMessage = (records: readonly KafkaRecord[], change: object = {}) => ({
  requestContext: {
    requestId: '316aa6d0-8154-xmpl-9af7-85d5f4a6bc81',
    functionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:paper-risk-manager',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 11,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2022-06-16T03:45:10.000Z',
  condition: 'RetriesExhausted',
  KafkaBatchInfo: { batchSize: 1, eventSourceArn: 'arn', bootstrapServers: 'b', payloadSize: 1 },
  payload: { ...kafkaEvent([]), records: { [`${TOPIC}-0`]: records.map(toLambdaRecord) } },
  ...change,
});

const sent = (message: unknown) => record({ topic: DEAD, offset: 5, value: bytes(JSON.stringify(message)) });

describe('dead letters', () => {
  it('are recorded with stage, reason, position and original bytes', () => {
    const item = itemOf(letterOf(original));

    expect(item).toEqual({
      topic: TOPIC,
      dead_letter_id: '00000@0000000000000005',
      reason: 'BAD_JSON',
      error: 'not JSON',
      stage: 'paper.risk-manager',
      attempts: 1,
      original_partition: 0,
      original_offset: 7,
      original_timestamp: SESSION_OPEN,
      dead_letter_topic: DEAD,
      dead_letter_partition: 0,
      dead_letter_offset: 5,
      dead_letter_timestamp: SESSION_OPEN + 10,
      key: original.key,
      value: original.value,
      headers: [
        { name: 'traceparent', value: bytes('00-é') },
        { name: 'traceparent', value: Buffer.alloc(0) },
        { name: '__proto__', value: Buffer.from([0x80, 0xff]) },
        { name: 'origin', value: bytes('strategy-runner/market.ticks-0@1.3#0') },
      ],
    });
  });

  it('believe the last reason, not one that came with the record', () => {
    const forged = { ...original, headers: [['dead-letter-reason', bytes('FORGED')]] as const };

    const item = itemOf(letterOf(forged));

    expect(item).toMatchObject({
      reason: 'BAD_JSON',
      headers: [{ name: 'dead-letter-reason', value: bytes('FORGED') }],
    });
  });

  it('believe what this stage says of a copy of a dead letter, also where a producer put headers of one name together', () => {
    const own = [
      ['dead-letter-stage', bytes('paper.portfolio-manager')],
      ['dead-letter-reason', bytes('OLD')],
      ['traceparent', bytes('00-a')],
      ['dead-letter-offset', bytes('3')],
    ] as const;
    const letter = letterOf({ ...original, headers: own });
    const grouped = [...Map.groupBy(letter.headers, ([name]) => name).values()].flat();

    for (const headers of [letter.headers, grouped]) {
      const item = itemOf({ ...letter, headers });

      expect(item).toMatchObject({ stage: 'paper.risk-manager', reason: 'BAD_JSON', original_offset: 7 });
      expect(item.headers).toEqual(own.map(([name, value]) => ({ name, value })));
    }
  });

  it('keep all headers of the record, in any order', () => {
    const names = Object.values(DEAD_LETTER_HEADERS).filter((name) => name !== 'dead-letter-original-origin');
    const header = fc.tuple(
      fc.constantFrom(...names, 'origin', 'redrive-of', 'redrive-for', 'a', '__proto__'),
      fc.uint8Array({ maxLength: 3 }).map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(fc.array(header, { maxLength: 12 }), fc.boolean(), (headers, isGrouped) => {
        const letter = letterOf({ ...original, headers });
        const grouped = [...Map.groupBy(letter.headers, ([name]) => name).values()].flat();

        const item = itemOf({ ...letter, headers: isGrouped ? grouped : letter.headers });

        const byName = (own: readonly (readonly [string, Buffer])[]) => Map.groupBy(own, ([name]) => name);
        const own = (item.headers as { name: string; value: Buffer }[]).map(
          ({ name, value }) => [name, value] as const,
        );
        expect(byName(own)).toEqual(byName(headers));
        expect(item).toMatchObject({ stage: 'paper.risk-manager', original_offset: 7, attempts: 1 });
      }),
    );
  });

  it('distinguish a tombstone and a keyless record from empty ones', () => {
    const absent = itemOf(letterOf({ ...original, key: null, value: null }));
    const empty = itemOf(letterOf({ ...original, key: Buffer.alloc(0), value: Buffer.alloc(0) }));

    expect(absent).not.toHaveProperty('key');
    expect(absent).not.toHaveProperty('value');
    expect(empty).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
  });

  it('are unwrapped where Lambda itself gave the record up', () => {
    const item = itemOf(sent(lambdaMessage([original])));

    expect(item).toMatchObject({
      topic: TOPIC,
      reason: 'RetriesExhausted',
      error: 'Unhandled',
      stage: 'paper.risk-manager',
      function_arn: 'arn:aws:lambda:ap-south-1:123456789012:function:paper-risk-manager',
      attempts: 11,
      original_partition: 0,
      original_offset: 7,
      original_timestamp: SESSION_OPEN,
      key: original.key,
      value: original.value,
      headers: original.headers.map(([name, value]) => ({ name, value })),
    });
  });

  it.each([
    ['alpha-panda-dev-paper-risk-manager', 'paper.risk-manager'],
    ['alpha-panda-dev-paper-risk-manager:$LATEST', 'paper.risk-manager'],
    ['alpha-panda-dev-paper-risk-manager:7', 'paper.risk-manager'],
    // None of these reads the topic.
    ['alpha-panda-dev-zerodha-risk-manager', undefined],
    ['alpha-panda-dev-newspaper-risk-manager', undefined],
    ['alpha-panda-dev-paper-trading-engine', undefined],
    ['', undefined],
  ])('know the stage of the function %s', (name, stage) => {
    const functionArn = `arn:aws:lambda:ap-south-1:123456789012:function:${name}`;

    const item = itemOf(sent(lambdaMessage([original], { requestContext: { functionArn } })));

    expect(item).toMatchObject({ function_arn: functionArn });
    expect(item.stage).toBe(stage);
  });

  it('name the redriven dead letter only for a redrive by the redriver', () => {
    const headers = (origin: string) =>
      [
        ['redrive-of', bytes(`${TOPIC}/00000@0000000000000001`)],
        ['redrive-for', bytes('paper.risk-manager')],
        ['origin', bytes(origin)],
      ] as const;
    const of = (origin: string) => itemOf(letterOf({ ...original, headers: headers(origin) })).redrive_of;
    const lambdas = itemOf(
      sent(lambdaMessage([{ ...original, headers: headers('paper.redriver/paper.redrives-0@1.0#0') }])),
    );

    expect(of('paper.redriver/paper.redrives-0@1.0#0')).toBe(`${TOPIC}/00000@0000000000000001`);
    expect(lambdas.redrive_of).toBe(`${TOPIC}/00000@0000000000000001`);
    expect(of('strategy-runner/market.ticks-0@1.0#0')).toBeUndefined();
    expect(of('zerodha.redriver/zerodha.redrives-0@1.0#0')).toBeUndefined();
  });

  it('are unwrapped where Lambda left out a null key and value', () => {
    const item = itemOf(sent(lambdaMessage([{ ...original, key: null, value: null, headers: [] }])));

    expect(item).toMatchObject({ reason: 'RetriesExhausted', original_offset: 7, headers: [] });
    expect(item).not.toHaveProperty('value');
  });

  it.each([
    ['no payload', lambdaMessage([], { payload: undefined, responseContext: null })],
    ['no record in it', lambdaMessage([])],
    ['two records in it', lambdaMessage([original, original])],
    [
      'a record with malformed headers',
      lambdaMessage([], {
        payload: {
          records: { x: [{ topic: TOPIC, partition: 0, offset: 1, headers: [{ a: { length: 1e10 } }] }] },
        },
      }),
    ],
    ['a malformed record', lambdaMessage([], { payload: { records: { x: [{ topic: 1 }] } } })],
  ])('keep a message of Lambda as it came where it has %s, which is no record to put back', (_, message) => {
    const letter = sent(message);

    expect(itemOf(letter)).toMatchObject({ reason: 'RetriesExhausted', value: letter.value });
    expect(redrivable(parsed(itemOf(letter)))).toMatchObject({ code: 'RECORD_UNKNOWN' });
  });

  it('store errors of Lambda and headers as well-formed text', () => {
    const half = '\ud83d';
    const message = lambdaMessage([original], {
      requestContext: { functionArn: `arn${half}` },
      responseContext: { functionError: 'é😀'.repeat(500) },
      condition: half,
    });
    const header = letterOf(original, new PoisonError('BAD_JSON', `x${'😀'.repeat(600)}`));

    for (const item of [itemOf(sent(message)), itemOf(header)])
      for (const text of Object.values(item))
        if (typeof text === 'string') expect(text.isWellFormed()).toBe(true);
  });

  it('keep a record without dead-letter headers', () => {
    const letter = record({ topic: DEAD, offset: 9, value: bytes('whatever') });

    expect(itemOf(letter)).toMatchObject({ topic: TOPIC, reason: 'UNEXPLAINED', value: bytes('whatever') });
  });

  it('leave out a record that is too large for an item, and record its position', () => {
    const large = itemOf(letterOf({ ...original, value: Buffer.alloc(MAX_INLINE_BYTES) }));
    const crowded = itemOf(
      letterOf({
        ...original,
        headers: Array.from({ length: 20_000 }, (_, n) => [String(n), Buffer.alloc(1)]),
      }),
    );

    for (const item of [large, crowded]) {
      expect(item).toMatchObject({
        reason: 'BAD_JSON',
        value_omitted: true,
        dead_letter_topic: DEAD,
        dead_letter_offset: 5,
      });
      expect(item).not.toHaveProperty('value');
      expect(item).not.toHaveProperty('headers');
    }
  });

  it('keep the record just below that', () => {
    const value = randomBytes(MAX_INLINE_BYTES - 1_500);

    const item = itemOf(letterOf({ ...original, value }));

    expect(value.equals(Buffer.from(item.value instanceof Uint8Array ? item.value : []))).toBe(true);
  });

  it('sort like the log', () => {
    const ids = [0, 9, 10, 123_456].map((offset) => itemOf(record({ topic: DEAD, offset })).dead_letter_id);

    expect(ids.map(String).toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });

  it('expire where the wall is the clock', () => {
    const item = itemOf(letterOf(original), SESSION_OPEN + 20_000);

    expect(item.expires_at).toBe(SESSION_OPEN / 1_000 + 20 + 30 * 86_400);
  });

  it('are recorded for any bytes', () => {
    const part = fc.option(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      { nil: null },
    );
    const json = fc.json().map((text) => Buffer.from(text));
    const almostLambda = fc
      .record(
        {
          condition: fc.oneof(fc.string(), fc.integer()),
          payload: fc.oneof(fc.object(), fc.record({ records: fc.object() })),
          requestContext: fc.object(),
        },
        { requiredKeys: ['condition'] },
      )
      .map((message) => Buffer.from(JSON.stringify(message)));
    const headerName = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'dead-letter-reason',
        'dead-letter-offset',
        'dead-letter-attempts',
        '__proto__',
        'origin',
      ),
    );
    const headers = fc.array(
      fc.tuple(
        headerName,
        fc.uint8Array({ maxLength: 30 }).map((array) => Buffer.from(array)),
      ),
    );
    fc.assert(
      fc.property(
        part,
        fc.oneof(part, json, almostLambda),
        headers,
        fc.nat(),
        (key, value, named, offset) => {
          const item = itemOf(record({ topic: DEAD, key, value, headers: named, offset }));

          expect(item).toMatchObject({
            topic: TOPIC,
            dead_letter_offset: offset,
            reason: expect.any(String),
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of every event topic have a scope that reads them', () => {
    const read = (['paper', 'zerodha', 'shared'] as const).flatMap((scope) =>
      deadLetters(scope, 30).topics.map(({ name }) => name),
    );

    const all = allTopics().flatMap(({ name, deadLetters: dead }) => (dead ? [name] : []));
    expect([...read].sort()).toEqual([...all].sort());
  });

  it('go through the kernel to the table, bytes and all', async () => {
    const w = world();
    const kernel = kernelIn(w, stage, { loadContext: async () => ({ now: undefined }) });

    const { report } = await kernel.handle(kafkaEvent([letterOf(original), { ...sent('x'), offset: 6 }]));

    const items = await w.tables.query('dead-letters', TOPIC);
    expect(report).toMatchObject({ records: 2, poison: 0 });
    expect(items.map(({ reason }) => reason)).toEqual(['BAD_JSON', 'UNEXPLAINED']);
    expect(items[0]?.value).toEqual(original.value);
  });

  it('of the largest kind go through the kernel several to a batch', async () => {
    const w = world();
    const kernel = kernelIn(w, stage, { loadContext: async () => ({ now: undefined }) });
    const letters = [5, 6, 7].map((offset) => ({
      ...letterOf({ ...original, offset, value: randomBytes(MAX_INLINE_BYTES - 1_500) }),
      offset,
    }));

    const { response, report } = await kernel.handle(kafkaEvent(letters));

    expect(response.batchItemFailures).toEqual([]);
    expect(report.poison).toBe(0);
    expect(report.checkpointBytes).toBeLessThan(400_000);
    expect(await w.tables.query('dead-letters', TOPIC)).toHaveLength(3);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { type DeadLetter, parseDeadLetter, redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { LAMBDA_FAILURES } from '../../../shared/events/topics.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, oddRecord, record, SESSION_OPEN, toLambdaRecord } from '../../support/records.ts';
import { given } from '../../support/spec.ts';

const stage = deadLetters(BROKERS, 30);
const TOPIC = 'paper.signals.raw';
const FAILURES = LAMBDA_FAILURES.name;

const itemOf = (failure: KafkaRecord, now?: number): Item => {
  const [item, ...more] = given(stage).context({ now }).when(failure).emits().itemsOf('dead-letters');
  if (item === undefined || more.length > 0) throw new Error('not one dead-letters item');
  return item;
};

const parsed = (item: Item): DeadLetter => {
  const letter = parseDeadLetter(item);
  if (letter === undefined) throw new Error('no dead letter');
  return letter;
};

const bytes = (text: string): Buffer => Buffer.from(text);

const original = oddRecord(TOPIC);

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

const sent = (message: unknown, offset = 5) =>
  record({ topic: FAILURES, offset, timestamp: SESSION_OPEN + 10, value: bytes(JSON.stringify(message)) });

describe('what Lambda gave up', () => {
  it('is a dead letter of the original topic, with the original record', () => {
    const item = itemOf(sent(lambdaMessage([original])));

    expect(item).toMatchObject({
      topic: TOPIC,
      dead_letter_id: expect.stringMatching(/^00000@0000000000000007@paper\.risk-manager@[0-9a-f]{8}$/),
      reason: 'RetriesExhausted',
      error: 'Unhandled',
      stage: 'paper.risk-manager',
      function_arn: 'arn:aws:lambda:ap-south-1:123456789012:function:paper-risk-manager',
      attempts: 11,
      original_partition: 0,
      original_offset: 7,
      original_timestamp: SESSION_OPEN,
      dead_letter_topic: FAILURES,
      dead_letter_partition: 0,
      dead_letter_offset: 5,
      dead_letter_timestamp: SESSION_OPEN + 10,
      key: original.key,
      value: original.value,
      headers: original.headers.map(([name, value]) => ({ name, value })),
    });
  });

  it('is another dead letter than that of another function or another message', () => {
    const by = (functionArn: string) => sent(lambdaMessage([original], { requestContext: { functionArn } }));
    const arn = 'arn:aws:lambda:ap-south-1:123456789012:function';

    const ids = [by(`${arn}:paper-risk-manager`), by(`${arn}:x`), by('')].map(
      (one) => itemOf(one).dead_letter_id,
    );

    expect(new Set(ids).size).toBe(3);
    expect(itemOf(by('')).dead_letter_id).toBe(itemOf({ ...by(''), offset: 99 }).dead_letter_id);
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
  ])('names the stage of the function %s', (name, stage) => {
    const functionArn = `arn:aws:lambda:ap-south-1:123456789012:function:${name}`;

    const item = itemOf(sent(lambdaMessage([original], { requestContext: { functionArn } })));

    expect(item).toMatchObject({ function_arn: functionArn });
    expect(item.stage).toBe(stage);
  });

  it('names the redriven dead letter only for a redrive by the redriver', () => {
    const redriveBy = (origin: string) =>
      itemOf(
        sent(
          lambdaMessage([
            {
              ...original,
              headers: [
                ['redrive-of', bytes(`${TOPIC}/00000@0000000000000001`)],
                ['redrive-for', bytes('paper.risk-manager')],
                ['origin', bytes(origin)],
              ],
            },
          ]),
        ),
      ).redrive_of;

    expect(redriveBy('paper.redriver/paper.redrives-0@1.0#0')).toBe(`${TOPIC}/00000@0000000000000001`);
    expect(redriveBy('zerodha.redriver/zerodha.redrives-0@1.0#0')).toBeUndefined();
  });

  it('has no value where Lambda left out a null key and value', () => {
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
    ['a record of an unknown topic', lambdaMessage([{ ...original, topic: 'elsewhere' }])],
    ['a record of a dead-letter topic', lambdaMessage([{ ...original, topic: `${TOPIC}.dlq` }])],
  ])('is kept as it came, under its own topic, where the message has %s', (_, message) => {
    const letter = sent(message);

    expect(itemOf(letter)).toMatchObject({
      topic: FAILURES,
      dead_letter_id: '00000@0000000000000005',
      reason: 'RetriesExhausted',
      value: letter.value,
    });
    expect(redrivable(parsed(itemOf(letter)))).toMatchObject({ code: 'RECORD_UNKNOWN' });
  });

  it('has well-formed text where Lambda cut a character', () => {
    const half = '\ud83d';
    const message = lambdaMessage([original], {
      requestContext: { functionArn: `arn${half}` },
      responseContext: { functionError: 'é😀'.repeat(500) },
      condition: half,
    });

    for (const text of Object.values(itemOf(sent(message))))
      if (typeof text === 'string') expect(text.isWellFormed()).toBe(true);
  });

  it('is kept as it came for a topic of a broker that is not deployed', () => {
    const live = { ...original, topic: 'zerodha.orders.filled' };
    const [item] = given(deadLetters(['paper'], 30))
      .context({ now: undefined })
      .when(sent(lambdaMessage([live])))
      .emits()
      .itemsOf('dead-letters');

    expect(item).toMatchObject({ topic: FAILURES, reason: 'RetriesExhausted' });
    expect(itemOf(sent(lambdaMessage([live])))).toMatchObject({ topic: live.topic });
  });

  it('is kept as it is where it is not a message of Lambda', () => {
    const failure = record({ topic: FAILURES, offset: 9, value: bytes('anything') });

    expect(itemOf(failure)).toMatchObject({
      topic: FAILURES,
      dead_letter_id: '00000@0000000000000009',
      reason: 'UNEXPLAINED',
      value: bytes('anything'),
    });
  });

  it('expires where the wall is the clock', () => {
    const item = itemOf(sent(lambdaMessage([original])), SESSION_OPEN + 20_000);

    expect(item.expires_at).toBe(SESSION_OPEN / 1_000 + 20 + 30 * 86_400);
  });

  it('is recorded for any bytes', () => {
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
    const headerName = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'origin'));
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
          const item = itemOf(record({ topic: FAILURES, key, value, headers: named, offset }));

          expect(item).toMatchObject({
            topic: FAILURES,
            dead_letter_offset: offset,
            reason: expect.any(String),
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('goes through the kernel to the table, bytes and all', async () => {
    const w = world();
    const kernel = kernelIn(w, stage, { loadContext: async () => ({ now: undefined }) });

    const { report } = await kernel.handle(kafkaEvent([sent(lambdaMessage([original])), sent('x', 6)]));

    expect(report).toMatchObject({ records: 2, poison: 0 });
    expect(await w.tables.query('dead-letters', TOPIC)).toMatchObject([
      { reason: 'RetriesExhausted', value: original.value },
    ]);
    expect(await w.tables.query('dead-letters', FAILURES)).toMatchObject([{ reason: 'UNEXPLAINED' }]);
  });
});

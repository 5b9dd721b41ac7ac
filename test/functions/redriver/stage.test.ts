import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { loadRedriverContext } from '../../../functions/redriver/context.ts';
import { redrivenRecord } from '../../../functions/redriver/redriven-record.ts';
import { redriver } from '../../../functions/redriver/stage.ts';
import { parseDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { MAX_INLINE_BYTES } from '../../../shared/dead-letters/item.ts';
import { BROKERS, type Scope } from '../../../shared/events/brokers.ts';
import {
  deadLetterTopic,
  LAMBDA_FAILURES,
  redriveTopic,
  SHARED_TOPICS,
  type TopicName,
  topicDefinition,
  topicsFor,
} from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { headerOf, type OutgoingRecord } from '../../../shared/ports/record.ts';
import { kernelIn, lettersIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, SESSION_OPEN } from '../../support/records.ts';
import {
  deliverAll,
  FILLS,
  fill,
  letterId,
  letterItem,
  PORTFOLIO,
  redriveCommand,
  takerStage,
} from '../../support/redrives.ts';
import { given } from '../../support/spec.ts';

const DEAD = deadLetterTopic(FILLS.name);
const FIRST = '00000@0000000000000000';
const SECOND = '00000@0000000000000001';
const RISK = 'paper.risk-manager';
/** A topic with two readers. */
const TICKS = SHARED_TOPICS.marketTicks.name;

const redriverIn = (w: World, publisher = w.log, scope: Scope = 'paper') =>
  kernelIn(w, redriver(scope), {
    publisher,
    loadContext: loadRedriverContext({ tables: w.tables, scope }),
  });

/** Two readers of the fills, one with a fault, and the dead-letter stages. */
const desk = () => {
  const w = world();
  const disliked = new Set<string>();
  const stages = [
    takerStage(PORTFOLIO, (id) => disliked.has(id)),
    takerStage(RISK, () => false),
    deadLetters(BROKERS, 30),
    redriver('paper'),
  ] as const;
  const [portfolio, risk, letters] = stages;
  const readers = [
    { topics: portfolio.topics, kernel: kernelIn(w, portfolio) },
    { topics: risk.topics, kernel: kernelIn(w, risk) },
    {
      topics: letters.topics,
      kernel: kernelIn(w, letters, { loadContext: async () => ({ now: undefined }) }),
    },
    { topics: stages[3].topics, kernel: redriverIn(w) },
  ];
  const taken = async (stage: string): Promise<readonly string[]> => {
    const stored = await w.store.load(`${stage}#0`);
    return stored === undefined
      ? []
      : (decodeCheckpoint(stored.body).state as { taken: readonly string[] }).taken;
  };
  const send = (n: number, headers: OutgoingRecord['headers'] = []) => {
    const event = fill(n);
    w.log.append({ topic: FILLS.name, key: event.key, value: JSON.stringify(event), headers });
    return event.id;
  };
  return {
    w,
    taken,
    send,
    dislike: (id: string) => disliked.add(id),
    mend: () => disliked.clear(),
    /** Asks for the dead letter that `stage` made of the record at an offset. */
    redrive: async (offset: number, n = 0, stage: string = PORTFOLIO): Promise<string> => {
      const items = await w.tables.query('dead-letters', FILLS.name);
      const letter = items.find((item) => item.stage === stage && item.original_offset === offset);
      const id = String(letter?.dead_letter_id);
      w.log.append(redriveCommand(FILLS.name, id, n));
      return id;
    },
    deliverAll: () => deliverAll(w, readers),
  };
};

const text = (w: World, topic: string, place: number, name: string): string | undefined => {
  const record = w.log.read(topic).at(place);
  return record && headerOf(record, name)?.toString();
};

describe('a dead letter that is put back', () => {
  it('is processed by the stage that gave it up, and skipped by the others', async () => {
    const { w, send, dislike, mend, redrive, deliverAll, taken } = desk();
    const ids = [0, 1, 2].map((n) => send(n));
    dislike(ids[1] ?? '');
    await deliverAll();
    mend();
    await redrive(1);

    await deliverAll();

    expect(await taken(PORTFOLIO)).toEqual([ids[0], ids[2], ids[1]]);
    expect(await taken(RISK)).toEqual(ids);
    expect(w.log.read(FILLS.name).at(3)?.value).toEqual(w.log.read(FILLS.name).at(1)?.value);
    expect(w.log.read(FILLS.name).at(3)?.key).toEqual(w.log.read(FILLS.name).at(1)?.key);
  });

  it('is not skipped by the watermark of its first upstream, and keeps its origin', async () => {
    const { w, send, dislike, mend, redrive, deliverAll, taken } = desk();
    const origin = (n: number) => `paper.trading-engine/paper.signals.validated-0@${SESSION_OPEN}.${n}#0`;
    const ids = [0, 1].map((n) => send(n, [['origin', origin(n)]]));
    dislike(ids[0] ?? '');
    await deliverAll();
    mend();
    const letter = await redrive(0);

    await deliverAll();

    expect(await taken(PORTFOLIO)).toEqual([ids[1], ids[0]]);
    expect(text(w, FILLS.name, 2, 'origin')).toBe(`paper.redriver/paper.redrives-0@${SESSION_OPEN}.0#0`);
    expect(text(w, FILLS.name, 2, 'redrive-original-origin')).toBe(origin(0));
    expect(text(w, FILLS.name, 2, 'redrive-of')).toBe(`${FILLS.name}/${letter}`);
    expect(text(w, FILLS.name, 2, 'redrive-for')).toBe(PORTFOLIO);
  });

  it('is redriven once for repeated requests: in one batch, in the next, from a new environment', async () => {
    const { w, send, dislike, mend, redrive, deliverAll } = desk();
    dislike(send(0));
    await deliverAll();
    mend();
    const letter = await redrive(0, 0);
    await redrive(0, 1);
    await deliverAll();
    await redrive(0, 2);
    await deliverAll();

    const { report } = await redriverIn(w).handle(kafkaEvent(w.log.read(redriveTopic('paper').name)));

    expect(report).toMatchObject({ events: 0, poison: 0 });
    expect(w.log.read(FILLS.name)).toHaveLength(2);
    expect(await w.tables.query('dead-letters', `${FILLS.name}#redriven`)).toEqual([
      expect.objectContaining({ letter_id: letter, redriven_by: 'DEMO01', redrive_reason: 'mended' }),
    ]);
  });

  it.each([
    ['in one batch', 2],
    ['in two', 1],
  ])('is put back once where a stage gave one record up twice, asked for %s', async (_, size) => {
    const w = world();
    const stood = {
      topic: TICKS,
      stage: 'price-recorder',
      original_offset: 5,
      original_timestamp: SESSION_OPEN - 1,
    };
    for (const [offset, change] of [
      stood,
      // The stage was set back, or Lambda gave up what the stage had given up before.
      { ...stood, reason: 'RetriesExhausted', dead_letter_timestamp: SESSION_OPEN + 1 },
      { ...stood, stage: 'strategy-runner' },
      // Another record, on a topic that was created again.
      { ...stood, original_timestamp: SESSION_OPEN },
      { ...stood, original_offset: 6 },
    ].entries())
      w.tables.put('dead-letters', letterItem(offset, change));
    const commands = [0, 1, 2, 3, 4].map((n) => w.log.append(redriveCommand(TICKS, letterId(n))));

    const kernel = redriverIn(w, w.log, 'shared');

    for (let at = 0; at < commands.length; at += size)
      await kernel.handle(kafkaEvent(commands.slice(at, at + size)));

    expect(w.log.read(TICKS).map((one) => String(headerOf(one, 'redrive-of')))).toEqual(
      [0, 2, 3, 4].map((n) => `${TICKS}/${letterId(n)}`),
    );
  });

  it('stays marked when the letter itself is written again', async () => {
    const { w, send, dislike, mend, redrive, deliverAll } = desk();
    dislike(send(0));
    await deliverAll();
    mend();
    await redrive(0, 0);
    await deliverAll();
    // A cold start publishes the outbox once more, later.
    await lettersIn(w.tables, { now: () => SESSION_OPEN + 60_000 }).write(w.log.read(DEAD));
    await redrive(0, 1);

    await deliverAll();

    expect(w.log.read(FILLS.name)).toHaveLength(2);
  });

  it('becomes a new dead letter that names the first, where it fails again, and may be put back again', async () => {
    const { w, send, dislike, mend, redrive, deliverAll, taken } = desk();
    const first = 'paper.trading-engine/x-0@1.5#0';
    const id = send(0, [
      ['origin', first],
      ['traceparent', '00-abc'],
    ]);
    dislike(id);
    await deliverAll();
    const letter = await redrive(0);
    await deliverAll();
    mend();
    const second = await redrive(1);

    await deliverAll();

    const again = await w.tables.get('dead-letters', { topic: FILLS.name, dead_letter_id: second });
    expect(again).toMatchObject({ stage: PORTFOLIO, redrive_of: `${FILLS.name}/${letter}` });
    expect(await taken(PORTFOLIO)).toEqual([id]);
    expect(await taken(RISK)).toEqual([id]);
    const last = w.log.read(FILLS.name).at(-1);
    expect(last?.headers.map(([name, value]) => [name, String(value)])).toEqual([
      ['traceparent', '00-abc'],
      ['redrive-original-origin', first],
      ['redrive-of', `${FILLS.name}/${second}`],
      ['redrive-for', PORTFOLIO],
      ['origin', `paper.redriver/paper.redrives-0@${SESSION_OPEN}.1#0`],
    ]);
  });

  it('is the largest that an item holds, too, several in a batch', async () => {
    const w = world();
    const values = [0, 1, 2].map(() => randomBytes(MAX_INLINE_BYTES - 1_000));
    for (const [offset, value] of values.entries())
      w.tables.put('dead-letters', letterItem(offset, { value }));
    const commands = values.map((_, n) => w.log.append(redriveCommand(FILLS.name, letterId(n))));

    const { response, report } = await redriverIn(w).handle(kafkaEvent(commands));

    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ events: 3, poison: 0 });
    expect(w.log.read(FILLS.name).map(({ value }) => value)).toEqual(values);
  });

  it('goes to the original partition, with or without a key', async () => {
    const w = world();
    w.tables.put(
      'dead-letters',
      letterItem(0, { topic: 'market.ticks', stage: 'price-recorder', original_partition: 3 }),
    );
    const { key: _, ...keyless } = letterItem(1, { topic: 'market.ticks', stage: 'price-recorder' });
    w.tables.put('dead-letters', { ...keyless, original_partition: 2 });
    const { original_partition: __, ...lost } = keyless;
    w.tables.put('dead-letters', { ...lost, dead_letter_id: letterId(2) });
    const commands = [0, 1, 2].map((n) => w.log.append(redriveCommand('market.ticks', letterId(n))));

    await kernelIn(w, redriver('shared'), {
      loadContext: loadRedriverContext({ tables: w.tables, scope: 'shared' }),
    }).handle(kafkaEvent(commands));

    expect(w.log.read('market.ticks').map(({ partition, key }) => [partition, key])).toEqual([
      [0, null],
      [2, null],
      [3, Buffer.from('a')],
    ]);
  });
});

it('is not counted twice by a stage that had it, where Lambda gave up what had been put back for another', async () => {
  const { w, send, dislike, mend, redrive, deliverAll, taken } = desk();
  const id = send(0);
  dislike(id);
  await deliverAll();
  mend();
  await redrive(0);
  await deliverAll();
  const [, redriven] = w.log.read(FILLS.name);
  w.log.append({
    topic: LAMBDA_FAILURES.name,
    key: null,
    headers: [],
    value: JSON.stringify({
      requestContext: { functionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:x-paper-risk-manager' },
      condition: 'RetriesExhausted',
      payload: kafkaEvent(redriven === undefined ? [] : [redriven]),
    }),
  });
  await deliverAll();
  await redrive(1, 0, RISK);
  await deliverAll();

  expect(await taken(RISK)).toEqual([id]);
  expect(await taken(PORTFOLIO)).toEqual([id]);
});

it.each([
  ['where it stood', { original_partition: 3, key: undefined }, 3],
  ['where it stood, though it has a key', { original_partition: 3 }, 3],
  ['on the first without a known partition or key', { original_partition: undefined, key: undefined }, 0],
  ['by its key without a known partition', { original_partition: undefined }, undefined],
  ['by its key where there is no such partition any more', { original_partition: 4 }, undefined],
])('the partition of the redriven record is named %s', (_, change, partition) => {
  const letter = parseDeadLetter(letterItem(0, { topic: 'market.ticks', ...change }));

  const emit = letter && redrivenRecord(letter, 'price-recorder', SHARED_TOPICS.marketTicks);

  expect(emit?.partition).toBe(partition);
});

describe('a command that cannot be followed', () => {
  /** The redriver where the table of dead letters has these items, and a command for a topic. */
  const redriving = (items: readonly Item[], topic: string, of: TopicName = FILLS.name) => {
    const { value } = redriveCommand(of, FIRST);
    const event = JSON.parse(value);
    return given(redriver(topicDefinition(of).broker))
      .context(new Map(items.map((item) => [`${item.topic}/${item.dead_letter_id}`, item])))
      .when({ ...event, data: { ...event.data, topic } });
  };

  it.each([
    ['names no dead letter', undefined, 'DEAD_LETTER_NOT_FOUND'],
    ['names a malformed item', { topic: FILLS.name, dead_letter_id: FIRST }, 'DEAD_LETTER_UNREADABLE'],
    [
      'names one without its bytes',
      letterItem(0, { value_omitted: true, record_bytes: 9e5, value: undefined }),
      'BYTES_OMITTED',
    ],
    ['names one of an unknown stage', letterItem(0, { stage: undefined }), 'STAGE_UNKNOWN'],
    [
      'names one of a stage that does not read the topic',
      letterItem(0, { stage: 'paper.trading-engine' }),
      'STAGE_UNKNOWN',
    ],
    [
      'names one of a stage that read the topic in an earlier release',
      letterItem(0, { stage: RISK }),
      'STAGE_UNKNOWN',
    ],
    ['names one whose id had been taken', letterItem(0, { reason: 'DUPLICATE_ID' }), 'DUPLICATE_ID'],
    [
      "names Lambda's message that does not hold the record",
      letterItem(0, { function_arn: 'arn', original_partition: undefined }),
      'RECORD_UNKNOWN',
    ],
  ])('is a dead letter with its reason where it %s', (_, item, reason) => {
    redriving(item === undefined ? [] : [item], FILLS.name).deadLetters(reason);
  });

  it('is a dead letter where it names one that another stage gave up than it had been put back for', () => {
    const item = letterItem(0, {
      topic: TICKS,
      stage: 'strategy-runner',
      headers: [
        { name: 'redrive-of', value: Buffer.from(`${TICKS}/${SECOND}`) },
        { name: 'redrive-for', value: Buffer.from('price-recorder') },
        { name: 'origin', value: Buffer.from('shared.redriver/shared.redrives-0@1.0#0') },
      ],
    });

    redriving([item], TICKS, TICKS).deadLetters('FOR_ANOTHER_STAGE');
  });

  it.each([
    ['of another scope', topicsFor('zerodha').ordersFilled.name],
    ['that there is not', 'paper.orders.imagined'],
    ['of dead letters', DEAD],
  ])('is one where it names a topic %s', (_, topic) => {
    redriving([letterItem(0, { topic })], topic).deadLetters('FOREIGN_TOPIC');
  });

  it('does not stop the commands behind it', async () => {
    const w = world();
    w.tables.put('dead-letters', letterItem(1));
    const commands = [0, 1].map((n) => w.log.append(redriveCommand(FILLS.name, letterId(n))));

    const { response, report } = await redriverIn(w).handle(kafkaEvent(commands));

    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ events: 1, poison: 1 });
  });
});

it('a redrive record from before its topic was created again does not hide a dead letter with the same id', async () => {
  const w = world();
  w.tables.put('dead-letters', letterItem(0));
  w.tables.put('dead-letters', {
    topic: `${FILLS.name}#redriven`,
    dead_letter_id: FIRST,
    letter_id: FIRST,
    record_timestamp: SESSION_OPEN - 1,
    redriven_at: 'then',
    redriven_by: 'DEMO01',
    redrive_event_id: 'x',
  });

  const { report } = await redriverIn(w).handle(
    kafkaEvent([w.log.append(redriveCommand(FILLS.name, FIRST))]),
  );

  expect(report.events).toBe(1);
});

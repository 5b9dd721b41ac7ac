import { describe, expect, it } from 'vitest';
import { redriveDeadLetters } from '../../../../functions/dead-letters/api/redrive-dead-letters.ts';
import { deadLettersRoutes } from '../../../../functions/dead-letters/api/routes.ts';
import { parseDeadLetter } from '../../../../shared/dead-letters/dead-letter.ts';
import { redriveRecordKey } from '../../../../shared/dead-letters/redrive-record.ts';
import { decodeEvent } from '../../../../shared/events/decode.ts';
import { redriveTopic, SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { redriveRecordsOf, redriveRequestsOf } from '../../../../shared/ports/tables.ts';
import { CALLER, CALLER_SESSION, callRoute } from '../../../support/call-route.ts';
import { type World, world } from '../../../support/kernel.ts';
import { memoryVersionedItems } from '../../../support/memory/memory-versioned-items.ts';
import { SESSION_OPEN } from '../../../support/records.ts';
import { FILLS, letterId, letterItem, PORTFOLIO } from '../../../support/redrives.ts';

const CORRELATION = '5b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42';

const deskWith = (items: readonly Item[]): World => {
  const w = world();
  w.tables.put('sessions', CALLER_SESSION);
  for (const item of items) w.tables.put('dead-letters', item);
  return w;
};

const redriveRecordItem = (n: number): Item => ({
  topic: redriveRecordsOf(FILLS.name),
  dead_letter_id: letterId(n),
  letter_id: letterId(n),
  record_timestamp: SESSION_OPEN,
  redriven_at: 'then',
  redriven_by: 'DEMO02',
  redrive_event_id: 'x',
});

const servicesOf = (w: World) => ({
  tables: w.tables,
  requests: memoryVersionedItems(w.tables),
  publisher: w.log,
  onBadItem: () => {},
});

const ask = (w: World, body: object) =>
  callRoute(redriveDeadLetters, servicesOf(w), {
    body: { topic: FILLS.name, reason: 'mended', ...body },
    headers: { 'x-correlation-id': CORRELATION },
    now: SESSION_OPEN,
  });

const commands = (w: World, topic = redriveTopic('paper').name) =>
  w.log.read(topic).map(({ value }) => {
    const event = decodeEvent(value);
    if (event.type !== 'redrive_requested') throw new Error('not a command');
    return event;
  });

const asked = (w: World) => commands(w).map(({ data }) => data.dead_letter_id);

describe('redriveDeadLetters', () => {
  it('writes down what was asked for, by whom and why, before it is sent', async () => {
    const w = deskWith([letterItem(0)]);

    await ask(w, { dead_letter_ids: [letterId(0)] });

    const key = { topic: redriveRequestsOf(FILLS.name), dead_letter_id: CORRELATION };
    expect(w.tables.peek('dead-letters', key)).toMatchObject({
      dead_letter_ids: [letterId(0)],
      asked_by: 'DEMO01',
      reason: 'mended',
      version: 1,
    });
  });

  it('asks for nothing with a login that ended after the request was let in', async () => {
    const w = deskWith([letterItem(0)]);
    w.tables.put('sessions', { ...CALLER_SESSION, state: 'ended' });

    await expect(ask(w, { dead_letter_ids: [letterId(0)] })).rejects.toMatchObject({
      problem: 'SESSION_NOT_FOUND',
    });

    expect(commands(w)).toEqual([]);
  });

  it('asks once more where the same request comes again', async () => {
    const w = deskWith([letterItem(0)]);

    await ask(w, { dead_letter_ids: [letterId(0)] });
    const { status } = await ask(w, { dead_letter_ids: [letterId(0)] });

    expect(status).toBe(202);
    expect(new Set(commands(w).map(({ id }) => id)).size).toBe(1);
  });

  it('sends a command for each that was named, in the order of the log, with who asks and why', async () => {
    const w = deskWith([letterItem(0), letterItem(1)]);

    const { status, body } = await ask(w, { dead_letter_ids: [letterId(1), letterId(0), letterId(1)] });

    expect(status).toBe(202);
    expect(body).toEqual({ redrives: 2, skipped: [], remaining: false, correlation_id: CORRELATION });
    expect(asked(w)).toEqual([letterId(0), letterId(1)]);
    expect(commands(w)[0]).toMatchObject({
      correlation_id: CORRELATION,
      causation_id: null,
      broker: 'paper',
      source: 'dead-letters-api',
      data: {
        topic: FILLS.name,
        subject: `${FILLS.name}/${letterId(0)}`,
        actor: CALLER,
        reason: 'mended',
        timestamp: '2022-06-16T03:45:00.000Z',
      },
    });
  });

  it('says the same again when the request comes again', async () => {
    const w = deskWith([letterItem(0), letterItem(1)]);
    await ask(w, { dead_letter_ids: [letterId(0), letterId(1)] });
    await ask(w, { dead_letter_ids: [letterId(0), letterId(1)] });

    const ids = commands(w).map(({ id }) => id);

    expect(ids.slice(0, 2)).toEqual(ids.slice(2));
    expect(new Set(ids).size).toBe(2);
  });

  it('skips what cannot be put back, and says why', async () => {
    const w = deskWith([
      letterItem(0),
      letterItem(1),
      redriveRecordItem(1),
      letterItem(2, { stage: undefined }),
      letterItem(3, { value_omitted: true, record_bytes: 9e5, value: undefined }),
      letterItem(5, { reason: 'DUPLICATE_ID' }),
    ]);

    const { body } = await ask(w, { dead_letter_ids: [0, 1, 2, 3, 4, 5].map(letterId) });

    expect(asked(w)).toEqual([letterId(0)]);
    expect(body).toMatchObject({
      redrives: 1,
      skipped: [
        { dead_letter_id: letterId(4), code: 'NOT_FOUND' },
        { dead_letter_id: letterId(1), code: 'ALREADY_REDRIVEN' },
        { dead_letter_id: letterId(2), code: 'STAGE_UNKNOWN' },
        { dead_letter_id: letterId(3), code: 'BYTES_OMITTED' },
        {
          dead_letter_id: letterId(5),
          code: 'DUPLICATE_ID',
          why: expect.stringContaining('with a new id'),
        },
      ],
    });
  });

  it('takes two letters of one record by one stage for one, and another record for another', async () => {
    const stood = { original_offset: 5, original_timestamp: SESSION_OPEN - 1 };
    const letter = parseDeadLetter(letterItem(0, stood));
    const w = deskWith([
      letterItem(0, stood),
      letterItem(1, stood),
      letterItem(2, { ...stood, original_offset: 6 }),
    ]);
    if (letter !== undefined) {
      w.tables.put('dead-letters', {
        ...redriveRecordItem(0),
        ...redriveRecordKey(letter),
        record_timestamp: SESSION_OPEN - 1,
      });
    }

    const { body } = await ask(w, { dead_letter_ids: [1, 2].map(letterId) });

    expect(asked(w)).toEqual([letterId(2)]);
    expect(body).toMatchObject({
      skipped: [
        { dead_letter_id: letterId(1), code: 'ALREADY_REDRIVEN', why: expect.stringContaining(letterId(0)) },
      ],
    });
  });

  it('refuses where nothing of what was named can be put back', async () => {
    const w = deskWith([letterItem(1), redriveRecordItem(1)]);

    await expect(ask(w, { dead_letter_ids: [letterId(0), letterId(1)] })).rejects.toMatchObject({
      code: 'NOT_REDRIVABLE',
      fields: [
        { field: `body.dead_letter_ids.${letterId(0)}`, problem: expect.stringContaining('NOT_FOUND') },
        {
          field: `body.dead_letter_ids.${letterId(1)}`,
          problem: expect.stringContaining('ALREADY_REDRIVEN'),
        },
      ],
    });
    expect(asked(w)).toEqual([]);
  });

  it('redrives all open dead letters of readers, filtered by stage, reason or time', async () => {
    const letters = [
      letterItem(0),
      letterItem(1),
      redriveRecordItem(1),
      // Risk read the fills in an earlier release.
      letterItem(2, { stage: 'paper.risk-manager' }),
      letterItem(3, { reason: 'BAD_JSON' }),
      letterItem(4, { dead_letter_timestamp: SESSION_OPEN + 60_000 }),
    ];
    const chosen = async (body: object) => {
      const w = deskWith(letters);
      await ask(w, { all: true, ...body });
      return asked(w);
    };

    expect(await chosen({})).toEqual([0, 3, 4].map(letterId));
    expect(await chosen({ stage: PORTFOLIO })).toEqual([0, 3, 4].map(letterId));
    expect(await chosen({ stage: 'paper.risk-manager' })).toEqual([]);
    expect(await chosen({ reason_code: 'BAD_JSON' })).toEqual([letterId(3)]);
    expect(await chosen({ before: '2022-06-16T03:46:00.000Z' })).toEqual([0, 3].map(letterId));
    expect(await chosen({ reason_code: 'NONE' })).toEqual([]);
  });

  it('takes a thousand of all at most, and goes on from there', async () => {
    const w = deskWith(Array.from({ length: 1_100 }, (_, n) => letterItem(n)));

    const { body } = await ask(w, { all: true });
    const { next_cursor: cursor } = body as { next_cursor?: string };
    const { body: rest } = await ask(w, { all: true, cursor });

    expect(body).toMatchObject({ redrives: 1_000, remaining: true });
    expect(rest).toMatchObject({ redrives: 100, remaining: false });
    expect(asked(w)).toEqual(Array.from({ length: 1_100 }, (_, n) => letterId(n)));
  });

  it('asks on the topic of the scope that the letter is of', async () => {
    const topic = SHARED_TOPICS.marketTicks.name;
    const w = deskWith([letterItem(0, { topic, stage: 'price-recorder' })]);

    await ask(w, { topic, dead_letter_ids: [letterId(0)] });

    expect(commands(w, redriveTopic('shared').name)).toHaveLength(1);
    expect(asked(w)).toEqual([]);
  });

  it.each([
    ['neither ids nor all', {}],
    ['both', { dead_letter_ids: [letterId(0)], all: true }],
    ['no ids', { dead_letter_ids: [] }],
    ['more than a hundred ids', { dead_letter_ids: Array.from({ length: 101 }, (_, n) => letterId(n)) }],
    ['what is no id', { dead_letter_ids: ['../00000'] }],
    ['a filter beside ids', { dead_letter_ids: [letterId(0)], stage: 'paper.risk-manager' }],
    ['no reason', { all: true, reason: ' ' }],
    ['an unknown field', { all: true, force: true }],
    ['a topic of dead letters', { all: true, topic: `${FILLS.name}.dlq` }],
  ])('refuses %s', async (_, body) => {
    await expect(ask(deskWith([letterItem(0)]), body)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('is the one route of dead letters that changes something', () => {
    expect(deadLettersRoutes.map(({ operation, writes, access }) => [operation, writes, access])).toEqual([
      ['listDeadLetterTopics', false, 'session'],
      ['listDeadLetters', false, 'session'],
      ['getDeadLetter', false, 'session'],
      ['redriveDeadLetters', true, 'session'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { topicsFor } from '../../../../shared/events/topics.ts';
import { commandUnderTest } from '../support/command-under-test.ts';
import { letterRow } from '../support/rows.ts';

const TOPIC = topicsFor('paper').signalsRaw.name;
const ID = letterRow.dead_letter_id;
const CORRELATION_ID = '521a6e83-1eb4-538c-982c-d2f3a4d8cf77';

const letter = { ...letterRow, topic: TOPIC };

const idOf = (number: number): string => `00000@${String(number).padStart(16, '0')}`;

const redriven = (redrives: number, more: object = {}) => ({
  status: 202,
  body: { redrives, skipped: [], remaining: false, correlation_id: CORRELATION_ID, ...more },
});

describe('cli dead-letters', () => {
  it('lists topics that have any', async () => {
    const body = {
      items: [{ topic: TOPIC, dead_letters: 1_000, open: 3, more: true, newest_at: letter.dead_lettered_at }],
    };
    const { run } = await commandUnderTest({ 'GET /dead-letters': { body } });

    const { out } = await run(['dead-letters']);

    expect(out).toContain('1000+');
    expect(out).toMatch(/ 3 {2}2026-03-02 09:15:41$/m);
  });

  it('lists the dead letters of a topic with their redrives', async () => {
    const put = {
      ...letter,
      redriven: { at: '2026-03-02T04:00:00.000Z', by: 'DEMO01', event_id: CORRELATION_ID },
    };
    const lost = { ...letter, not_redrivable: { code: 'BYTES_OMITTED', why: 'too large' } };
    const { api, run } = await commandUnderTest({
      [`GET /dead-letters/${TOPIC}`]: { body: { items: [letter, put, lost] } },
    });

    const { out } = await run([
      'dead-letters',
      'list',
      TOPIC,
      '--stage',
      'paper.risk-manager',
      '--code',
      'X',
    ]);

    const [, first, second, third] = out.split('\n');
    expect(first).toMatch(/SCHEMA_MISMATCH +– +data\.quantity: expected a number$/);
    expect(second).toContain('by DEMO01, 2026-03-02 09:30:00');
    expect(third).toContain('not possible: BYTES_OMITTED');
    expect(api.received[0]?.query).toMatchObject({ stage: 'paper.risk-manager', reason: 'X' });
  });

  it('shows one with its bytes, on lines of their own and without what a terminal would obey', async () => {
    const text = '{\n  "price": "\u001b[31m"\n}';
    const body = {
      ...letter,
      lies_at: { topic: TOPIC, partition: 0, offset: 7 },
      key: { base64: 'AAH/' },
      value: { base64: Buffer.from(text).toString('base64'), text },
      headers: [{ name: 'origin', value: { base64: 'eA==', text: 'x' } }],
    };
    const { run } = await commandUnderTest({
      [`GET /dead-letters/${TOPIC}/${encodeURIComponent(ID)}`]: { body },
    });

    const { out } = await run(['dead-letters', 'show', TOPIC, ID]);

    expect(out).toContain('original position  0@12');
    expect(out).toContain('\nkey:\n  base64 AAH/\n');
    expect(out).toContain('\nheader origin:\n  x\n');
    expect(out).toContain('\nvalue:\n  {\n    "price": "\ufffd[31m"\n  }\n');
  });

  it('puts some back, a hundred in each request', async () => {
    const { api, run } = await commandUnderTest({ 'POST /dead-letters/redrives': () => redriven(100) });
    const ids = Array.from({ length: 250 }, (_, number) => idOf(number));

    const { exitCode } = await run(['dead-letters', 'redrive', TOPIC, ...ids, '--reason', 'mended']);

    const bodies = api.received.map(({ body }) => body);
    expect(exitCode).toBe(0);
    expect(bodies).toHaveLength(3);
    expect(bodies[2]).toEqual({ topic: TOPIC, reason: 'mended', dead_letter_ids: ids.slice(200) });
  });

  it('goes on where a part of them was put back before', async () => {
    const decided = { status: 409, body: { code: 'NOT_REDRIVABLE', detail: 'none of these' } };
    const answers = [decided, redriven(20)];
    const { run } = await commandUnderTest({
      'POST /dead-letters/redrives': () => answers.shift() ?? decided,
    });
    const ids = Array.from({ length: 120 }, (_, number) => idOf(number));

    const { exitCode, out, err } = await run(['dead-letters', 'redrive', TOPIC, ...ids, '--reason', 'x']);

    expect(exitCode).toBe(0);
    expect(out).toContain('20 redrives requested');
    expect(err).toContain('NOT_REDRIVABLE: none of these');
  });

  it('ends with 1 where none of them can be put back', async () => {
    const decided = { status: 409, body: { code: 'NOT_REDRIVABLE', detail: 'none of these' } };
    const { run } = await commandUnderTest({ 'POST /dead-letters/redrives': decided });

    const { exitCode, out } = await run(['dead-letters', 'redrive', TOPIC, ID, '--reason', 'x']);

    expect([exitCode, out]).toEqual([1, '']);
  });

  it('says how far it came where the rest was refused', async () => {
    const limited = { status: 429, body: { code: 'RATE_LIMITED', detail: 'too many' } };
    const answers = [redriven(100)];
    const { run } = await commandUnderTest({
      'POST /dead-letters/redrives': () => answers.shift() ?? limited,
    });
    const ids = Array.from({ length: 120 }, (_, number) => idOf(number));

    const { exitCode, err } = await run(['dead-letters', 'redrive', TOPIC, ...ids, '--reason', 'x']);

    expect(exitCode).toBe(1);
    expect(err.split('\n').slice(0, 2)).toEqual([
      '100 redrives requested; the next request failed',
      'RATE_LIMITED: too many',
    ]);
  });

  it('puts all back, as many requests as that takes', async () => {
    const answers = [
      redriven(1_000, { remaining: true, next_cursor: 'abc' }),
      redriven(7, {
        skipped: [{ dead_letter_id: ID, code: 'STAGE_UNKNOWN', why: 'it names no stage' }],
      }),
    ];
    const { api, run } = await commandUnderTest({
      'POST /dead-letters/redrives': () => answers.shift() ?? redriven(0),
    });

    const { out } = await run([
      'dead-letters',
      'redrive',
      TOPIC,
      '--all',
      '--stage=paper.risk-manager',
      '--reason=mended',
    ]);

    expect(out).toContain('1007 redrives requested');
    expect(out).toContain(`${ID}  STAGE_UNKNOWN  it names no stage`);
    expect(api.received.map(({ body }) => body)).toEqual([
      { topic: TOPIC, reason: 'mended', all: true, stage: 'paper.risk-manager' },
      { topic: TOPIC, reason: 'mended', all: true, stage: 'paper.risk-manager', cursor: 'abc' },
    ]);
  });

  it.each([
    [['redrive'], 'redrive needs a TOPIC'],
    [['redrive', TOPIC, '--reason', 'x'], 'either IDs or --all'],
    [['redrive', TOPIC, ID, '--all', '--reason', 'x'], 'either IDs or --all'],
    [['redrive', TOPIC, ID], 'needs --reason'],
    [['redrive', TOPIC, ID, '--stage', 'y', '--reason', 'x'], 'need --all'],
    [['show', TOPIC], 'missing argument ID'],
    [['delete', TOPIC], 'unknown form "delete"; forms: list, show, redrive'],
  ])('sends nothing for %j', async (words, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(['dead-letters', ...words]);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain(told);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDeadLetters } from '../../../../functions/dead-letters/api/list-dead-letters.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { parseDeadLetter } from '../../../../shared/dead-letters/dead-letter.ts';
import { redriveRecordItem } from '../../../../shared/dead-letters/redrive-record.ts';
import { decodeEvent } from '../../../../shared/events/decode.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { callRoute } from '../../../support/call-route.ts';
import { memoryVersionedItems } from '../../../support/memory/memory-versioned-items.ts';
import { FILLS, letterId, letterItem, PORTFOLIO, redriveCommand } from '../../../support/redrives.ts';
import { checkAsync } from '../../../support/seed.ts';

const markOf = (item: Item): Item => {
  const letter = parseDeadLetter(item);
  const command = decodeEvent(Buffer.from(redriveCommand(FILLS.name, String(item.dead_letter_id)).value));
  if (letter === undefined || command.type !== 'redrive_requested') throw new Error('not a letter');
  return redriveRecordItem(letter, command);
};

const servicesWith = (items: readonly Item[]) => {
  const tables = new MemoryTables();
  for (const item of items) tables.put('dead-letters', item);
  const bad: string[] = [];
  return {
    tables,
    publisher: { publish: async () => {} },
    requests: memoryVersionedItems(new MemoryTables()),
    onBadItem: (_table: string, key: string) => void bad.push(key),
    bad,
  };
};

const list = (services: ReturnType<typeof servicesWith>, query: Readonly<Record<string, string>> = {}) =>
  callRoute(listDeadLetters, services, { params: { topic: FILLS.name }, query });

const idsIn = (body: unknown): readonly string[] =>
  (body as { items: readonly { dead_letter_id: string }[] }).items.map(
    ({ dead_letter_id }) => dead_letter_id,
  );

const cursorIn = (body: unknown): string | undefined => (body as { next_cursor?: string }).next_cursor;

describe('listDeadLetters', () => {
  it('says that one whose id had been taken cannot be put back', async () => {
    const { body } = await list(servicesWith([letterItem(0, { reason: 'DUPLICATE_ID' })]));

    expect(body).toMatchObject({ items: [{ not_redrivable: { code: 'DUPLICATE_ID' } }] });
  });

  it('returns stage, reason and redrive of each dead letter, newest first', async () => {
    const first = letterItem(0);
    const services = servicesWith([first, markOf(first), letterItem(1, { stage: undefined })]);

    const { body } = await list(services);

    expect(body).toEqual({
      items: [
        {
          topic: FILLS.name,
          dead_letter_id: letterId(1),
          dead_lettered_at: '2022-06-16T03:45:00.000Z',
          reason: 'STAGE_THREW',
          original_partition: 0,
          bytes: 2,
          not_redrivable: { code: 'STAGE_UNKNOWN', why: expect.stringContaining('names no stage') },
        },
        {
          topic: FILLS.name,
          dead_letter_id: letterId(0),
          dead_lettered_at: '2022-06-16T03:45:00.000Z',
          reason: 'STAGE_THREW',
          stage: PORTFOLIO,
          original_partition: 0,
          bytes: 2,
          redriven: {
            at: '2022-06-16T03:45:00.000Z',
            by: 'DEMO01',
            event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
        },
      ],
    });
  });

  it.each([
    [{ stage: 'paper.risk-manager' }, [1]],
    [{ reason: 'BAD_JSON' }, [2]],
    [{ redriven: 'true' }, [0]],
    [{ redriven: 'false' }, [2, 1]],
    [{ redriven: 'true', reason: 'BAD_JSON' }, []],
  ])('chooses by %o', async (query, expected) => {
    const first = letterItem(0);
    const services = servicesWith([
      first,
      markOf(first),
      letterItem(1, { stage: 'paper.risk-manager' }),
      letterItem(2, { reason: 'BAD_JSON' }),
    ]);

    const { body } = await list(services, query);

    expect(idsIn(body)).toEqual(expected.map(letterId));
  });

  it('returns every dead letter once over its pages, with any filter and page size', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.array(fc.constantFrom('A', 'B', 'broken'), { maxLength: 130 }),
        fc.integer({ min: 1, max: 40 }),
        async (reasons, limit) => {
          const services = servicesWith(
            reasons.map((reason, n) => letterItem(n, { reason: reason === 'broken' ? undefined : reason })),
          );
          const seen: string[] = [];
          for (let cursor: string | undefined, pages = 0; ; pages += 1) {
            if (pages > 200) throw new Error('no end');
            const { body } = await list(services, {
              limit: String(limit),
              reason: 'A',
              ...(cursor && { cursor }),
            });
            seen.push(...idsIn(body));
            expect(idsIn(body).length).toBeLessThanOrEqual(limit);
            cursor = cursorIn(body);
            if (cursor === undefined) break;
          }

          const all = reasons.flatMap((reason, n) => (reason === 'A' ? [letterId(n)] : []));
          expect(seen).toEqual(all.toReversed());
        },
      ),
    );
  });

  it('looks through a thousand at most, and says where to go on', async () => {
    const services = servicesWith(Array.from({ length: 1_200 }, (_, n) => letterItem(n)));

    const { body } = await list(services, { reason: 'NONE' });
    const { body: rest } = await list(services, { reason: 'NONE', cursor: cursorIn(body) ?? '' });

    expect(body).toMatchObject({ items: [], next_cursor: expect.any(String) });
    expect(rest).toEqual({ items: [] });
  });

  it('skips a malformed item and logs it', async () => {
    const services = servicesWith([letterItem(0, { reason: undefined })]);

    expect(await list(services)).toMatchObject({ body: { items: [] } });
    expect(services.bad).toEqual([`${FILLS.name}/${letterId(0)}`]);
  });

  it.each([
    ['bm90IGpzb24', 'INVALID_CURSOR'],
    [Buffer.from('{"dead_letter_id":"x"}').toString('base64url'), 'INVALID_CURSOR'],
  ])('refuses the cursor %s', async (cursor, code) => {
    await expect(list(servicesWith([]), { cursor })).rejects.toMatchObject({ code });
  });

  it('refuses a topic that there is not', async () => {
    const called = callRoute(listDeadLetters, servicesWith([]), {
      params: { topic: 'paper.orders.imagined' },
    });

    await expect(called).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

import { describe, expect, it } from 'vitest';
import { listDeadLetterTopics } from '../../../../functions/dead-letters/api/list-dead-letter-topics.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import { redriveRecordsOf } from '../../../../shared/ports/tables.ts';
import { callRoute } from '../../../support/call-route.ts';
import { memoryVersionedItems } from '../../../support/memory/memory-versioned-items.ts';
import { SESSION_OPEN } from '../../../support/records.ts';
import { FILLS, letterId, letterItem } from '../../../support/redrives.ts';

const servicesOf = (tables: MemoryTables) => ({
  tables,
  publisher: { publish: async () => {} },
  requests: memoryVersionedItems(new MemoryTables()),
  onBadItem: () => {},
});

const iso = (n: number) => new Date(SESSION_OPEN + n).toISOString();

describe('listDeadLetterTopics', () => {
  it('names topics that have any, with how many, how many are open, the newest and the oldest', async () => {
    const tables = new MemoryTables();
    for (const n of [0, 1, 2])
      tables.put('dead-letters', letterItem(n, { dead_letter_timestamp: SESSION_OPEN + n }));
    tables.put('dead-letters', {
      topic: redriveRecordsOf(FILLS.name),
      dead_letter_id: letterId(1),
      letter_id: letterId(1),
      record_timestamp: SESSION_OPEN + 1,
      redriven_at: 'then',
      redriven_by: 'DEMO01',
      redrive_event_id: 'x',
    });
    tables.put('dead-letters', letterItem(0, { topic: SHARED_TOPICS.marketTicks.name }));

    const { body } = await callRoute(listDeadLetterTopics, servicesOf(tables));

    expect(body).toEqual({
      items: [
        {
          topic: SHARED_TOPICS.marketTicks.name,
          dead_letters: 1,
          open: 1,
          more: false,
          newest_at: iso(0),
          oldest_at: iso(0),
        },
        { topic: FILLS.name, dead_letters: 3, open: 2, more: false, newest_at: iso(2), oldest_at: iso(0) },
      ],
    });
  });

  it('counts a thousand at most, and still knows the oldest', async () => {
    const tables = new MemoryTables();
    for (let n = 0; n < 1_050; n += 1)
      tables.put('dead-letters', letterItem(n, { dead_letter_timestamp: SESSION_OPEN + n }));

    const { body } = await callRoute(listDeadLetterTopics, servicesOf(tables));

    expect(body).toMatchObject({
      items: [{ dead_letters: 1_000, more: true, newest_at: iso(1_049), oldest_at: iso(0) }],
    });
  });

  it('is empty where nothing was given up', async () => {
    expect((await callRoute(listDeadLetterTopics, servicesOf(new MemoryTables()))).body).toEqual({
      items: [],
    });
  });
});

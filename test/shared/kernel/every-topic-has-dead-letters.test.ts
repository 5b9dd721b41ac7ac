import { describe, expect, it } from 'vitest';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { allTopics, deadLetterTopic, eventTopics, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../../shared/kernel/dead-letter.ts';
import { headerOf } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record, tick, tickEvent } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const TICKS = SHARED_TOPICS.marketTicks.name;

/** A record that cannot be processed is kept, and the records after it are processed. */
describe('dead letters of every topic', () => {
  it('have a topic, and permission of every reader to write them to the table', () => {
    const known = new Set(allTopics().map(({ name }) => name));

    for (const { name } of eventTopics()) expect(known).toContain(deadLetterTopic(name));
    for (const { name, consumes, tables } of STAGE_FUNCTIONS) {
      const access = tables.filter(({ table }) => table === 'dead-letters');
      expect(access, name).toHaveLength(1);
      expect(access[0]?.uses, name).toContain('put');
      expect(access[0]?.partitionKeys, name).toEqual(expect.arrayContaining([...consumes]));
    }
  });

  it.each([
    ['a value that is not JSON', Buffer.from('{"id":'), 'BAD_JSON'],
    ['an event that is not a tick', Buffer.from('{"type":"nonsense"}'), 'UNKNOWN_TYPE'],
    [
      'a tick on which the stage throws',
      Buffer.from(JSON.stringify(tickEvent(tick({ last_price: 666 })))),
      'STAGE_THREW',
    ],
  ])('keep %s unchanged with its reason, and the next record is processed', async (_what, value, reason) => {
    const memory = world();
    const good = Buffer.from(JSON.stringify(tickEvent(tick())));
    const records = [value, good, good].map((each, offset) => record({ offset, value: each }));

    const { response, report } = await kernelIn(memory, counterStage()).handle(kafkaEvent(records));

    const [letter] = memory.log.read(deadLetterTopic(TICKS));
    expect(letter?.value).toEqual(value);
    expect(letter && String(headerOf(letter, DEAD_LETTER_HEADERS.reason))).toBe(reason);
    expect(report).toMatchObject({ poison: 1, events: 1 });
    expect(response.batchItemFailures).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { loadRedriverContext } from '../../functions/redriver/context.ts';
import { redriver } from '../../functions/redriver/stage.ts';
import { STAGE_FUNCTIONS } from '../../infra/service/stages.ts';
import { SCOPES } from '../../shared/events/brokers.ts';
import { readersOf } from '../../shared/events/pipeline.ts';
import { eventTopics, redriveTopic, topicsFor } from '../../shared/events/topics.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { kernelIn, world } from '../support/kernel.ts';
import { kafkaEvent } from '../support/records.ts';
import { letterId, letterItem, redriveCommand } from '../support/redrives.ts';

/** A grant that is missing shows on AWS only, where it would stop the partition. */
describe.each(SCOPES)('the redriver of %s', (scope) => {
  const granted = STAGE_FUNCTIONS.find(({ name }) => name === `${scope}-redriver`);
  const topics = eventTopics().filter(({ broker }) => broker === scope);

  it('touches only items, and writes only to topics, that its role lets it', async () => {
    const w = world();
    const touched = new Set<unknown>();
    const note = (items: readonly Item[]) => {
      for (const { topic } of items) touched.add(topic);
    };
    const tables: TableReader = {
      get: w.tables.get.bind(w.tables),
      query: w.tables.query.bind(w.tables),
      scan: w.tables.scan.bind(w.tables),
      page: w.tables.page.bind(w.tables),
      getMany: (table, keys) => {
        note(keys);
        return w.tables.getMany(table, keys);
      },
    };
    const projections = {
      write: async (writes: readonly EmitProjection[]) => {
        note(writes.map(({ item }) => item));
        expect(
          writes.every(({ table, orderedBy }) => table === 'dead-letters' && orderedBy !== undefined),
        ).toBe(true);
        await w.tables.write(writes);
      },
    };
    for (const { name } of topics) {
      // An earlier release had a journal that read every topic.
      const stage = readersOf(name)[0] ?? `${scope}.journal`;
      w.tables.put('dead-letters', letterItem(0, { topic: name, stage }));
    }
    const read = topics.filter(({ name }) => readersOf(name).length > 0).map(({ name }) => name);
    const foreign = topicsFor(scope === 'paper' ? 'zerodha' : 'paper').ordersFilled.name;
    const commands = redriveTopic(scope).name;
    for (const name of [foreign, 'no.such.topic', ...topics.map((topic) => topic.name)]) {
      const { topic: _, ...command } = redriveCommand(topics[0]?.name ?? '', letterId(0));
      const event = JSON.parse(command.value);
      const data = { ...event.data, topic: name, subject: `${name}/${letterId(0)}` };
      w.log.append({ ...command, topic: commands, value: JSON.stringify({ ...event, data }) });
    }
    const written = new Set<string>();
    const publisher = {
      publish: async (records: Parameters<typeof w.log.publish>[0]) => {
        for (const { topic } of records) written.add(topic);
      },
    };

    const { report } = await kernelIn(w, redriver(scope), {
      projections,
      publisher,
      loadContext: loadRedriverContext({ tables, scope }),
    }).handle(kafkaEvent(w.log.read(commands)));

    const access = granted?.tables.find(({ table }) => table === 'dead-letters');
    expect(report).toMatchObject({ events: read.length, poison: 2 + topics.length - read.length });
    expect([...touched].toSorted()).toEqual(access?.partitionKeys?.toSorted());
    expect(access?.uses).toEqual(['get', 'put']);
    expect(granted?.produces).toEqual(expect.arrayContaining(read));
    expect([...written].toSorted()).toEqual([...read, `${commands}.dlq`].toSorted());
  });
});

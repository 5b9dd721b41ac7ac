import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { Debts } from '../../../shared/kernel/debts.ts';
import { type Outbox, packOutbox, unpackOutbox } from '../../../shared/kernel/outbox.ts';
import { newReport } from '../../../shared/kernel/report.ts';

const owed = (key: string): Outbox => ({
  records: [{ topic: 't', key, value: '{}', headers: [] }],
  projections: [],
});

/** As another environment reads it from the store. */
const stored = (outbox: Outbox): Outbox => unpackOutbox(JSON.parse(JSON.stringify(packOutbox(outbox))));

const debts = () => {
  const seen = { published: [] as unknown[], down: false };
  const made = new Debts({
    publisher: {
      publish: async (records) => {
        if (seen.down) throw new TransientError('KAFKA_PUBLISH_FAILED', 'down');
        seen.published.push(...records.map(({ key }) => key));
      },
    },
    projections: { write: async () => undefined },
  });
  return { debts: made, seen };
};

describe('Debts', () => {
  it('publishes all that is owed when it starts cold, then what the partition at hand owes', async () => {
    const { debts: one, seen } = debts();

    await one.settle({ 'a-0': owed('a1'), 'b-0': owed('b1') }, 'a-0', newReport());
    await one.settle({ 'a-0': owed('a2'), 'b-0': owed('b2') }, 'a-0', newReport());

    expect(seen.published).toEqual(['a1', 'b1', 'a2']);
  });

  it('stays cold until all of it is out', async () => {
    const { debts: one, seen } = debts();
    const outboxes = { 'a-0': owed('a'), 'b-0': owed('b') };
    seen.down = true;
    await expect(one.settle(outboxes, 'a-0', newReport())).rejects.toThrow('down');
    seen.down = false;

    await one.settle(outboxes, 'a-0', newReport());

    expect(seen.published).toEqual(['a', 'b']);
  });

  it('knows what it has published by its content, and counts what it publishes again', async () => {
    const { debts: one, seen } = debts();
    const report = newReport();
    await one.settle({}, 'a-0', report);
    await one.publish('a-0', owed('a'));

    await one.settle({ 'a-0': stored(owed('a')) }, 'a-0', report);
    await one.settle({ 'a-0': stored(owed('another')) }, 'a-0', report);

    expect(seen.published).toEqual(['a', 'another']);
    expect(report.republished).toBe(1);
  });

  it('carries along what others owe until it is known to be out', async () => {
    const { debts: one } = debts();
    const outboxes = { 'a-0': owed('a'), 'b-0': owed('b'), 'c-0': owed('c') };
    await one.publish('b-0', owed('b'));

    expect(Object.keys(one.ofOthers(outboxes, 'a-0'))).toEqual(['c-0']);
    await one.settleAll(outboxes, newReport());
    expect(one.ofOthers(outboxes, 'a-0')).toEqual({});
  });

  it('publishes what no partition is named for, whichever is at hand', async () => {
    const { debts: one, seen } = debts();
    await one.settle({}, 'a-0', newReport());

    await one.settle({ '': owed('of before') }, 'a-0', newReport());

    expect(seen.published).toEqual(['of before']);
  });
});

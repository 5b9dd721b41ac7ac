import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { readEntry } from '../../../shared/journal/entry.ts';
import { journalTrail } from '../../../shared/journal/trail.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { paperTrace } from '../../support/journal.ts';

const AT = Date.parse('2026-03-02T04:00:00.000Z');
const { signal, fill, snapshot } = paperTrace(new Date(AT).toISOString());
const topics = topicsFor('paper');
const entries = [
  { topic: topics.signalsRaw.name, event: signal },
  { topic: topics.ordersFilled.name, event: fill },
  { topic: topics.pnlSnapshots.name, event: snapshot },
];

describe('the trail in the journal', () => {
  it('gives entries an expiry by the wall clock, and none in a replay', async () => {
    const written: EmitProjection[] = [];
    const projections = { write: async (list: readonly EmitProjection[]) => void written.push(...list) };
    const [entry] = entries;

    for (const now of [AT + 5_000, undefined]) {
      const marketClock = { now: () => now };
      await journalTrail({ projections, marketClock, retentionDays: 90 }).write(entry ? [entry] : []);
    }

    expect(written.map(({ item }) => item.expires_at)).toEqual([AT / 1_000 + 5 + 90 * 86_400, undefined]);
    expect(written.map(({ orderedBy }) => orderedBy)).toEqual([undefined, undefined]);
  });

  describe('on DynamoDB', () => {
    let aws: AwsUnderTest;
    beforeAll(async () => {
      aws = await awsUnderTest();
    });
    afterAll(() => aws.close());

    it('has one entry per event after repeated writes, readable as a trace', async () => {
      const trail = journalTrail({
        projections: dynamoProjectionWriter(aws.client, TEST_PREFIX),
        marketClock: { now: () => AT },
        retentionDays: 30,
      });

      await trail.write(entries);
      await trail.write(entries.toReversed());

      const items = await dynamoTableReader(aws.client, TEST_PREFIX).query('journal', signal.correlation_id);
      expect(items).toHaveLength(entries.length);
      const found = items.map((item) => readEntry(item, () => undefined)?.event);
      expect(found).toEqual(expect.arrayContaining([signal, fill, snapshot]));
    });
  });
});

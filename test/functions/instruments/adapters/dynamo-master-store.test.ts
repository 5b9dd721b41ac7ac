import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoMasterStore } from '../../../../functions/instruments/adapters/dynamo-master-store.ts';
import { loadInstruments } from '../../../../functions/instruments/load.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import { masterReader } from '../../../../shared/market/master/reader.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../../support/aws.ts';
import { inPieces, kiteFile, manyKiteLines, NIFTY_50 } from '../../../support/kite-file.ts';

const clock = { now: () => Date.parse('2026-11-30T03:05:00Z') };
const LINES = manyKiteLines(2_000, ['2026-12-29', '2027-01-26']);

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await awsUnderTest();
});
afterAll(() => aws.close());

const load = (lines: readonly string[], day: string) =>
  loadInstruments(
    { text: inPieces(kiteFile(lines)), day, accepted: { shorter: false, old: false } },
    dynamoMasterStore(aws.lean, TEST_PREFIX),
    clock,
  );

describe('the instrument master in DynamoDB', () => {
  it('is read as it was loaded, is not written again, and changes with the next load', async () => {
    const reader = () => masterReader(dynamoTableReader(aws.lean, TEST_PREFIX), clock);
    expect(await load(LINES, '2026-11-30')).toMatchObject({ written: true, head: { rows: 2_000 } });
    expect(await load(LINES, '2026-11-30')).toMatchObject({ written: false });
    expect(await reader().readAll()).toHaveLength(2_000);
    expect((await reader().readRow(408065))?.instrument.tradingsymbol).toBe('INFY');

    const [one, other] = await Promise.allSettled([
      load(LINES.slice(0, 1_900), '2026-12-01'),
      load(LINES.slice(0, 1_800), '2026-12-01'),
    ]);

    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const rows = one.status === 'fulfilled' ? 1_900 : 1_800;
    expect(await reader().readHead()).toMatchObject({ day: '2026-12-01', rows });
    expect(await reader().readAll()).toHaveLength(rows);
  });

  it('refuses to replace a head of a later release, and says what to do', async () => {
    await aws.client.send(
      new (await import('@aws-sdk/client-dynamodb')).PutItemCommand({
        TableName: `${TEST_PREFIX}-instrument-master`,
        Item: { version: { S: 'current' }, page: { S: 'head' }, format: { N: '2' } },
      }),
    );

    await expect(load([NIFTY_50], '2026-12-02')).rejects.toMatchObject({
      code: 'HEAD_MALFORMED',
      message: expect.stringMatching(/deploy that release, or delete the item and load again/),
    });
  });
});

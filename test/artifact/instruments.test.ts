import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { masterReader } from '../../shared/market/master/reader.ts';
import { systemClock } from '../../shared/ports/clock.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../support/aws.ts';
import { INFY, kiteFile, NIFTY_50 } from '../support/kite-file.ts';
import { packaged } from './support/packaged.ts';
import { type PackagedCloud, packagedCloud } from './support/packaged-cloud.ts';

const FILE = kiteFile([INFY, NIFTY_50]);

let aws: AwsUnderTest;
let kite: Server;
let cloud: PackagedCloud;
let file = FILE;

beforeAll(async () => {
  aws = await awsUnderTest();
  kite = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'gzip' }).end(gzipSync(file));
  });
  await new Promise<void>((resolve) => kite.listen(0, '127.0.0.1', resolve));
  cloud = await packagedCloud(packaged, {
    awsEndpoint: aws.endpoint,
    kafkaBrokers: '127.0.0.1:9',
    kiteUrl: `http://127.0.0.1:${(kite.address() as AddressInfo).port}`,
  });
});
afterAll(async () => {
  await cloud.close();
  kite.close();
  await aws.close();
});

test('the zip of instruments loads the file of Kite, and keeps it when the next one is refused', async () => {
  const zip = await cloud.functionOf('instruments');
  const master = () => masterReader(dynamoTableReader(aws.lean, TEST_PREFIX), systemClock);

  await zip.invoke({ now: true }, { functionName: 'instruments' });

  expect(zip.output()).toContain('"InstrumentsLoaded":2');
  expect(await master().readHead()).toMatchObject({ rows: 2 });
  expect((await master().readRow(408065))?.name).toBe('INFOSYS');

  file = FILE.replace('0.05', 'x');
  await zip.invoke({ now: true }, { functionName: 'instruments' });

  expect(await master().readHead()).toMatchObject({ rows: 2 });
  expect(zip.output()).toMatch(/line 2: tick_size is .*x/);
  expect(zip.output()).toContain('"InstrumentsRefused":1');
}, 120_000);

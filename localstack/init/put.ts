import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { keyOf, type TableName, tableDefinition } from '../../shared/dynamo/tables.ts';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { findRunning } from '../cloud/running.ts';
import { LOCAL_TABLE_PREFIX } from '../local-stage.ts';
import type { SeedItem } from '../market-data/seed/seed-item.ts';
import { type Endpoints, reached, toolDynamo } from './endpoints.ts';
import { putSeed } from './seed.ts';

const USAGE = `Usage: npm run local:put -- <table> <item.json | ->

Puts one item, or each of a list, into a table of the local cloud that runs: a strategy, an instrument, a control.
- reads the JSON from standard input. Example:

  echo '{"strategy_id":"my-rsi","type":"rsi","instruments":[738561],"parameters":{},"is_active":true,
         "zerodha_trading_enabled":false,"version":1}' | npm run local:put -- strategies -`;

const item = z.record(z.string(), z.json());

const endpoints = (): Endpoints => {
  const { KAFKA_BROKERS = '', AWS_ENDPOINT_URL } = process.env;
  const cloud =
    AWS_ENDPOINT_URL === undefined
      ? findRunning()
      : { kafkaBrokers: KAFKA_BROKERS, awsEndpointUrl: AWS_ENDPOINT_URL };
  if (cloud === undefined) {
    throw new AlphaPandaError(
      'NOTHING_RUNS',
      'no local cloud runs: start one with npm start, or set AWS_ENDPOINT_URL',
    );
  }
  return cloud;
};

const readItems = (table: TableName, path: string): readonly SeedItem[] => {
  const parsed: unknown = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  const items = z.array(item).parse(Array.isArray(parsed) ? parsed : [parsed]);
  for (const each of items) keyOf(tableDefinition(table), each);
  return items.map((each) => ({ table, item: each as SeedItem['item'] }));
};

const main = async (): Promise<void> => {
  const [name, path] = process.argv.slice(2);
  if (name === undefined || path === undefined || name === '--help') {
    console.log(USAGE);
    process.exitCode = name === '--help' ? 0 : 1;
    return;
  }
  const table = tableDefinition(name).name as TableName;
  const items = readItems(table, path);
  const cloud = endpoints();
  const client = toolDynamo(cloud);
  await reached('AWS endpoint', cloud.awsEndpointUrl, 'start it, or correct AWS_ENDPOINT_URL', () =>
    putSeed(client, LOCAL_TABLE_PREFIX, items),
  );
  client.destroy();
  console.log(`Put ${items.length} item${items.length === 1 ? '' : 's'} into ${table}.`);
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../localstack/dev/init/initialize.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import { putSeed } from '../../localstack/dev/seed/seed.ts';
import { paperLimitsSeed, type SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import { startEmbeddedAws } from '../../localstack/engines/aws/embedded-aws.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { chooseEngines, onFreshCloud, whyNotHere } from './engines.ts';

describe('chooseEngines', () => {
  it('takes the embedded engines by default', () => {
    expect(chooseEngines({}, false)).toEqual({ kind: 'embedded' });
  });

  it('takes the real engines with --real', () => {
    expect(chooseEngines({}, true)).toEqual({ kind: 'real' });
  });

  it('prefers the engines that the environment names, if it names both', () => {
    const named = { KAFKA_BROKERS: 'b:9092', AWS_ENDPOINT_URL: 'http://a:4566' };

    expect(chooseEngines(named, true)).toEqual({
      kind: 'foreign',
      kafkaBrokers: 'b:9092',
      awsEndpointUrl: 'http://a:4566',
    });
    expect(chooseEngines({ KAFKA_BROKERS: 'b:9092' }, false)).toEqual({ kind: 'embedded' });
  });

  it('has the embedded engines on every machine', async () => {
    expect(await whyNotHere({ kind: 'embedded' })).toBeUndefined();
  });
});

describe('an experiment on engines that the environment names', () => {
  const LIMITS = paperLimitsSeed({ max_daily_trades: 7 });
  const POSITION: SeedItem = { table: 'positions', item: { broker: 'paper', position_id: 'a:1' } };
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;

  beforeAll(async () => {
    broker = await startEmbeddedBroker({ stage: 'local' });
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    await initialize(named(), LOCAL_TABLE_PREFIX, []);
    await putSeed(dynamo(), LOCAL_TABLE_PREFIX, [LIMITS, POSITION]);
  });
  afterAll(() => Promise.all([broker.close(), aws.close()]));

  const named = () => ({ kafkaBrokers: broker.bootstrapServers, awsEndpointUrl: aws.endpoint });
  const dynamo = () => toolDynamo(named());
  const run = (seed: readonly SeedItem[]) =>
    onFreshCloud(
      { kind: 'foreign', ...named() },
      { seed, say: () => undefined, signal: new AbortController().signal },
      async () => 'ran',
    );
  const found = async () => {
    const tables = dynamoTableReader(dynamo(), LOCAL_TABLE_PREFIX);
    return Promise.all((['controls', 'strategies', 'positions'] as const).map((table) => tables.scan(table)));
  };

  it('deletes no records without agreement, and removes its own items', async () => {
    await expect(run(replayItems())).rejects.toMatchObject({ code: 'AGREEMENT_NEEDED' });

    expect(await found()).toEqual([[LIMITS.item], [], [POSITION.item]]);
  });

  it('refuses limits other than its own, and does not change them', async () => {
    const own = paperLimitsSeed({ max_daily_trades: 5_000 });

    await expect(run([...replayItems(), own])).rejects.toMatchObject({ code: 'SETTINGS_DIFFER' });

    expect(await found()).toEqual([[LIMITS.item], [], [POSITION.item]]);
  });
});

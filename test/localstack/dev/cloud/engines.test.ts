import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engines, startEmbeddedEngines } from '../../../../localstack/dev/cloud/engines.ts';
import { toolDynamo } from '../../../../localstack/dev/init/endpoints.ts';
import { createTables } from '../../../../localstack/dev/init/tables.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { freePorts, isFree } from '../../../../localstack/local-only/ports.ts';

const portOf = (address: string): number => Number(address.split(':').at(-1));

const running: Engines[] = [];
const start = async (options: Parameters<typeof startEmbeddedEngines>[0]): Promise<Engines> => {
  const engines = await startEmbeddedEngines(options);
  running.push(engines);
  return engines;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engines-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await rm(folder, { recursive: true, force: true });
});

const topicsOf = async (engines: Engines): Promise<readonly string[]> => {
  const admin = toolKafka(engines, 'test').admin();
  await admin.connect();
  const topics = await admin.listTopics();
  await admin.disconnect();
  return topics;
};

describe('startEmbeddedEngines', () => {
  it('frees both ports when it stops', async () => {
    const engines = await start({ kafkaPort: 0, awsPort: 0 });
    const ports = [portOf(engines.kafkaBrokers), portOf(engines.awsEndpointUrl)];
    expect(await Promise.all(ports.map(isFree))).toEqual([false, false]);
    await engines.stop();
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
  });

  it('keeps topics and tables in its folder', async () => {
    const first = await start({ kafkaPort: 0, awsPort: 0, folder });
    const admin = toolKafka(first, 'test').admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept' }] });
    await admin.disconnect();
    const dynamo = toolDynamo(first);
    const tables = await createTables(dynamo, 'kept');
    dynamo.destroy();
    await first.stop();

    const second = await start({ kafkaPort: 0, awsPort: 0, folder });
    expect(await topicsOf(second)).toContain('kept');
    const again = toolDynamo(second);
    expect([tables > 0, await createTables(again, 'kept')]).toEqual([true, 0]);
    again.destroy();
  });

  it('names a taken port and stops the engine that did start', async () => {
    const [awsPort = 0] = await freePorts(1);
    const first = await start({ kafkaPort: 0, awsPort: 0 });
    await expect(
      startEmbeddedEngines({ kafkaPort: portOf(first.kafkaBrokers), awsPort }),
    ).rejects.toMatchObject({ code: 'ENGINE_NOT_STARTED', message: expect.stringContaining('is taken') });
    expect(await isFree(awsPort)).toBe(true);
  });
});

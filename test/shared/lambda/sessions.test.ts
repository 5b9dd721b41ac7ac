import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import type { ApiDependencies } from '../../../shared/lambda/api-handler.ts';
import { sessionsBy } from '../../../shared/lambda/sessions.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';

const dependencies = (more: Readonly<Record<string, string>>): ApiDependencies => {
  const environment = { STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: 'localhost:1', ...more };
  return {
    client: scriptedDynamo([{}]).client,
    tables: new MemoryTables(),
    publisher: { publish: async () => {} },
    settings: readSettings(environment),
    environment,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: () => {},
  };
};

describe('the sessions of a deployment', () => {
  it('require the key rings that sign them', () => {
    expect(() => sessionsBy(dependencies({}))).toThrow(/JWT_PUBLIC_SECRET_ID is missing/);
  });

  it('are read from the sessions table', async () => {
    const { sessions } = sessionsBy(dependencies({ JWT_SECRET_ID: 'a', JWT_PUBLIC_SECRET_ID: 'b' }));

    expect(await sessions.find('DEMO01')).toEqual({ kind: 'none' });
  });
});

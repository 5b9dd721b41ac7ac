import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@aws-lambda-powertools/logger';
import { expect, it, vi } from 'vitest';
import { deployedLoader } from '../../../../functions/instruments/adapters/deployed-loader.ts';
import { readSettings } from '../../../../shared/settings/settings.ts';
import { INFY, kiteFile } from '../../../support/kite-file.ts';

const ENVIRONMENT = {
  ...{ STAGE: 'local', KAFKA_BROKERS: '127.0.0.1:9', TABLE_PREFIX: 'test', AWS_REGION: 'ap-south-1' },
  ...{ JWT_PUBLIC_SECRET_ID: 'public', SESSION_SECRET_ID: 'session', ZERODHA_SECRET_ID: 'zerodha' },
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};

it('fetches the file without a token where no user can have logged in, and says why', async () => {
  const authorizations: unknown[] = [];
  const server = createServer(({ headers }, response) => {
    authorizations.push(headers.authorization);
    response.end(kiteFile([INFY]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const KITE_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logger = new Logger();
  const info = vi.spyOn(logger, 'info').mockReturnValue();
  const { openFile } = deployedLoader(readSettings(ENVIRONMENT), { ...ENVIRONMENT, KITE_API_URL }, logger);

  let text = '';
  for await (const piece of await openFile()) text += piece;

  expect(text).toBe(kiteFile([INFY]));
  expect(authorizations).toEqual([undefined]);
  expect(info).toHaveBeenCalledWith('without a token', {
    problem: expect.stringContaining('set zerodhaUserIds'),
  });
  server.close();
});

it('calls no other address than that of Kite outside of the local stage', () => {
  const environment = { ...ENVIRONMENT, STAGE: 'dev', KAFKA_AUTH: 'iam', KITE_API_URL: 'http://127.0.0.1:9' };

  expect(() => deployedLoader(readSettings(environment), environment, new Logger())).toThrow('KITE_API_URL');
});

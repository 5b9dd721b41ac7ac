import { expect, test } from 'vitest';
import { kiteCredentials } from '../../../shared/kite/credentials.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const reading = (text: string) => kiteCredentials('dev/zerodha', new ManualClock(), async () => text)();

test('reads key and secret of the app', async () => {
  expect(await reading('{"api_key":"key1","api_secret":"secret1"}')).toEqual({
    apiKey: 'key1',
    apiSecret: 'secret1',
  });
});

test('says where to store them while the secret has its initial content', async () => {
  await expect(reading('{"api_key":"","api_secret":""}')).rejects.toMatchObject({
    problem: 'NOT_CONFIGURED',
    message: expect.stringContaining('dev/zerodha'),
  });
});

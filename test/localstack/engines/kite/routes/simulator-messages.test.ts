import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_APP, DEMO_TOKENS } from '../../../../../localstack/engines/kite/accounts.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../../support/kite-under-test.ts';

let kite: KiteUnderTest;
let socket: WebSocket;

beforeEach(async () => {
  kite = await kiteUnderTest();
  const query = new URLSearchParams({ api_key: DEMO_APP.apiKey, access_token: DEMO_TOKENS.user });
  socket = new WebSocket(`${kite.url.replace('http:', 'ws:')}?${query}`);
  await once(socket, 'open');
});
afterEach(() => kite.close());

const send = async (message: unknown): Promise<readonly [status: number, answer: unknown]> => {
  const response = await fetch(`${kite.url}/simulator/messages`, {
    method: 'POST',
    body: JSON.stringify(message),
  });
  return [response.status, await response.json()];
};

describe('POST /simulator/messages', () => {
  it.each(['order', 'error', 'message'])('sends a text frame of type %s', async (type) => {
    const frame = once(socket, 'message');
    const [status, answer] = await send({ type, data: { text: 'from the broker' } });
    const [data, isBinary] = await frame;

    expect([status, answer]).toEqual([200, { status: 'success', data: { sockets: 1 } }]);
    expect(isBinary).toBe(false);
    expect(JSON.parse(String(data))).toEqual({ type, data: { text: 'from the broker' } });
  });

  it('reaches the sockets of the named user only', async () => {
    expect((await send({ type: 'message', data: '', user_id: 'DEMO02' }))[1]).toMatchObject({
      data: { sockets: 0 },
    });
    expect((await send({ type: 'message', data: '', user_id: 'DEMO01' }))[1]).toMatchObject({
      data: { sockets: 1 },
    });
  });

  it.each([{ type: 'tick', data: 1 }, { type: 'order' }, 'no object'])('refuses %j', async (message) => {
    const [status, answer] = await send(message);

    expect(status).toBe(400);
    expect(answer).toMatchObject({ error_type: 'InputException' });
  });
});

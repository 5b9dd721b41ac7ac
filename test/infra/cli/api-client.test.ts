import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { apiClient } from '../../../infra/cli/api-client.ts';
import { freePort } from '../../../localstack/dev/cloud/ports.ts';
import { isUuid } from '../../../shared/events/ids.ts';
import { type Answers, startFakeApi } from './support/fake-api.ts';

const TOKEN = 'a.b.c';

const ALIVE = { status: 'ok', stage: 'local' } as const;
const health = {
  method: 'GET',
  path: '/health',
  reply: async () => z.object({ status: z.string() }),
} as const;

const against = async (answers: Answers, token: string | undefined = TOKEN) => {
  const api = await startFakeApi(answers);
  onTestFinished(() => api.stop());
  return { api, client: apiClient({ address: api.address, token }) };
};

describe('apiClient', () => {
  it('sends the token, and a correlation id of its own with every call', async () => {
    const { api, client } = await against({ 'GET /health': { body: ALIVE } });

    await client.call(health);
    await client.call(health);

    const [first, second] = api.received.map(({ headers }) => headers);
    expect(first?.authorization).toBe(`Bearer ${TOKEN}`);
    expect(isUuid(String(first?.['x-correlation-id']))).toBe(true);
    expect(second?.['x-correlation-id']).not.toBe(first?.['x-correlation-id']);
  });

  it('drops fields that a strict reply schema does not know, at every depth', async () => {
    const items = [0, 1].map((place) => ({
      strategy_id: `strategy-${place}`,
      is_active: true,
      zerodha_trading_enabled: false,
      version: 1,
      changed_by: null,
      changed_at: null,
    }));
    const { client } = await against({ 'GET /strategies': { body: { items } } });
    const reply = async () => z.strictObject({ items: z.array(z.strictObject({ strategy_id: z.string() })) });

    const { body, json } = await client.call({ method: 'GET', path: '/strategies', reply });

    expect(body).toEqual({ items: [{ strategy_id: 'strategy-0' }, { strategy_id: 'strategy-1' }] });
    expect(json).toEqual({ items });
  });

  it('gives the answer as it came beside what was asked for, and the version of its ETag', async () => {
    const { client } = await against({ 'GET /health': { body: ALIVE, headers: { etag: '"7"' } } });

    const reply = await client.call(health);

    expect(reply).toEqual({ body: { status: 'ok' }, json: ALIVE, version: 7 });
  });

  it('asks nothing that needs a login without one', async () => {
    const { api, client } = await against({ 'GET /audit': { body: { items: [] } } });
    const loggedOut = apiClient({ address: client.address, token: undefined });

    const call = loggedOut.call({ method: 'GET', path: '/audit', reply: async () => z.unknown() });

    await expect(call).rejects.toMatchObject({ ending: 'notLoggedIn', code: 'NOT_LOGGED_IN' });
    expect(api.received).toEqual([]);
  });

  it('asks what is public without a token', async () => {
    const { api } = await against({ 'GET /health': { body: ALIVE } });
    const loggedOut = apiClient({ address: api.address, token: undefined });

    await loggedOut.call({ ...health, access: 'public' });

    expect(api.received[0]?.headers.authorization).toBeUndefined();
  });

  it('takes a body with another status where it is said to come with one', async () => {
    const { client } = await against({ 'GET /health': { status: 503, body: ALIVE } });

    expect((await client.call({ ...health, alsoAnswers: 503 })).body).toEqual({ status: 'ok' });
  });

  it('takes a problem with that status for a problem', async () => {
    const body = { code: 'UNAVAILABLE', detail: 'try again' };
    const { client } = await against({ 'GET /health': { status: 503, body } });

    await expect(client.call({ ...health, alsoAnswers: 503 })).rejects.toThrow('UNAVAILABLE: try again');
  });

  it.each([
    ['no JSON', { body: '<html>' }, 'did not return JSON'],
    ['JSON of something else', { body: '{"hello":1}' }, 'returned an invalid status'],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 'redirects'],
  ])('does not take %s for the API', async (_what, answer, told) => {
    const { api, client } = await against({ 'GET /health': answer });

    const call = client.call(health);

    await expect(call).rejects.toMatchObject({ ending: 'unavailable', code: 'ODD_ANSWER' });
    await expect(call).rejects.toThrow(told);
    expect(api.received).toHaveLength(1);
  });

  it('says which API cannot be reached, and why', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;

    const call = apiClient({ address, token: TOKEN }).call(health);

    await expect(call).rejects.toMatchObject({ ending: 'unavailable', code: 'UNREACHABLE' });
    await expect(call).rejects.toThrow(`cannot reach ${address} (ECONNREFUSED)`);
  });

  it('gives up where there is no answer', async () => {
    const server = createServer(() => {});
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const at = server.address();
    const address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`;

    const call = apiClient({ address, token: TOKEN, timeoutMs: 50 }).call(health);

    await expect(call).rejects.toThrow('timeout');
  });

  it('sends a body as JSON, and the version that is to be changed', async () => {
    const body = { reason: 'seen enough' };
    const released = {
      broker: 'paper',
      engaged: false,
      reason: 'seen enough',
      by: 'DEMO01',
      at: null,
      version: 4,
    };
    const { api, client } = await against({
      'POST /risk/paper/kill-switch/release': { body: released },
    });

    await client.call({
      method: 'POST',
      path: '/risk/paper/kill-switch/release',
      body,
      ifMatch: 3,
      reply: async () => z.unknown(),
    });

    expect(api.received[0]?.body).toEqual(body);
    expect(api.received[0]?.headers).toMatchObject({ 'if-match': '"3"', 'content-type': 'application/json' });
  });
});

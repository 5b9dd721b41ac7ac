import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { Faults } from '../../../../localstack/engines/kite/faults.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../support/kite-under-test.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

let clock: ManualClock;
let kite: KiteUnderTest;

beforeEach(async () => {
  clock = new ManualClock();
  kite = await kiteUnderTest({ clock });
});
afterEach(() => kite.close());

const profile = () => kite.get('/user/profile');
const statuses = async (requests: number): Promise<readonly number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < requests; n += 1) seen.push((await profile()).status);
  return seen;
};

describe('REST faults', () => {
  it('answer 403 in the middle of a session, and then go on', async () => {
    await kite.setFault({ kind: 'token_refused', times: 2 });

    expect(await statuses(3)).toEqual([403, 403, 200]);
  });

  it('answer 429 as the gateway does', async () => {
    await kite.setFault({ kind: 'too_many_requests' });
    const response = await profile();

    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({
      status: 'error',
      message: 'Too many requests',
      error_type: 'NetworkException',
    });
  });

  it("answer 502 with a page, which Kite's own client reports as a network error", async () => {
    await kite.setFault({ kind: 'bad_gateway', times: 2 });
    const response = await profile();

    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>');
    await expect(kite.client.getProfile()).rejects.toMatchObject({ error_type: 'NetworkException' });
  });

  it("answer a page with status 200, which Kite's own client takes for data", async () => {
    await kite.setFault({ kind: 'html_page', times: 2 });
    const response = await profile();

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toContain('<html>');
    expect(await kite.client.getProfile()).toMatchObject({ error_type: 'DataException' });
  });

  it('let the client wait for an answer', async () => {
    await kite.setFault({ kind: 'latency', milliseconds: 60_000 });

    await expect(
      fetch(`${kite.url}/user/profile`, { signal: AbortSignal.timeout(100) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await profile()).status).toBe(200);
  });

  it('cut the connection in the middle of the body', async () => {
    await kite.setFault({ kind: 'connection_cut' });
    const response = await profile();

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await profile()).status).toBe(200);
  });

  it('end a token now, for all later requests', async () => {
    await kite.setFault({ kind: 'token_death', user_id: 'DEMO01' });

    expect(await statuses(3)).toEqual([403, 403, 403]);
    const viewer = { authorization: `token ${DEMO_APP.apiKey}:${DEMO_TOKENS.viewer}` };
    expect((await kite.get('/user/profile', viewer)).status).toBe(200);
  });

  it('end a token at six in the morning', async () => {
    const midnight = new Date(clock.now()).setUTCHours(18, 30, 0, 0);
    await kite.setFault({ kind: 'token_death', at: '06:00' });
    clock.advance(midnight + 6 * 3_600_000 - clock.now() - 1);
    const before = await statuses(1);
    clock.advance(1);

    expect([before, await statuses(1)]).toEqual([[200], [403]]);
  });

  it('leave paths alone that they do not name', async () => {
    await kite.setFault({ kind: 'bad_gateway', path: '/instruments', times: 5 });

    expect((await profile()).status).toBe(200);
    expect((await kite.get('/instruments/NSE')).status).toBe(502);
  });

  it('leave the API of faults and the login page alone', async () => {
    await kite.setFault({ kind: 'bad_gateway', seconds: 60 });

    expect((await fetch(`${kite.url}/simulator/faults`)).status).toBe(200);
    expect((await fetch(`${kite.url}/connect/login?v=3&api_key=${DEMO_APP.apiKey}`)).status).toBe(200);
  });

  it('come from a seed, the same in each run', async () => {
    const run = async (): Promise<readonly number[]> => {
      const time = new ManualClock();
      const faulty = await kiteUnderTest({
        clock: time,
        faults: new Faults({ clock: time, seed: 'monday', rate: 0.1 }),
        wait: () => Promise.resolve(),
      });
      const seen: number[] = [];
      for (let n = 0; n < 60; n += 1) {
        time.advance(100);
        const response = await faulty.get('/user/profile', { 'accept-encoding': 'identity' });
        await response.text().catch(() => seen.push(-1));
        seen.push(response.status);
      }
      await faulty.close();
      return seen;
    };
    const seen = await run();

    expect(new Set(seen).size).toBeGreaterThan(3);
    expect(await run()).toEqual(seen);
  });
});

describe('the API of faults', () => {
  const api = (init?: RequestInit) => fetch(`${kite.url}/simulator/faults`, init);

  it('shows what is set and what happened', async () => {
    await kite.setFault([
      { kind: 'token_refused', times: 2 },
      { kind: 'ticker_silence', seconds: 8 },
    ]);
    await profile();
    const { data } = (await (await api()).json()) as { data: { armed: readonly unknown[] } };

    expect(data).toMatchObject({
      armed: [
        { id: 1, kind: 'token_refused', left: 1, until: null },
        { id: 2, kind: 'ticker_silence', left: null, until: expect.any(String) },
      ],
      taken: { token_refused: 1 },
    });
  });

  it('removes faults of a kind, and all', async () => {
    await kite.setFault([{ kind: 'token_refused' }, { kind: 'html_page' }, { kind: 'latency' }]);
    const one = await fetch(`${kite.url}/simulator/faults?kind=latency`, { method: 'DELETE' });
    const rest = await api({ method: 'DELETE' });

    expect([await one.json(), await rest.json()]).toEqual([
      { status: 'success', data: { removed: 1 } },
      { status: 'success', data: { removed: 2 } },
    ]);
    expect((await profile()).status).toBe(200);
  });

  it.each(['{', '{"kind":"meteor"}', '[]', '{"kind":"latency","milliseconds":-1}', ''])(
    'refuses %s, and sets nothing',
    async (body) => {
      const response = await api({ method: 'POST', body });

      expect(response.status).toBe(400);
      expect(await (await api()).json()).toMatchObject({ data: { armed: [] } });
    },
  );

  it.each(['GET', 'POST', 'DELETE'])('is closed to web pages: %s', async (method) => {
    const body = method === 'POST' ? '{"kind":"token_refused"}' : null;
    const response = await api({ method, body, headers: { origin: 'http://attacker.example' } });

    expect(response.status).toBe(403);
    expect((await profile()).status).toBe(200);
  });
});

import { describe, expect, test } from 'vitest';
import { historyRoutes } from '../../../../functions/history/api/routes.ts';
import type { HistoryServices } from '../../../../functions/history/api/services.ts';
import type { Candle, CandlesRequest } from '../../../../shared/kite/candles.ts';
import { CALLER, callRoute } from '../../../support/call-route.ts';
import { memoryRequestCounter } from '../../../support/request-counter.ts';

/** Monday 2026-11-30, 10:00 in India. */
const NOW = Date.parse('2026-11-30T04:30:00.000Z');
const CANDLE: Candle = ['2026-11-30T03:45:00.000Z', 100, 101, 99.5, 100.5, 1_200];

const desk = (candles: readonly Candle[] = [CANDLE]) => {
  const asked: [holder: unknown, request: CandlesRequest][] = [];
  const services: HistoryServices = {
    counter: memoryRequestCounter().port,
    candles: async ({ userId, sessionId }, request) => {
      asked.push([{ userId, sessionId }, request]);
      return candles;
    },
  };
  const [getCandles] = historyRoutes;
  if (getCandles === undefined) throw new Error('the function has no route');
  const get = (query: Readonly<Record<string, string>>, now = NOW, token = '408065') =>
    callRoute(getCandles, services, { params: { instrument_token: token }, query, now, role: 'viewer' });
  return { asked, get };
};

const MINUTES = { interval: 'minute', from: '2026-11-30', to: '2026-11-30' };

describe('getCandles', () => {
  test('asks Kite once with the session of the caller, a viewer too', async () => {
    const { asked, get } = desk();

    const { body } = await get({ ...MINUTES, from: '2026-10-02' });

    expect(body).toEqual({
      instrument_token: 408_065,
      interval: 'minute',
      as_of: '2026-11-30T04:30:00.000Z',
      candles: [CANDLE],
    });
    expect(asked).toEqual([
      [
        { userId: CALLER.user_id, sessionId: CALLER.session_id },
        {
          instrumentToken: 408_065,
          interval: 'minute',
          from: '2026-10-02',
          to: '2026-11-30',
          continuous: false,
          oi: false,
        },
      ],
    ]);
  });

  test('passes open interest and the continuous series on', async () => {
    const { asked, get } = desk([[...CANDLE, 5_000] as unknown as Candle]);

    const { body } = await get({ ...MINUTES, interval: 'day', continuous: 'true', oi: 'true' });

    expect(body).toMatchObject({ candles: [[...CANDLE, 5_000]] });
    expect(asked[0]?.[1]).toMatchObject({ interval: 'day', continuous: true, oi: true });
  });

  test.each([
    ['a range backwards', { ...MINUTES, to: '2026-11-29' }, 'from 2026-11-30 is after to 2026-11-29'],
    ['a day to come', { ...MINUTES, to: '2026-12-01' }, 'the last possible day is 2026-11-30'],
    ['a day too many', { ...MINUTES, from: '2026-10-01' }, 'ask for 60 days at a time'],
    ['a continuous series of minutes', { ...MINUTES, continuous: 'true' }, 'have interval day only'],
  ])('refuses %s without asking Kite', async (_what, query, detail) => {
    const { asked, get } = desk();

    await expect(get(query)).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      message: expect.stringContaining(detail),
    });
    expect(asked).toEqual([]);
  });

  test.each([
    { ...MINUTES, interval: '2minute' },
    { ...MINUTES, from: '2026-02-30' },
    { ...MINUTES, oi: '1' },
    { interval: 'minute', from: '2026-11-30' },
  ])('refuses the query %j', async (query) => {
    await expect(desk().get(query)).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });

  test.each(['0', '4294967296', 'NSE:INFY'])('refuses the token %s', async (token) => {
    await expect(desk().get(MINUTES, NOW, token)).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });

  test('refuses the fourth request of a second, and the 145th of a minute', async () => {
    const { asked, get } = desk();
    const limited = { problem: 'RATE_LIMITED', retryAfter: 1 };

    for (const _ of [1, 2, 3]) await get(MINUTES);
    await expect(get(MINUTES)).rejects.toMatchObject(limited);
    for (let request = 4; request < 144; request += 1) await get(MINUTES, NOW + 350 * request);
    await expect(get(MINUTES, NOW + 59_000)).rejects.toMatchObject(limited);
    await get(MINUTES, NOW + 60_000);

    expect(asked).toHaveLength(144);
  });
});

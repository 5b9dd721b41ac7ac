import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrumentsOn } from '../../../../../localstack/engines/kite/instruments/list-instruments.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../../support/kite-under-test.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';

const NOW = Date.parse('2026-11-30T18:00:00+05:30');
const INFY = 408065;
const NIFTYBEES = 10576 * 256 + 1;

const tokenOf = (tradingsymbol: string): number =>
  instrumentsOn(NOW).find((each) => each.tradingsymbol === tradingsymbol)?.instrument_token ?? 0;

type Row = readonly [
  time: string,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  oi?: number,
];

let clock: ManualClock;
let kite: KiteUnderTest;

beforeEach(async () => {
  clock = new ManualClock(NOW);
  kite = await kiteUnderTest({ clock });
});
afterEach(() => kite.close());

const asked = (token: number | string, interval: string, from: string, to: string, more = '') => {
  clock.advance(1_000);
  return kite.get(`/instruments/historical/${token}/${interval}?${new URLSearchParams({ from, to })}${more}`);
};

const candles = async (...wanted: Parameters<typeof asked>): Promise<readonly Row[]> => {
  const { data } = (await (await asked(...wanted)).json()) as { data: { candles: readonly Row[] } };
  return data.candles;
};

const DAY = ['2026-11-27 00:00:00', '2026-11-27 23:59:59'] as const;

describe('historical candles', () => {
  it("are read by Kite's own client", async () => {
    const rows = await kite.client.getHistoricalData(
      INFY,
      'minute',
      '2026-11-27 09:15:00',
      '2026-11-27 09:19:00',
    );

    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject({
      date: new Date('2026-11-27T09:15:00+05:30'),
      volume: expect.any(Number),
    });
  });

  it('are arrays that begin with the time in India', async () => {
    const [first] = await candles(INFY, 'minute', ...DAY);

    expect(first).toHaveLength(6);
    expect(first?.[0]).toBe('2026-11-27T09:15:00+0530');
  });

  it('are the same on each call, and others with another instrument', async () => {
    const first = await candles(INFY, '15minute', ...DAY);

    expect(await candles(INFY, '15minute', ...DAY)).toEqual(first);
    expect(await candles(738561, '15minute', ...DAY)).not.toEqual(first);
  });

  it.each([
    ['3minute', 3],
    ['5minute', 5],
    ['10minute', 10],
    ['15minute', 15],
    ['30minute', 30],
    ['60minute', 60],
    ['day', 1_440],
  ] as const)('of %s are the minutes together', async (interval, minutes) => {
    const tokens = [
      INFY,
      tokenOf('NIFTY26DECFUT'),
      tokenOf('NIFTY26D0125500PE'),
      tokenOf('CRUDEOIL26DECFUT'),
    ];
    for (const token of tokens) {
      const single = await candles(token, 'minute', ...DAY, '&oi=1');
      const opens = Date.parse(single[0]?.[0] ?? '');
      const expected = [
        ...Map.groupBy(single, ([time]) => Math.floor((Date.parse(time) - opens) / (minutes * 60_000))),
      ].map(([, group]) => [
        interval === 'day' ? '2026-11-27T00:00:00+0530' : group[0]?.[0],
        group[0]?.[1],
        Math.max(...group.map(([, , high]) => high)),
        Math.min(...group.map(([, , , low]) => low)),
        group.at(-1)?.[4],
        group.reduce((sum, [, , , , , volume]) => sum + volume, 0),
        group.at(-1)?.[6],
      ]);

      expect(single.length).toBeGreaterThan(300);
      expect(await candles(token, interval, ...DAY, '&oi=1')).toEqual(expected);
    }
  });

  it('have prices within their high and low, on the tick', async () => {
    for (const [symbol, tick] of [
      ['INFY', 0.1],
      ['NIFTY26D0125500CE', 0.05],
      ['USDINR26DECFUT', 0.0025],
    ] as const) {
      const rows = await candles(tokenOf(symbol), 'minute', ...DAY);

      expect(rows.length).toBeGreaterThan(300);
      for (const [, open, high, low, close, volume] of rows) {
        expect(Math.min(open, close, high)).toBeGreaterThanOrEqual(low);
        expect(Math.max(open, close, low)).toBeLessThanOrEqual(high);
        expect(Math.abs(close / tick - Math.round(close / tick))).toBeLessThan(1e-6);
        expect(volume).toBeGreaterThan(0);
      }
    }
  });

  it('of a share with a closing auction end at 15:15, and of another share at 15:30', async () => {
    const lastOf = async (token: number) => (await candles(token, 'minute', ...DAY)).at(-1)?.[0];

    expect(await lastOf(INFY)).toBe('2026-11-27T15:14:00+0530');
    expect(await lastOf(NIFTYBEES)).toBe('2026-11-27T15:29:00+0530');
    expect(await lastOf(tokenOf('NIFTY26DECFUT'))).toBe('2026-11-27T15:39:00+0530');
  });

  it('before the closing auction came end at 15:30', async () => {
    const rows = await candles(INFY, 'minute', '2026-07-31', '2026-07-31 23:00:00');

    expect(rows.at(-1)?.[0]).toBe('2026-07-31T15:29:00+0530');
  });

  it('are missing on a holiday and at the weekend', async () => {
    // Tuesday 2026-11-24 is a holiday.
    const rows = await candles(INFY, 'day', '2026-11-20', '2026-11-25');

    expect(rows.map(([time]) => time.slice(0, 10))).toEqual(['2026-11-20', '2026-11-23', '2026-11-25']);
  });

  it('are those of the Muhurat session on a Sunday', async () => {
    const rows = await candles(INFY, '15minute', '2026-11-08', '2026-11-08 23:00:00');

    expect(rows.length).toBeGreaterThanOrEqual(4);
    expect(Number(rows[0]?.[0].slice(11, 13))).toBeGreaterThan(11);
  });

  it('end at the present minute', async () => {
    const during = await kiteUnderTest({ clock: new ManualClock(Date.parse('2026-11-30T10:00:30+05:30')) });
    const path = `/instruments/historical/${INFY}/minute?from=2026-11-30&to=2026-12-04+15:30:00`;
    const { data } = (await (await during.get(path)).json()) as { data: { candles: readonly Row[] } };
    await during.close();

    expect(data.candles.at(-1)?.[0]).toBe('2026-11-30T10:00:00+0530');
  });

  it('have the open interest on demand', async () => {
    const [row] = await candles(tokenOf('NIFTY26DECFUT'), 'day', ...DAY, '&oi=1');

    expect(row).toHaveLength(7);
    expect(row?.[6]).toBeGreaterThan(0);
  });

  it('of a future go back beyond its listing on demand', async () => {
    const token = tokenOf('NIFTY26DECFUT');
    const own = await candles(token, 'day', '2026-01-01', '2026-11-27');
    const continuous = await candles(token, 'day', '2026-01-01', '2026-11-27', '&continuous=1');

    expect(own.length).toBeLessThan(80);
    expect(continuous.length).toBeGreaterThan(210);
  });

  it.each([
    ['minute', 60],
    ['3minute', 100],
    ['5minute', 100],
    ['10minute', 100],
    ['15minute', 200],
    ['30minute', 200],
    ['60minute', 400],
    ['day', 2_000],
  ])(
    'of %s reach over %d days in one request',
    async (interval, days) => {
      const to = Date.parse('2026-11-27T09:20:00Z');
      const text = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
      const from = to - days * 86_400_000;
      // The limit itself is asked for on an instrument without candles, which takes no time.
      const token = tokenOf('NIFTY26D0125500CE');
      const within = await asked(interval === 'day' ? token : INFY, interval, text(from), text(to));
      const above = await asked(token, interval, text(from - 1_000), text(to));

      expect(within.status).toBe(200);
      expect(await above.json()).toMatchObject({
        message: `interval exceeds max limit: ${days} days`,
        error_type: 'InputException',
      });
      expect(above.status).toBe(400);
    },
    60_000,
  );

  it.each([
    ['an unknown token', '999', 'minute', '2026-11-27', '2026-11-28', ''],
    ['an unknown interval', String(INFY), '2minute', '2026-11-27', '2026-11-28', ''],
    ['a date that does not exist', String(INFY), 'minute', '2026-02-30', '2026-03-01', ''],
    ['a date in another form', String(INFY), 'minute', '27-11-2026', '2026-11-28', ''],
    ['an end before the begin', String(INFY), 'minute', '2026-11-28', '2026-11-27', ''],
    ['continuous minutes', String(INFY), 'minute', '2026-11-27', '2026-11-28', '&continuous=1'],
  ])('refuse %s', async (_what, token, interval, from, to, more) => {
    const response = await asked(token, interval, from, to, more);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: 'error', error_type: 'InputException' });
  });

  it('of an expired contract are refused', async () => {
    const token = tokenOf('NIFTY26D0125500CE');
    const before = await asked(token, 'minute', '2026-11-27', '2026-11-28');
    clock.advance(3 * 86_400_000);

    expect([before.status, (await asked(token, 'minute', '2026-11-27', '2026-11-28')).status]).toEqual([
      200, 400,
    ]);
  });

  it('come three times a second', async () => {
    const path = `/instruments/historical/${INFY}/day?from=2026-11-27&to=2026-11-27`;
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await kite.get(path)).status);

    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

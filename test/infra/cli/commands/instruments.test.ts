import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';

const infy = {
  ...{
    contract: 'NSE:INFY',
    instrument_token: 408065,
    exchange: 'NSE',
    tradingsymbol: 'INFY',
    name: 'INFOSYS',
  },
  ...{ segment: 'NSE', type: 'EQ', lot_size: 1, tick_size: 0.05 },
};
const call = {
  ...{ contract: 'NFO:NIFTY26DEC24500CE', instrument_token: 12345602, exchange: 'NFO', name: 'NIFTY' },
  ...{ tradingsymbol: 'NIFTY26DEC24500CE', segment: 'NFO-OPT', type: 'CE', lot_size: 65, tick_size: 0.05 },
  ...{ expiry: '2026-12-29', strike: 24_500, underlying: 'NIFTY', freeze_quantity: 1_800 },
};
const DAY = '2026-11-30';

describe('cli instruments', () => {
  it('searches by words and options', async () => {
    const { api, run } = await commandUnderTest({
      'GET /instruments': { body: { items: [infy, call], day: DAY } },
    });

    const { exitCode, out } = await run([
      ...['instruments', 'nifty', '24500', 'ce', '--exchange', 'nfo', '--expiry', 'NEAREST'],
      ...['--strike', '24000-25000', '--type', 'ce', '--limit', '5'],
    ]);

    expect(exitCode).toBe(0);
    expect(api.received[0]?.key).toBe('GET /instruments');
    expect(api.received[0]?.query).toEqual({
      ...{ q: 'nifty 24500 ce', exchange: 'NFO', expiry: 'nearest' },
      ...{ strike: '24000-25000', type: 'CE', limit: '5' },
    });
    expect(out.split('\n')).toEqual([
      '   TOKEN  INSTRUMENT             NAME     LOT  TICK  EXPIRY      STRIKE  FREEZE',
      '  408065  NSE:INFY               INFOSYS    1  0.05  –                –       –',
      '12345602  NFO:NIFTY26DEC24500CE  NIFTY     65  0.05  2026-12-29   24500    1800',
      '',
    ]);
  });

  it.each([['NSE:INFY'], ['NSE:NIFTY 50']])('shows %s', async (name) => {
    const { api, run } = await commandUnderTest({
      [`GET /instruments/${encodeURIComponent(name)}`]: {
        body: { ...infy, products: ['MIS', 'CNC'], is_expired: false, day: DAY },
      },
    });

    const { out } = await run(['instruments', ...name.split(' ')]);

    expect(api.received).toHaveLength(1);
    expect(out).toMatch(/^token +408065$/m);
    expect(out).toMatch(/^products +MIS, CNC$/m);
    expect(out).not.toContain('EXPIRED');
  });

  it('says that a contract has expired, and its freeze quantity', async () => {
    const { run } = await commandUnderTest({
      'GET /instruments/NFO%3ANIFTY26DEC24500CE': {
        body: { ...call, products: ['NRML', 'MIS'], is_expired: true, day: DAY },
      },
    });

    const { out } = await run(['instruments', 'NFO:NIFTY26DEC24500CE']);

    expect(out).toMatch(/^state +EXPIRED$/m);
    expect(out).toMatch(/^freeze +1800 units in one order$/m);
  });

  it('tells the nearest names of the API', async () => {
    const { run } = await commandUnderTest({
      'GET /instruments/NSE%3AINFI': {
        status: 404,
        body: { code: 'NOT_FOUND', detail: 'instrument NSE:INFI is not listed; nearest: NSE:INFY' },
      },
    });

    const { exitCode, err } = await run(['instruments', 'NSE:INFI']);

    expect(exitCode).toBe(1);
    expect(err).toContain('nearest: NSE:INFY');
  });

  it('asks for words', async () => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(['instruments']);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain('missing words');
  });
});

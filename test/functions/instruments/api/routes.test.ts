import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { getInstrument } from '../../../../functions/instruments/api/get-instrument.ts';
import { instrumentsRoutes } from '../../../../functions/instruments/api/routes.ts';
import { searchInstruments } from '../../../../functions/instruments/api/search-instruments.ts';
import type { InstrumentServices } from '../../../../functions/instruments/api/services.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import type { MasterRow } from '../../../../shared/market/master/page.ts';
import { masterReader } from '../../../../shared/market/master/reader.ts';
import { currentIndex } from '../../../../shared/market/search/instrument-index.ts';
import { DAY, MARKET } from '../../../shared/market/search/market.ts';
import { callRoute } from '../../../support/call-route.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { putMaster } from '../../../support/master.ts';

const NOW = Date.parse(`${DAY}T04:00:00Z`);

const listed = z.object({
  items: z.array(z.object({ contract: z.string() })),
  next_cursor: z.string().optional(),
  day: z.string(),
});

/** The routes, and the tables that they read. */
const counter = (rows: readonly MasterRow[] = MARKET) => {
  const tables = new MemoryTables();
  if (rows.length > 0) putMaster(tables, rows, DAY);
  const clock = new ManualClock(NOW);
  const master = masterReader(tables, clock);
  const services: InstrumentServices = { master, indexNow: currentIndex(master) };
  const search = async (query: Readonly<Record<string, string>>) => {
    const { body } = await callRoute(searchInstruments, services, { query, now: NOW, role: 'viewer' });
    const { items, ...rest } = listed.parse(body);
    return { names: items.map(({ contract }) => contract), ...rest };
  };
  return {
    ...{ tables, clock, search },
    names: async (query: Readonly<Record<string, string>>) => (await search(query)).names,
    get: async (contract: string) =>
      (await callRoute(getInstrument, services, { params: { contract }, now: NOW, role: 'viewer' })).body,
  };
};

it('a viewer may call every route', () => {
  expect(instrumentsRoutes.map(({ operation, access, who }) => [operation, access, who])).toEqual([
    ['searchInstruments', 'session', 'viewer'],
    ['getInstrument', 'session', 'viewer'],
  ]);
});

describe('GET /instruments', () => {
  it('finds by words, with the day of the instruments', async () => {
    expect(await counter().search({ q: 'infy' })).toEqual({
      names: ['NSE:INFY', 'NFO:INFY26NOVFUT'],
      day: DAY,
    });
  });

  it.each([
    [{ q: 'infy', exchange: 'NFO' }, ['NFO:INFY26NOVFUT']],
    [{ segment: 'MCX-FUT' }, ['MCX:CRUDEOIL26DECFUT']],
    [{ underlying: 'banknifty', type: 'FUT' }, ['NFO:BANKNIFTY26NOVFUT']],
    [{ underlying: 'NIFTY', type: 'FUT', expiry: 'next' }, ['NFO:NIFTY26DECFUT']],
    [{ underlying: 'NIFTY', type: 'CE', expiry: '2026-12', strike: '24500' }, ['NFO:NIFTY26D0124500CE']],
    [
      { underlying: 'NIFTY', type: 'OPT', expiry: 'nearest', strike: '24600-25000' },
      ['NFO:NIFTY26NOV25000CE', 'NFO:NIFTY26NOV25000PE'],
    ],
    [{ type: 'INDEX' }, ['NSE:NIFTY 50', 'NSE:NIFTY BANK', 'BSE:SENSEX']],
  ])('fulfils %j', async (query, expected) => {
    expect(await counter().names(query)).toEqual(expected);
  });

  it.each([
    { exchange: 'NYSE' },
    { segment: 'NFO' },
    { expiry: 'soon' },
    { expiry: '2026-13' },
    { strike: '24500-' },
    { strike: '-1' },
    { type: 'SWAP' },
    { limit: '0' },
    { word: 'x' },
    { q: 'x'.repeat(101) },
  ])('refuses %j', async (query) => {
    await expect(counter().names(query)).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });

  it('pages through all results by cursor', async () => {
    const { search, names } = counter();
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ q: 'nifty', limit: '4', ...(cursor !== undefined && { cursor }) });
      all.push(...page.names);
      cursor = page.next_cursor;
    } while (cursor !== undefined);

    expect(all).toEqual(await names({ q: 'nifty', limit: '200' }));
    expect(all.length).toBeGreaterThan(12);
  });

  it('refuses a cursor that it did not give', async () => {
    const cursor = Buffer.from('{"rank":99}').toString('base64url');

    await expect(counter().names({ q: 'nifty', cursor })).rejects.toMatchObject({
      problem: 'INVALID_CURSOR',
    });
  });

  it('answers from the next load within a minute', async () => {
    const { tables, clock, names } = counter();
    await names({ q: 'rpower' });
    putMaster(
      tables,
      MARKET.filter(({ instrument }) => instrument.tradingsymbol !== 'RPOWER'),
      '2026-11-24',
    );
    expect(await names({ q: 'rpower' })).toEqual(['NSE:RPOWER']);

    clock.advance(60_001);

    expect(await names({ q: 'rpower' })).toEqual([]);
  });

  it('says how to load instruments before the first load', async () => {
    await expect(counter([]).names({ q: 'infy' })).rejects.toMatchObject({
      problem: 'NOT_CONFIGURED',
      message: expect.stringContaining('no instruments are loaded yet: log in at Zerodha'),
    });
  });
});

describe('GET /instruments/{contract}', () => {
  const OPTION = {
    contract: 'NFO:NIFTY26NOV24500CE',
    tradingsymbol: 'NIFTY26NOV24500CE',
    instrument_token: 1_024_514,
    ...{ exchange: 'NFO', segment: 'NFO-OPT', type: 'CE' },
    ...{ lot_size: 65, tick_size: 0.05 },
    ...{ expiry: '2026-11-24', strike: 24_500, underlying: 'NIFTY' },
    ...{ products: ['NRML', 'MIS'], is_expired: false, day: DAY },
  };

  it.each(['NFO:NIFTY26NOV24500CE', 'nfo:nifty26nov24500ce', '1024514'])(
    'gives the contract %s',
    async (name) => {
      expect(await counter().get(name)).toEqual(OPTION);
    },
  );

  it('gives a share with the name of its company, and a name with a space', async () => {
    expect(await counter().get('NSE:RELIANCE')).toMatchObject({ name: 'RELIANCE INDUSTRIES', type: 'EQ' });
    expect(await counter().get('NSE:NIFTY 50')).toMatchObject({ instrument_token: 256_265, type: 'INDEX' });
  });

  it('says that a contract has expired', async () => {
    expect(await counter().get('NFO:NIFTY26OCTFUT')).toMatchObject({ is_expired: true });
  });

  it.each([
    ['NSE:RELINACE', 'instrument NSE:RELINACE is not listed; nearest: NSE:RELIANCE, BSE:RELIANCE'],
    ['NFO:RELIANCE', 'nearest: NSE:RELIANCE, BSE:RELIANCE'],
    ['NFO:NIFTY26NOV24400CE', 'nearest: NFO:NIFTY26NOV24000CE, NFO:NIFTY26NOV24500CE'],
    ['RELIANCE', 'RELIANCE is not one instrument: it may be BSE:RELIANCE, NSE:RELIANCE'],
    ['NSE:QQQQ', 'instrument NSE:QQQQ is not listed; search with GET /instruments?q='],
    ['1', 'instrument token 1 is not listed'],
    ['9999999999', 'instrument token 9999999999 is not listed'],
  ])('does not find %s', async (name, detail) => {
    await expect(counter().get(name)).rejects.toMatchObject({
      problem: 'NOT_FOUND',
      message: expect.stringContaining(detail),
    });
  });

  it('says how to load instruments before the first load', async () => {
    await expect(counter([]).get('NSE:INFY')).rejects.toMatchObject({ problem: 'NOT_CONFIGURED' });
  });
});

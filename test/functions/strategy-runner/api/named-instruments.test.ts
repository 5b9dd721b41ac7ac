import { describe, expect, it } from 'vitest';
import { NOW } from '../../../shared/audit/world.ts';
import { MASTER_ROWS, putMaster } from '../../../support/master.ts';
import { NIFTY } from '../ticks.ts';
import { desk } from './desk.ts';

const DAY = new Date(NOW).toISOString().slice(0, 10);
const { infy, nifty, option } = MASTER_ROWS;
const INFY = infy.instrument.instrument_token;
const expired = {
  instrument: {
    ...option.instrument,
    ...{ instrument_token: 12_345_858, tradingsymbol: 'NIFTY26MAY24000CE', expiry: '2026-05-26' },
  },
};

const loaded = () => {
  const all = desk();
  putMaster(all.tables, [infy, nifty, option, expired], DAY);
  return all;
};

describe('a strategy that names instruments', () => {
  it('gets their tokens and keeps the names', async () => {
    const { create, item, told } = loaded();

    const { body } = await create('alpha', { instruments: [NIFTY, 'NSE:INFY', 'nfo:nifty26dec24000ce'] });

    const contracts = { 'NSE:INFY': INFY, 'NFO:NIFTY26DEC24000CE': option.instrument.instrument_token };
    const instruments = [NIFTY, INFY, option.instrument.instrument_token];
    expect(body).toMatchObject({ instruments, contracts, instrument_count: 3 });
    expect(item('alpha')).toMatchObject({ instruments, contracts });
    expect(told()[0]?.changes).toContainEqual({
      field: 'contracts',
      after: expect.stringContaining('NSE:INFY'),
    });
  });

  it.each([
    ['NSE:INFI', 'NSE:INFI is not listed; nearest: NSE:INFY'],
    ['BSE:INFY', 'BSE:INFY is not listed; nearest: NSE:INFY'],
    ['INFY', 'INFY is not one instrument: name NSE:INFY'],
    ['secret-of-a-user', 'must have its exchange before it, such as NSE:RELIANCE'],
    ['NFO:ABCDEF26DECFUT', 'NFO:ABCDEF26DECFUT is not listed; npm run cli -- instruments searches'],
    ['NFO:NIFTY26MAY24000CE', 'nearest: NFO:NIFTY26DEC24000CE'],
  ])('is refused with %s', async (name, problem) => {
    const { create, tables } = loaded();

    await expect(create('alpha', { instruments: ['NSE:NIFTY 50', name] })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      fields: [{ field: 'body.instruments.1', problem: expect.stringContaining(problem) }],
    });
    expect(await tables.scan('strategies')).toEqual([]);
  });

  it('is refused if a name and a token are one instrument', async () => {
    await expect(loaded().create('alpha', { instruments: [INFY, 'NSE:INFY'] })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      message: `body.instruments.1: NSE:INFY has the token ${INFY}, which is given before`,
    });
  });

  it.each([[['NSE:INFY', 'NSE:INFY']], [['']], [['<b>']], [['x'.repeat(81)]], [[{}]]])(
    'is refused with %j',
    async (instruments) => {
      await expect(loaded().create('alpha', { instruments })).rejects.toMatchObject({
        problem: 'INVALID_REQUEST',
      });
    },
  );

  it('is refused before the first load, which tokens do not need', async () => {
    const { create } = desk();

    await expect(create('alpha', { instruments: ['NSE:INFY'] })).rejects.toMatchObject({
      problem: 'NOT_CONFIGURED',
      message: expect.stringContaining('no instruments are loaded yet'),
    });
    expect((await create('beta', { instruments: [INFY] })).status).toBe(201);
  });

  it('has the product of its segment checked', async () => {
    const { create, trade } = loaded();
    trade(INFY, 'NSE', 'NSE');

    await expect(create('alpha', { instruments: ['NSE:INFY'], product: 'NRML' })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
    });
  });

  it('has the names of its last update', async () => {
    const { create, ask, item } = loaded();
    await create('alpha', { instruments: ['NSE:INFY'] });
    const update = (instruments: readonly unknown[], version: number) =>
      ask('updateStrategy', { id: 'alpha', version, body: { type: 'momentum', instruments } });

    await update(['NSE:INFY', 'NSE:NIFTY 50'], 1);
    expect(item('alpha')).toMatchObject({
      instruments: [INFY, NIFTY],
      contracts: { 'NSE:INFY': INFY, 'NSE:NIFTY 50': NIFTY },
    });

    const { body } = await update([INFY], 2);
    expect(item('alpha')).not.toHaveProperty('contracts');
    expect(body).not.toHaveProperty('contracts');
  });

  it('stays cleared for live trading if names replace the same tokens', async () => {
    const { create, ask } = loaded();
    await create('alpha', { instruments: [INFY] });
    await ask('setLiveClearance', {
      id: 'alpha',
      version: 1,
      body: { cleared: true, confirm_strategy_id: 'alpha' },
    });

    const { body } = await ask('updateStrategy', {
      id: 'alpha',
      version: 2,
      body: { type: 'momentum', instruments: ['NSE:INFY'], parameters: { lookback_period: 5 } },
    });

    expect(body).toMatchObject({ live_clearance_withdrawn: false, zerodha_trading_enabled: true });
  });
});

describe('the view of a strategy', () => {
  it('says which names are not listed any more or have expired', async () => {
    const { put, ask, tables } = loaded();
    put('alpha', {
      type: 'momentum',
      instruments: [INFY, 12_345_858, 7],
      contracts: { 'NSE:INFY': INFY, 'NFO:NIFTY26MAY24000CE': 12_345_858, 'NSE:GONE': 7 },
      ...{ is_active: true, version: 1 },
    });

    expect((await ask('getStrategy', { id: 'alpha' })).body).toMatchObject({
      unresolved: ['NFO:NIFTY26MAY24000CE', 'NSE:GONE'],
    });
    putMaster(
      tables,
      [infy, { instrument: { ...infy.instrument, instrument_token: 7, tradingsymbol: 'GONE' } }],
      DAY,
    );
    expect((await ask('getStrategy', { id: 'alpha' })).body).toMatchObject({
      unresolved: ['NFO:NIFTY26MAY24000CE'],
    });
  });

  it('shows no names that are malformed, and still the strategy', async () => {
    const { put, ask } = loaded();
    put('alpha', {
      ...{ type: 'momentum', instruments: [INFY], contracts: { 'NSE:INFY': 'x' } },
      ...{ is_active: true, version: 1 },
    });

    const { body } = await ask('getStrategy', { id: 'alpha' });

    expect(body).toMatchObject({ instruments: [INFY] });
    expect(body).not.toHaveProperty('contracts');
    expect(body).not.toHaveProperty('problem');
  });

  it('says that none of its names is listed any more', async () => {
    const { put, ask } = loaded();
    put('alpha', {
      ...{ type: 'momentum', instruments: [], contracts: { 'NSE:GONE': 7 } },
      ...{ is_active: true, version: 1 },
    });

    expect((await ask('getStrategy', { id: 'alpha' })).body).toMatchObject({
      type: 'momentum',
      problem: expect.stringContaining('none that is still listed'),
      unresolved: ['NSE:GONE'],
    });
    await expect(ask('enableStrategy', { id: 'alpha', version: 1 })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
    });
  });

  it('has no names in a list', async () => {
    const { create, ask } = loaded();
    await create('alpha', { instruments: ['NSE:INFY'] });

    expect(JSON.stringify((await ask('listStrategies')).body)).not.toContain('NSE:INFY');
  });
});

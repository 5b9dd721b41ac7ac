import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandUnderTest, temporaryFolder } from '../support/command-under-test.ts';
import { strategyBody, strategyRow } from '../support/rows.ts';

const ONE = '/strategies/rsi-demo';

const fileWith = (content: unknown): string => {
  const path = join(temporaryFolder(), 'strategy.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe('cli strategies', () => {
  it('lists them, and says which cannot run and which trade with real money', async () => {
    const broken = { ...strategyRow, strategy_id: 'broken', problem: 'unknown type', version: 0 };
    const live = { ...strategyRow, strategy_id: 'live', zerodha_trading_enabled: true };
    const stopped = { ...strategyRow, strategy_id: 'stopped', is_active: false };
    const { run } = await commandUnderTest({
      'GET /strategies': { body: { items: [strategyRow, broken, live, stopped] } },
    });

    const { out } = await run(['strategies']);

    expect(out).toMatch(/^rsi-demo +rsi +running +paper +2 +3 +DEMO01$/m);
    expect(out).toMatch(/^broken +rsi +cannot run .* unknown type$/m);
    expect(out).toMatch(/^live +rsi +running +paper and LIVE/m);
    expect(out).toMatch(/^stopped +rsi +stopped/m);
  });

  it('shows one with its parameters, defaults marked', async () => {
    const { run } = await commandUnderTest({ [`GET ${ONE}`]: { body: strategyBody } });

    const { out } = await run(['strategies', 'show', 'rsi-demo']);

    expect(out).toMatch(/^rsi_period +14 \(default\)$/m);
    expect(out).toMatch(/^quantity +5$/m);
    expect(out).toMatch(/^instruments +738561, 408065$/m);
  });

  it('cuts a long list of instruments', async () => {
    const instruments = Array.from({ length: 3_000 }, (_, place) => place + 1);
    const { run } = await commandUnderTest({ [`GET ${ONE}`]: { body: { ...strategyBody, instruments } } });

    expect((await run(['strategies', 'show', 'rsi-demo'])).out).toContain('20 and 2980 more');
  });

  it('shows the kinds there are with their parameters', async () => {
    const body = {
      items: [
        {
          type: 'rsi',
          title: 'Relative strength',
          rule: 'Buys low.\nSells high.',
          parameters: {
            properties: {
              rsi_period: { description: 'Ticks', default: 14, minimum: 2, maximum: 500 },
              quantity: { description: 'Units' },
            },
          },
        },
      ],
    };
    const { run } = await commandUnderTest({ 'GET /strategy-types': { body } });

    const { out } = await run(['strategies', 'types']);

    expect(out).toContain('rsi: Relative strength\n  Buys low.\n  Sells high.\n');
    expect(out).toContain('    rsi_period  14 (2 to 500)  Ticks\n    quantity    required  Units\n');
  });

  it('makes one from a file', async () => {
    const configuration = { strategy_id: 'rsi-demo', type: 'rsi', instruments: [738561], parameters: {} };
    const { api, run } = await commandUnderTest({
      'POST /strategies': { status: 201, body: { ...strategyBody, is_active: false } },
    });

    const { exitCode, out } = await run(['strategies', 'create', fileWith(configuration)]);

    expect(exitCode).toBe(0);
    expect(api.received[0]?.body).toEqual(configuration);
    expect(out).toContain('enable starts it');
  });

  it('makes one from what is piped in', async () => {
    const configuration = { strategy_id: 'rsi-demo', type: 'rsi', instruments: [738561] };
    const { api, run } = await commandUnderTest({ 'POST /strategies': { status: 201, body: strategyBody } });

    const { exitCode } = await run(['strategies', 'create', '-'], JSON.stringify(configuration));

    expect([exitCode, api.received[0]?.body]).toEqual([0, configuration]);
  });

  it('makes one of the instruments that the command line names', async () => {
    const configuration = { strategy_id: 'rsi-demo', type: 'rsi', instruments: [738561] };
    const { api, run } = await commandUnderTest({ 'POST /strategies': { status: 201, body: strategyBody } });
    const create = [
      'strategies',
      'create',
      fileWith(configuration),
      '--instruments',
      'NSE:INFY, 256265,NSE:NIFTY 50',
    ];

    expect((await run(create)).exitCode).toBe(0);

    expect(api.received[0]?.body).toEqual({
      ...configuration,
      instruments: ['NSE:INFY', 256265, 'NSE:NIFTY 50'],
    });
  });

  it('shows names with their tokens, and which are not listed any more', async () => {
    const named = {
      ...strategyBody,
      instruments: [738561, 408065],
      contracts: { 'NSE:INFY': 408065, 'NFO:NIFTY26NOVFUT': 7 },
      unresolved: ['NFO:NIFTY26NOVFUT'],
    };
    const { api, run } = await commandUnderTest({
      [`GET ${ONE}`]: { body: named },
      [`PUT ${ONE}`]: { body: { ...named, live_clearance_withdrawn: false } },
    });

    const { out } = await run(['strategies', 'show', 'rsi-demo']);
    expect(out).toMatch(/^instruments +738561, NSE:INFY \(408065\)$/m);
    expect(out).toMatch(/^not listed +NFO:NIFTY26NOVFUT$/m);

    const shown = await run(['strategies', 'show', 'rsi-demo', '--json']);
    await run(['strategies', 'update', 'rsi-demo', '-', '--if-version', '3'], shown.out);
    expect(api.received.at(-1)?.body).toMatchObject({
      instruments: [738561, 'NSE:INFY', 'NFO:NIFTY26NOVFUT'],
    });
  });

  it('changes one by what show --json printed', async () => {
    const { api, run } = await commandUnderTest({
      [`GET ${ONE}`]: { body: strategyBody },
      [`PUT ${ONE}`]: { body: { ...strategyBody, version: 4, live_clearance_withdrawn: true } },
    });

    const shown = await run(['strategies', 'show', 'rsi-demo', '--json']);
    const { exitCode, out } = await run(
      ['strategies', 'update', 'rsi-demo', '-', '--if-version', '3'],
      shown.out,
    );

    const put = api.received.at(-1);
    expect(exitCode).toBe(0);
    expect(put?.body).toEqual({
      type: 'rsi',
      instruments: strategyBody.instruments,
      parameters: strategyBody.parameters,
    });
    expect(put?.headers['if-match']).toBe('"3"');
    expect(out).toContain('live clearance  WITHDRAWN');
  });

  it('changes the version that was pinned, and does not look at another', async () => {
    const { api, run } = await commandUnderTest({
      [`PUT ${ONE}`]: { status: 412, body: { code: 'VERSION_MISMATCH', detail: 'it has version 3' } },
    });

    const path = fileWith({ type: 'rsi', instruments: [738561] });
    const { exitCode, err } = await run(['strategies', 'update', 'rsi-demo', path, '--if-version', '2']);

    expect(exitCode).toBe(1);
    expect(err).toBe('VERSION_MISMATCH: it has version 3\n');
    expect(api.received.map(({ headers }) => headers['if-match'])).toEqual(['"2"']);
  });

  it('enables the version that a person at a terminal is shown and says yes to', async () => {
    const { api, runAtTerminal } = await commandUnderTest({
      [`GET ${ONE}`]: { body: strategyBody },
      [`POST ${ONE}/enable`]: { body: strategyBody },
    });

    const { err } = await runAtTerminal(['strategies', 'enable', 'rsi-demo'], 'yes\n');

    expect(err).toMatch(/^quantity +5\n[\s\S]*Enable rsi-demo\? Type yes: $/m);
    expect(api.received.at(-1)?.headers['if-match']).toBe('"3"');
  });

  it.each([
    ['update', ['rsi-demo', '-']],
    ['enable', ['rsi-demo']],
    ['clear', ['rsi-demo', '--confirm', 'rsi-demo']],
  ])('%s changes nothing where no version is named, and says which one stands', async (form, words) => {
    const { api, run } = await commandUnderTest({ [`GET ${ONE}`]: { body: strategyBody } });
    const configuration = JSON.stringify({ type: 'rsi', instruments: [738561] });

    const { exitCode, err } = await run(['strategies', form, ...words], configuration);

    expect(exitCode).toBe(2);
    expect(err).toContain('give --if-version N; it is now version 3, changed by DEMO01');
    expect(api.received.map(({ key }) => key)).toEqual([`GET ${ONE}`]);
  });

  it('disables with one call', async () => {
    const { api, run } = await commandUnderTest({
      [`POST ${ONE}/disable`]: { body: { ...strategyBody, is_active: false } },
    });

    const { out } = await run(['strategies', 'disable', 'rsi-demo']);

    expect(out).toMatch(/^state +stopped$/m);
    expect(api.received).toHaveLength(1);
  });

  it('clears one for live trading when its id is said twice', async () => {
    const { api, run } = await commandUnderTest({
      [`PUT ${ONE}/live-clearance`]: { body: { ...strategyBody, zerodha_trading_enabled: true } },
    });

    const clear = ['strategies', 'clear', 'rsi-demo', '--confirm', 'rsi-demo', '--if-version', '3'];
    const { out } = await run(clear);

    expect(out).toContain('paper and LIVE');
    expect(api.received.at(-1)?.body).toEqual({ cleared: true, confirm_strategy_id: 'rsi-demo' });
    expect(api.received.at(-1)?.headers['if-match']).toBe('"3"');
  });

  it('takes that back with one call', async () => {
    const { api, run } = await commandUnderTest({ [`PUT ${ONE}/live-clearance`]: { body: strategyBody } });

    await run(['strategies', 'withdraw', 'rsi-demo']);

    expect(api.received.map(({ body }) => body)).toEqual([{ cleared: false }]);
  });

  it.each([
    [['clear', 'rsi-demo'], 'add --confirm rsi-demo'],
    [['clear', 'rsi-demo', '--confirm', 'momentum-demo'], 'add --confirm rsi-demo'],
    [['show'], 'missing argument ID'],
    [['show', 'a', 'b'], 'unexpected argument "b"'],
    [['update', 'rsi-demo'], 'missing argument FILE'],
    [['update', 'rsi-demo', '/nowhere.json'], 'cannot read /nowhere.json'],
    [['toString'], 'unknown form "toString"; forms: list, types'],
  ])('sends nothing for %j', async (words, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(['strategies', ...words]);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain(told);
  });
});

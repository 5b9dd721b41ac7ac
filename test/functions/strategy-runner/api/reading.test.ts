import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { strategyRunnerRoutes } from '../../../../functions/strategy-runner/api/routes.ts';
import { STRATEGY_TYPES } from '../../../../functions/strategy-runner/strategies/registry.ts';
import { NIFTY } from '../ticks.ts';
import { BY, desk, LARGE, momentum, tokens } from './desk.ts';

const page = z.object({
  items: z.array(z.looseObject({ strategy_id: z.string() })),
  next_cursor: z.string().optional(),
});

describe('the types of strategies', () => {
  it('are those of the registry, with their rules and the JSON Schema of their parameters', async () => {
    const { body } = await desk().ask('listStrategyTypes');

    expect(body).toEqual({
      items: STRATEGY_TYPES.map(({ type, title, rule }) => ({
        type,
        title,
        rule,
        parameters: expect.objectContaining({
          type: 'object',
          additionalProperties: false,
          properties: expect.objectContaining({
            quantity: {
              type: 'integer',
              minimum: 1,
              maximum: 1_000_000,
              default: 1,
              description: 'Units per signal.',
            },
          }),
        }),
      })),
    });
  });
});

describe('one strategy', () => {
  it('is shown whole, with its version as ETag', async () => {
    const { ask, create } = desk();
    await create('alpha', { instruments: tokens(3_000) });

    const { headers, body } = await ask('getStrategy', { id: 'alpha' });

    expect(headers.etag).toBe('"1"');
    expect(body).toMatchObject({ strategy_id: 'alpha', instruments: tokens(3_000), version: 1, ...BY });
  });

  it('that was written by hand is shown as far as it can be read, with what is wrong', async () => {
    const { ask, put } = desk();
    put('alpha', { type: 'momentum', instruments: ['NIFTY'], is_active: true, version: 'one' });

    expect((await ask('getStrategy', { id: 'alpha' })).body).toEqual({
      strategy_id: 'alpha',
      is_active: true,
      zerodha_trading_enabled: false,
      problem: expect.stringContaining('instruments.0'),
      version: 0,
      changed_by: null,
      changed_at: null,
    });
  });

  it.each([true, false])('of a type that is gone keeps its configuration (active: %o)', async (is_active) => {
    const { ask, put } = desk();
    put('alpha', { ...momentum, type: 'martingale', is_active, version: 2 });

    const { body } = await ask('getStrategy', { id: 'alpha' });

    expect(body).toMatchObject({ type: 'martingale', instruments: [NIFTY], problem: expect.any(String) });
    expect(body).not.toHaveProperty('effective_parameters');
  });

  it('shows that other strategies leave no room for it', async () => {
    const { ask, put } = desk();
    put('alpha', { ...LARGE, instruments: tokens(101), is_active: true, version: 1 });
    put('bravo', { ...LARGE, is_active: true, version: 1 });

    expect((await ask('getStrategy', { id: 'alpha' })).body).not.toHaveProperty('problem');
    expect((await ask('getStrategy', { id: 'bravo' })).body).toMatchObject({
      problem: expect.stringContaining('its windows need'),
    });
    expect((await ask('listStrategies')).body).toMatchObject({
      items: [{ strategy_id: 'alpha' }, { strategy_id: 'bravo', problem: expect.any(String) }],
    });
  });
});

describe('the list of strategies', () => {
  it('is empty without strategies', async () => {
    expect((await desk().ask('listStrategies')).body).toEqual({ items: [] });
  });

  it('goes by their ids, without their instruments', async () => {
    const { ask, create } = desk();
    for (const id of ['charlie', 'alpha', 'Bravo']) await create(id, { instruments: tokens(7) });

    const { items, next_cursor } = page.parse((await ask('listStrategies')).body);

    expect(items.map(({ strategy_id }) => strategy_id)).toEqual(['Bravo', 'alpha', 'charlie']);
    expect(items[1]).toMatchObject({ instrument_count: 7, parameters: momentum.parameters, version: 1 });
    expect(items[1]).not.toHaveProperty('instruments');
    expect(next_cursor).toBeUndefined();
  });

  it.each([1, 2, 3, 5, 10])('is given whole in pages of %d, each strategy once', async (limit) => {
    const { ask, put } = desk();
    const ids = Array.from({ length: 5 }, (_, n) => `s${n}`);
    for (const id of ids.toReversed()) put(id, { ...momentum, is_active: false, version: 1 });

    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query = { limit: String(limit), ...(cursor !== undefined && { cursor }) };
      const { items, next_cursor } = page.parse((await ask('listStrategies', { query })).body);
      seen.push(...items.map(({ strategy_id }) => strategy_id));
      cursor = next_cursor;
      pages += 1;
    } while (cursor !== undefined);

    expect(seen).toEqual(ids);
    expect(pages).toBe(Math.ceil(ids.length / limit));
  });

  it('includes malformed items', async () => {
    const { ask, create, put } = desk();
    await create('alpha');
    put('b '.repeat(200), { is_active: true });

    const { items } = page.parse((await ask('listStrategies')).body);

    expect(items).toMatchObject([
      { strategy_id: 'alpha' },
      { strategy_id: 'b '.repeat(128), problem: expect.any(String), version: 0 },
    ]);
  });

  it('publishes pending events of changes', async () => {
    const { ask, create, kafka, told } = desk();
    kafka.down = true;
    for (const id of ['alpha', 'bravo']) await create(id);
    kafka.down = false;

    await ask('listStrategies', { query: { limit: '1' } });

    expect(told().map(({ subject }) => subject)).toEqual(['alpha', 'bravo']);
  });

  it.each([
    [{ limit: '0' }, 'INVALID_REQUEST'],
    [{ limit: '201' }, 'INVALID_REQUEST'],
    [{ limit: '1e2' }, 'INVALID_REQUEST'],
    [{ order: 'asc' }, 'INVALID_REQUEST'],
    [{ cursor: '!' }, 'INVALID_REQUEST'],
    [{ cursor: 'bm90IGpzb24' }, 'INVALID_CURSOR'],
    [{ cursor: Buffer.from('{"after":"a","table":"sessions"}').toString('base64url') }, 'INVALID_CURSOR'],
    [{ cursor: Buffer.from('{"after":{"$gt":""}}').toString('base64url') }, 'INVALID_CURSOR'],
  ])('is refused with the query %o', async (query, problem) => {
    await expect(desk().ask('listStrategies', { query })).rejects.toMatchObject({ problem });
  });
});

describe('the routes of strategies', () => {
  it('need a login, and count what they change', () => {
    for (const route of strategyRunnerRoutes) {
      expect(route.access).toBe('session');
      expect(route.writes).toBe(route.method !== 'GET');
    }
  });
});

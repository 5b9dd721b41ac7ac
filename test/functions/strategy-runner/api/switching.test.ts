import { describe, expect, it } from 'vitest';
import { disableStrategy } from '../../../../functions/strategy-runner/api/disable-strategy.ts';
import { loadStrategyRunnerContext } from '../../../../functions/strategy-runner/context.ts';
import { strategySet } from '../../../../functions/strategy-runner/strategy-set.ts';
import { NIFTY } from '../ticks.ts';
import { BY, desk, LARGE, momentum } from './desk.ts';

describe('enabling a strategy', () => {
  it('starts the strategy within a second, and is audited', async () => {
    const { ask, create, tables, told } = desk();
    const time = { now: 0 };
    const load = loadStrategyRunnerContext({ tables, clock: { now: () => time.now } });
    await create('alpha');
    expect((await load([])).strategies.accepted).toEqual([]);

    const { headers, body } = await ask('enableStrategy', { id: 'alpha', version: 1 });
    time.now += 1_000;

    expect(headers.etag).toBe('"2"');
    expect(body).toMatchObject({ is_active: true, version: 2, ...BY });
    expect((await load([])).strategies.accepted).toMatchObject([{ strategy_id: 'alpha' }]);
    expect(told().at(-1)).toMatchObject({
      action: 'strategy_enabled',
      changes: [{ field: 'is_active', before: 'false', after: 'true' }],
    });
  });

  it('that runs already changes nothing', async () => {
    const { ask, create, told } = desk();
    await create('alpha');
    await ask('enableStrategy', { id: 'alpha', version: 1 });

    expect((await ask('enableStrategy', { id: 'alpha', version: 2 })).body).toMatchObject({ version: 2 });
    expect(told()).toHaveLength(2);
  });

  it('needs the version that was seen', async () => {
    const { ask, create, item } = desk();
    await create('alpha');

    await expect(ask('enableStrategy', { id: 'alpha' })).rejects.toMatchObject({
      problem: 'VERSION_REQUIRED',
    });
    await expect(ask('enableStrategy', { id: 'alpha', version: 2 })).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    expect(item('alpha')).toMatchObject({ is_active: false });
  });

  it.each(['bravo', 'zulu'])(
    'is refused to %s if all windows together would hold too much, for any order of ids',
    async (id) => {
      const { ask, create, item } = desk();
      await create('mike', { ...LARGE, instruments: LARGE.instruments.concat(NIFTY) });
      await ask('enableStrategy', { id: 'mike', version: 1 });
      await create(id, LARGE);

      await expect(ask('enableStrategy', { id, version: 1 })).rejects.toMatchObject({
        problem: 'INVALID_PARAMETERS',
        message: expect.stringMatching(id === 'zulu' ? /^its windows/ : /^it would keep mike from running/),
      });
      expect(item(id)).toMatchObject({ is_active: false });
    },
  );

  it('is refused where the item is malformed', async () => {
    const { ask, put } = desk();
    put('alpha', { ...momentum, parameters: { lookback_period: 0 }, is_active: false, version: 1 });

    await expect(ask('enableStrategy', { id: 'alpha', version: 1 })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
    });
  });

  it('of a handwritten item keeps its other attributes', async () => {
    const { ask, put, item } = desk();
    put('alpha', { ...momentum, is_active: false, version: 7, note: 'of Asha' });

    await ask('enableStrategy', { id: 'alpha', version: 7 });

    expect(item('alpha')).toMatchObject({ ...momentum, is_active: true, version: 8, note: 'of Asha' });
  });
});

describe('disabling a strategy', () => {
  it('depends on no counter and no version', async () => {
    const { ask, create, item } = desk();
    await create('alpha');
    await ask('enableStrategy', { id: 'alpha', version: 1 });

    await ask('disableStrategy', { id: 'alpha', version: 1 });

    expect(item('alpha')).toMatchObject({ is_active: false, version: 3 });
    expect([disableStrategy.ifMatch, disableStrategy.neverLimited]).toEqual([undefined, true]);
  });

  it('needs no version, and is audited', async () => {
    const { ask, create, told, tables } = desk();
    await create('alpha');
    await ask('enableStrategy', { id: 'alpha', version: 1 });

    const { body } = await ask('disableStrategy', { id: 'alpha' });

    expect(body).toMatchObject({ is_active: false, version: 3 });
    expect(strategySet(await tables.scan('strategies')).accepted).toEqual([]);
    expect(told().at(-1)).toMatchObject({
      action: 'strategy_disabled',
      subject: 'alpha',
      subject_version: 3,
    });
  });

  it('that does not run changes nothing', async () => {
    const { ask, create, told } = desk();
    await create('alpha');

    expect((await ask('disableStrategy', { id: 'alpha' })).body).toMatchObject({ version: 1 });
    expect(told()).toHaveLength(1);
  });

  it('works on an item that is malformed, and while Kafka is down', async () => {
    const { ask, put, item, kafka } = desk();
    put('alpha', { type: 7, is_active: 'yes' });
    kafka.down = true;

    const { body } = await ask('disableStrategy', { id: 'alpha' });

    expect(body).toMatchObject({ is_active: false, version: 1, problem: expect.any(String) });
    expect(item('alpha')).toMatchObject({ type: 7, is_active: false });
  });
});

it.each(['enableStrategy', 'disableStrategy', 'getStrategy', 'updateStrategy'])(
  '%s of a strategy that there is not is NOT_FOUND, of what is no id is refused',
  async (operation) => {
    const { ask } = desk();
    const body = operation === 'updateStrategy' ? momentum : undefined;

    await expect(ask(operation, { id: 'ghost', version: 1, body })).rejects.toMatchObject({
      problem: 'NOT_FOUND',
    });
    for (const id of ['a/b', '', 'a'.repeat(65), '__proto__']) {
      await expect(ask(operation, { id, version: 1, body })).rejects.toMatchObject({
        problem: 'INVALID_REQUEST',
      });
    }
  },
);

it('pending events of a change restart no strategy', async () => {
  const { ask, create, kafka, tables, item } = desk();
  const time = { now: 0 };
  const load = loadStrategyRunnerContext({ tables, clock: { now: () => time.now } });
  await create('alpha');
  kafka.down = true;
  await ask('enableStrategy', { id: 'alpha', version: 1 });
  const { strategies } = await load([]);
  expect(item('alpha')).toHaveProperty('pending_events');

  kafka.down = false;
  await ask('getStrategy', { id: 'alpha' });
  time.now += 1_000;

  expect(item('alpha')).not.toHaveProperty('pending_events');
  expect((await load([])).strategies).toBe(strategies);
});

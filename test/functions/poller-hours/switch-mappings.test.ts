import { beforeEach, describe, expect, test } from 'vitest';
import { switchMappings } from '../../../functions/poller-hours/switch-mappings.ts';
import { World } from './world.ts';

const HOUR = 3_600_000;
const ON = { switch: 'on' };
const OFF = { switch: 'off' };

let world: World;
beforeEach(() => {
  world = new World();
  world.lambda.add('a');
  world.lambda.add('b');
});

const states = () => ['a', 'b'].map((uuid) => world.lambda.get(uuid).state);

describe('a run of poller hours', () => {
  test('disables what is enabled, and the next one enables it', async () => {
    expect(await world.run(OFF, ['a', 'b'])).toBeUndefined();
    expect(states()).toEqual(['Disabled', 'Disabled']);

    await world.pass(17 * HOUR);
    expect(await world.run(ON, ['a', 'b'])).toBeUndefined();
    expect(states()).toEqual(['Enabled', 'Enabled']);
    expect(world.markOf('a')).toBeUndefined();
  });

  test('leaves a mapping disabled that a person disabled, and reports it', async () => {
    world.lambda.update('a', false);
    await world.pass(HOUR);

    await world.run(OFF, ['a', 'b']);
    const { outcomes } = await world.report(ON, ['a', 'b']);

    expect(states()).toEqual(['Disabled', 'Enabled']);
    expect(outcomes).toMatchObject([
      { mapping: 'topic to a', state: 'Disabled', isLeft: true },
      { state: 'Enabled', isLeft: false },
    ]);
  });

  test('leaves a mapping disabled that a person enabled and disabled at night, and fails once', async () => {
    await world.run(OFF, ['a', 'b']);
    await world.pass(HOUR);
    world.lambda.update('a', true);
    await world.pass(HOUR);
    world.lambda.update('a', false);
    await world.pass(HOUR);

    expect(await world.run(ON, ['a', 'b'])).toMatch(/1 event source mappings .*topic to a \(a\) was changed/);
    expect(states()).toEqual(['Disabled', 'Enabled']);
    expect(await world.run(ON, ['a', 'b'])).toBeUndefined();
    expect(states()).toEqual(['Disabled', 'Enabled']);
  });

  test('leaves a mapping enabled that a person enabled at night, and disables it in the evening', async () => {
    await world.run(OFF, ['a']);
    world.lambda.update('a', true);
    await world.pass(HOUR);

    expect(await world.run(ON, ['a'])).toBeUndefined();
    expect(world.lambda.get('a').state).toBe('Enabled');
    await world.run(OFF, ['a']);
    expect(await world.run(ON, ['a'])).toBeUndefined();
    expect(world.lambda.get('a').state).toBe('Enabled');
  });

  test('fails for a mapping whose settings changed at night; after adopt it enables it', async () => {
    const deployAtNight = async () => {
      await world.run(OFF, ['a']);
      world.lambda.update('a');
      await world.pass(HOUR);
    };

    await deployAtNight();
    expect(await world.run(ON, ['a'])).toMatch(/was changed after poller hours disabled it/);
    expect(world.lambda.get('a').state).toBe('Disabled');

    await world.run({ switch: 'adopt' }, ['a']);
    await deployAtNight();
    await world.run({ switch: 'adopt' }, ['a']);
    expect(await world.run(ON, ['a'])).toBeUndefined();
    expect(world.lambda.get('a').state).toBe('Enabled');
  });

  test('switches only the mappings that a person names', async () => {
    await world.run({ switch: 'off', mappings: ['b'] }, ['a', 'b']);

    expect(states()).toEqual(['Enabled', 'Disabled']);
  });

  test('waits for a mapping in transition', async () => {
    world.lambda.update('a', true);
    world.lambda.changeMs = 60_000;
    world.lambda.update('b');

    expect(await world.run(OFF, ['a', 'b'])).toBeUndefined();
    expect(states()).toEqual(['Disabled', 'Disabled']);
  });

  test('leaves no mark on a mapping that a person disables at the same moment', async () => {
    const { mappings, ...ports } = world.ports;
    const race: typeof mappings = {
      get: mappings.get,
      change: async (uuid, enabled) => {
        world.lambda.update(uuid, false);
        return mappings.change(uuid, enabled);
      },
    };
    let report: unknown;
    const run = switchMappings(OFF, ['a'], { ...ports, mappings: race }).then((made) => {
      report = made;
    });
    for (let rounds = 0; report === undefined && rounds < 20; rounds += 1) await world.pass(5_000);
    await run;

    expect(report).toMatchObject({ outcomes: [{ state: 'Disabled', isLeft: true }], failures: [] });
    expect(world.markOf('a')).toBeUndefined();
    await world.run(ON, ['a']);
    expect(world.lambda.get('a').state).toBe('Disabled');
  });

  test('enables the others if one mapping does not exist, and fails', async () => {
    await world.run(OFF, ['a', 'b']);

    expect(await world.run(ON, ['a', 'gone', 'b'])).toMatch(/^1 event source mappings .*gone/);
    expect(states()).toEqual(['Enabled', 'Enabled']);
  });

  test('fails for a mapping that stays in transition', async () => {
    world.lambda.changeMs = HOUR;

    expect(await world.run(OFF, ['a'])).toMatch(/topic to a \(a\) is still Disabling/);
  });

  test('leaves an on-demand mapping enabled', async () => {
    world.lambda.add('on-demand', 'Enabled', false);

    expect(await world.run(OFF, ['on-demand'])).toBeUndefined();
    expect(world.lambda.get('on-demand').state).toBe('Enabled');
  });

  test('may overlap another one', async () => {
    const both = Promise.all([OFF, OFF].map((event) => switchMappings(event, ['a', 'b'], world.ports)));
    for (let rounds = 0; rounds < 20; rounds += 1) await world.pass(5_000);

    for (const { failures } of await both) expect(failures).toEqual([]);
    expect(await world.run(ON, ['a', 'b'])).toBeUndefined();
    expect(states()).toEqual(['Enabled', 'Enabled']);
  });
});

describe('a scheduled run', () => {
  const event = { switch: 'on', trading_days_only: true };

  test('enables mappings on a trading day and none on a holiday; a person can enable them then', async () => {
    await world.run(OFF, ['a']);
    // Friday 2026-12-25, 08:50 in India.
    await world.pass(Date.parse('2026-12-25T03:20:00.000Z') - world.now());
    expect(await world.report(event, ['a'])).toEqual({ outcomes: [], failures: [] });
    expect(world.lambda.get('a').state).toBe('Disabled');

    await world.run(ON, ['a']);
    expect(world.lambda.get('a').state).toBe('Enabled');

    await world.run(OFF, ['a']);
    await world.pass(72 * HOUR);
    await world.run(event, ['a']);
    expect(world.lambda.get('a').state).toBe('Enabled');
  });

  test.each([{}, { switch: 'maybe' }, { switch: 'on', mappings: [] }])(
    'refuses the event %j',
    async (wrong) => {
      await expect(switchMappings(wrong, ['a'], world.ports)).rejects.toThrow();
    },
  );
});

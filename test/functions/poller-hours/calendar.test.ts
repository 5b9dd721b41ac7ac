import { describe, expect, test } from 'vitest';
import { pollerHoursOf } from '../../../infra/stack/poller-hours.ts';
import { dateOfDay, dayOfDate } from '../../../shared/market/ist.ts';
import { deployment } from '../../infra/deployments.ts';
import { World } from './world.ts';

const ist = (date: string, clock: string): number => Date.parse(`${date}T${clock}:00.000+05:30`);

interface Call {
  readonly at: number;
  readonly event: unknown;
}

/** The calls that the schedules of a deployment make on a date, in order. */
const callsOn = (pollerHours: string, date: string): readonly Call[] =>
  Object.values(pollerHoursOf(deployment({ pollerHours })))
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .flatMap(({ Properties }) => {
      const { ScheduleExpression, Target } = Properties as {
        readonly ScheduleExpression: string;
        readonly Target: { readonly Input: string };
      };
      const [, minute, first, last = first] =
        /^cron\((\d+) (\d+)(?:-(\d+))? \? \* \* \*\)$/.exec(ScheduleExpression) ?? [];
      const hours = Array.from(
        { length: Number(last) - Number(first) + 1 },
        (_, index) => Number(first) + index,
      );
      return hours.map((hour) => {
        const at = ist(date, `${String(hour).padStart(2, '0')}:${minute?.padStart(2, '0')}`);
        const time = new Date(at).toISOString().replace('.000', '');
        return { at, event: JSON.parse(Target.Input.replace('<aws.scheduler.scheduled-time>', time)) };
      });
    })
    .sort((a, b) => a.at - b.at);

/** The times of a date between which its mapping is enabled, with the schedules of a deployment since the day before. */
const enabledOn = async (pollerHours: string, date: string): Promise<string> => {
  const before = dateOfDay(dayOfDate(date) - 1);
  const world = new World(ist(before, '00:00'));
  world.lambda.changeMs = 0;
  world.lambda.add('a');
  await world.run({ switch: 'off' }, ['a']);
  const changes: string[] = [];
  world.onChange = (_uuid, enabled) => {
    const at = new Date(world.now() + 5.5 * 3_600_000).toISOString();
    if (at.startsWith(date)) changes.push(`${enabled ? 'on' : 'off'} ${at.slice(11, 16)}`);
  };
  for (const day of [before, date]) {
    for (const { at, event } of callsOn(pollerHours, day)) {
      await world.pass(at - world.now());
      expect(await world.run(event, ['a'])).toBeUndefined();
    }
  }
  return changes.join(', ') || 'not enabled';
};

describe('the schedules of a deployment enable mappings', () => {
  test.each<[hours: 'nse' | 'mcx', date: string, day: string, expected: string]>([
    ['nse', '2026-11-25', 'on a Wednesday', 'on 08:50, off 15:45'],
    ['nse', '2026-11-24', 'on a holiday', 'not enabled'],
    ['mcx', '2026-11-24', 'for the evening of MCX on a holiday of NSE', 'off 00:10, on 08:50'],
    [
      'mcx',
      '2026-11-25',
      'from morning to midnight, after the evening of the day before',
      'off 00:10, on 08:50',
    ],
    ['nse', '2026-11-22', 'on a Sunday', 'not enabled'],
    ['nse', '2024-03-02', 'on a Saturday with sessions', 'on 08:50, off 15:45'],
    ['nse', '2026-02-01', 'on the Sunday of the Budget', 'on 08:50, off 15:45'],
    ['nse', '2026-11-08', 'until an hour after Muhurat on a Sunday evening', 'on 08:50, off 19:45'],
    ['mcx', '2026-11-08', 'for Muhurat on a Sunday evening', 'on 08:50'],
    ['nse', '2021-02-24', 'until the end of a day that the exchange made longer', 'on 08:50, off 17:45'],
    ['nse', '2030-06-12', 'on a Wednesday of a year without a calendar', 'on 08:50, off 15:45'],
    ['nse', '2030-06-15', 'on a Saturday of a year without a calendar', 'not enabled'],
  ])('of %s on %s: %s', async (hours, date, _day, expected) => {
    expect(await enabledOn(hours, date)).toBe(expected);
  });

  test('once: a mapping that a person enables in the evening stays enabled', async () => {
    const world = new World(ist('2026-11-25', '15:45'));
    world.lambda.add('a');
    const [first, ...later] = callsOn('nse', '2026-11-25').slice(1);
    await world.run(first?.event, ['a']);
    expect(world.lambda.get('a').state).toBe('Disabled');

    world.lambda.update('a', true);
    for (const { at, event } of later) {
      await world.pass(at - world.now());
      await world.run(event, ['a']);
    }

    expect(later).toHaveLength(8);
    expect(world.lambda.get('a').state).toBe('Enabled');
  });

  test('and disable them if the call of 15:45 is repeated until 16:44', async () => {
    const world = new World(ist('2026-11-25', '16:44'));
    world.lambda.add('a');

    await world.run(callsOn('nse', '2026-11-25')[1]?.event, ['a']);

    expect(world.lambda.get('a').state).toBe('Disabled');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../../localstack/backtest/event-log.ts';
import type { ReplayOutcome } from '../../localstack/backtest/in-process-replay.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { eventsOf } from './causes.ts';
import {
  allHold,
  type Check,
  checkLines,
  conservation,
  journalEqualsLog,
  noDeadLetters,
  positionsEqualFills,
  sameSignals,
  somethingFilled,
} from './conservation.ts';
import { smallReplay } from './small-replay.ts';

const { signalsRaw, signalsValidated, ordersFilled } = topicsFor('paper');

/** A log with some events left out, changed or added. */
const retold = (
  log: EventLog,
  change: (topic: string, events: readonly Envelope[]) => readonly Envelope[],
): EventLog => {
  const other = new EventLog();
  for (const topic of log.topics())
    for (const event of change(topic, eventsOf(log, topic))) other.add(topic, event);
  return other;
};

const broken = (checks: readonly Check[]): readonly string[] =>
  checks.filter(({ problems }) => problems.length > 0).map(({ name }) => name);

describe('conservation', () => {
  let replay: ReplayOutcome;
  beforeAll(async () => {
    replay = await smallReplay();
  });

  it('holds for an undisturbed replay', () => {
    expect(replay.result.fills).toBeGreaterThan(5);
    expect(broken(conservation(replay.log))).toEqual([]);
  });

  it('reports a lost verdict', () => {
    const log = retold(replay.log, (topic, events) =>
      topic === signalsValidated.name
        ? events.filter((event) => event !== events.find(({ type }) => type === 'validated_signal'))
        : events,
    );

    // Its fill has no cause then.
    expect(broken(conservation(log))).toEqual([
      'every raw signal has exactly one verdict',
      'every validated signal has exactly one outcome',
    ]);
  });

  it('reports a signal that was filled twice under two ids', () => {
    const log = retold(replay.log, (topic, events) => {
      const [first] = events;
      if (topic !== ordersFilled.name || first === undefined) return events;
      return [...events, { ...first, id: uuidV5(ALPHA_PANDA, 'again') }];
    });

    expect(broken(conservation(log))).toEqual(['every validated signal has exactly one outcome']);
  });

  it('accepts a record that was published again', () => {
    const log = retold(replay.log, (_, events) => [...events, ...events]);

    expect(log.repeats).toBeGreaterThan(0);
    expect(broken(conservation(log))).toEqual([]);
  });

  it('reports an id of two different events', () => {
    const log = retold(replay.log, (topic, events) =>
      topic === signalsRaw.name ? events.flatMap((event) => [event, { ...event, source: 'else' }]) : events,
    );

    expect(broken(conservation(log))).toEqual(['no id was used twice for different things']);
  });

  it('compares raw signals in any order', () => {
    const turned = retold(replay.log, (_, events) => events.toReversed());
    const fewer = retold(replay.log, (_, events) => events.slice(1));

    expect(sameSignals(replay.log, turned).problems).toEqual([]);
    expect(sameSignals(replay.log, fewer).problems).toEqual([expect.stringMatching(/^missing: /)]);
    expect(sameSignals(fewer, replay.log).problems).toEqual([expect.stringMatching(/^not wanted: /)]);
  });

  it('compares the positions table with the fills, to the paisa', () => {
    const items = replay.result.positions.map(({ position: position_id, ...sums }) => ({
      ...{ kind: 'position', position_id },
      ...sums,
    }));
    const [first, ...rest] = items;
    const dearer = [{ ...first, fees: Number(first?.fees) + 0.01 }, ...rest];

    expect(positionsEqualFills(replay.result, items).problems).toEqual([]);
    expect(positionsEqualFills(replay.result, dearer).problems).toHaveLength(1);
    expect(positionsEqualFills(replay.result, rest).problems).toHaveLength(1);
    expect(positionsEqualFills({ ...replay.result, positions: [] }, [{ ...first }]).problems).toHaveLength(1);
  });

  it('compares the journal with the log', () => {
    const entries = replay.log
      .topics()
      .flatMap((topic) => eventsOf(replay.log, topic).map(({ id }) => ({ event_id: id })));

    expect(journalEqualsLog(replay.log, entries).problems).toEqual([]);
    expect(journalEqualsLog(replay.log, entries.slice(1)).problems).toHaveLength(1);
    expect(journalEqualsLog(replay.log, [...entries, { event_id: 'x' }]).problems).toHaveLength(1);
    expect(journalEqualsLog(replay.log, [...entries, ...entries.slice(0, 1)]).problems).toHaveLength(1);
  });

  it('requires fills, because without them nothing can be lost', () => {
    expect(somethingFilled(replay.result).problems).toEqual([]);
    expect(somethingFilled({ ...replay.result, fills: 0 }).problems).toHaveLength(1);
  });

  it('reports dead letters', () => {
    const refused = { ...replay.result, dead_letters: { 'a BAD_JSON': 2 } };

    expect(noDeadLetters(replay.result).problems).toEqual([]);
    expect(noDeadLetters(refused)).toMatchObject({ found: '2', problems: ['a BAD_JSON: 2'] });
  });
});

describe('checkLines', () => {
  it('prints the checks that hold, and the first problems of the others', () => {
    const checks = [
      { name: 'a', found: '1', problems: [] },
      { name: 'b', found: '7', problems: ['1', '2', '3', '4', '5', '6', '7'] },
    ];

    expect(checkLines(checks)).toEqual([
      'yes  a (1)',
      'NO   b (7)',
      ...['1', '2', '3', '4', '5'].map((problem) => `       ${problem}`),
      '       and 2 more',
    ]);
    expect(allHold(checks)).toBe(false);
    expect(allHold(checks.slice(0, 1))).toBe(true);
  });
});

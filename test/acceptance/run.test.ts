import { beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../../localstack/backtest/event-log.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { eventsOf } from './causes.ts';
import { disagreementLines, disagreements, type Run, runJson, runRows } from './run.ts';
import { smallReplay } from './small-replay.ts';

const FILLS = topicsFor('paper').ordersFilled.name;

describe('comparison of runs', () => {
  let run: Run;
  let shorter: Run;
  beforeAll(async () => {
    run = { name: 'one', ...(await smallReplay()) };
    const log = new EventLog();
    for (const topic of run.log.topics()) {
      const events = eventsOf(run.log, topic);
      for (const event of topic === FILLS ? events.slice(0, -1) : events) log.add(topic, event);
    }
    shorter = { name: 'two', log, result: { ...run.result, fees: run.result.fees + 0.0001 } };
  });

  it('finds equal runs equal', () => {
    expect(disagreements([run, { ...run, name: 'again' }])).toEqual([]);
    expect(disagreements([])).toEqual([]);
  });

  it('finds a missing event, and a difference in the last digit of an amount', () => {
    const [apart, ...others] = disagreements([run, shorter]);

    expect(others).toEqual([]);
    expect(apart).toMatchObject({ run: 'two', sameResult: false });
    expect(apart?.topics.map(({ topic }) => topic)).toEqual([FILLS]);
  });

  it('prints the first event that differs', () => {
    const fills = run.log.events(FILLS).length;

    const lines = disagreementLines('one', disagreements([run, shorter]));

    expect(lines[0]).toBe(
      `${FILLS}: one has ${fills} events, two has ${fills - 1}; event ${fills} is the first that differs`,
    );
    expect(lines).toContain('  two: (nothing)');
    expect(lines.at(-1)).toBe('two: the figures differ from those of one');
  });

  it('has a row per topic with events, the figures, and whether runs are equal', () => {
    const rows = runRows([run, shorter]);
    const row = (title: string) => rows.find(([name]) => name === title);

    expect(rows[0]).toEqual(['', 'one', 'two']);
    expect(row(FILLS)?.[1]).toBe(`${run.log.events(FILLS).length}  ${run.log.digest(FILLS)}`);
    expect(row('same as the first')).toEqual(['same as the first', '', 'NO']);
    expect(row(topicsFor('zerodha').ordersFilled.name)).toBeUndefined();
  });

  it('prints plain JSON', () => {
    const json = JSON.parse(JSON.stringify(runJson(run)));

    expect(json.result.fills).toBe(run.result.fills);
    expect(json.topics[FILLS].digest).toBe(run.log.digest(FILLS));
  });
});

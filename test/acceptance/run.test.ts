import { beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../../localstack/backtest/event-log.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { eventsOf } from './causes.ts';
import { disagreementLines, disagreements, type Run, runJson, runRows } from './run.ts';
import { smallReplay } from './small-replay.ts';

const FILLS = topicsFor('paper').ordersFilled.name;

describe('runs side by side', () => {
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

  it('are the same where they are', () => {
    expect(disagreements([run, { ...run, name: 'again' }])).toEqual([]);
    expect(disagreements([])).toEqual([]);
  });

  it('differ by an event that is missing, and by the last digit of an amount', () => {
    const [apart, ...others] = disagreements([run, shorter]);

    expect(others).toEqual([]);
    expect(apart).toMatchObject({ run: 'two', sameResult: false });
    expect(apart?.topics.map(({ topic }) => topic)).toEqual([FILLS]);
  });

  it('are told with the first event at which they part', () => {
    const fills = run.log.events(FILLS).length;

    const lines = disagreementLines('one', disagreements([run, shorter]));

    expect(lines[0]).toBe(
      `${FILLS}: one has ${fills} events, two has ${fills - 1}; event ${fills} is the first that differs`,
    );
    expect(lines).toContain('  two: (nothing)');
    expect(lines.at(-1)).toBe('two: the figures differ from those of one');
  });

  it('have a row for each topic that was spoken on, the figures, and whether they are the same', () => {
    const rows = runRows([run, shorter]);
    const row = (title: string) => rows.find(([name]) => name === title);

    expect(rows[0]).toEqual(['', 'one', 'two']);
    expect(row(FILLS)?.[1]).toBe(`${run.log.events(FILLS).length}  ${run.log.digest(FILLS)}`);
    expect(row('same as the first')).toEqual(['same as the first', '', 'NO']);
    expect(row(topicsFor('zerodha').ordersFilled.name)).toBeUndefined();
  });

  it('are plain JSON for machines', () => {
    const json = JSON.parse(JSON.stringify(runJson(run)));

    expect(json.result.fills).toBe(run.result.fills);
    expect(json.topics[FILLS].digest).toBe(run.log.digest(FILLS));
  });
});

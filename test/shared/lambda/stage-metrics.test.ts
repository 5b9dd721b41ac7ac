import { describe, expect, it } from 'vitest';
import { type Counts, sumOf } from '../../../shared/kernel/report.ts';
import { METRICS } from '../../../shared/lambda/metrics.ts';
import { stageMetrics } from '../../../shared/lambda/stage-metrics.ts';

const FAILURE = { partition: 'market.ticks-0', error: new Error('down') };

const setUp = () => {
  const time = { now: 1_000_000 };
  const lines: Record<string, unknown>[] = [];
  const count = stageMetrics('AlphaPanda/dev', 'price-recorder', {
    now: () => time.now,
    write: (line) => lines.push(JSON.parse(line)),
  });
  const batch = (counts: Counts, failures: readonly (typeof FAILURE)[] = []) =>
    count({ report: sumOf([counts]), failures });
  return { time, lines, batch };
};

describe('stageMetrics', () => {
  it('writes all counts of the first batch in the embedded metric format', () => {
    const { lines, batch } = setUp();

    batch({ records: 3, saves: 1, lagMs: 20 });

    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: 1_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'AlphaPanda/dev',
              Dimensions: [['service']],
              Metrics: METRICS.map(({ name, unit }) => ({ Name: name, Unit: unit })),
            },
          ],
        },
        service: 'price-recorder',
        ...Object.fromEntries(METRICS.map(({ name }) => [name, 0])),
        ...{ records: 3, saves: 1, lagMs: 20 },
      },
    ]);
  });

  it('adds up the batches of ten seconds, with their largest lag', () => {
    const { time, lines, batch } = setUp();
    batch({ records: 1 });

    for (const lagMs of [5, 9, 7]) {
      time.now += 3_000;
      batch({ records: 2, lagMs });
    }
    expect(lines).toHaveLength(1);
    time.now += 1_000;
    batch({ records: 2, lagMs: 1 });

    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ records: 8, lagMs: 9 });
  });

  it.each([
    ['a dead letter', { poison: 1 }, []],
    ['a missing offset', { missing: 1 }, []],
    ['a stopped partition', {}, [FAILURE]],
  ])('writes at once after %s, with the counts before it', (_, counts, failures) => {
    const { lines, batch } = setUp();
    batch({ records: 1 });
    batch({ records: 2 });

    batch({ records: 4, ...counts }, failures);

    expect(lines[1]).toMatchObject({ records: 6, ...counts, partitionsStopped: failures.length });
  });

  it('writes at once when the clock was set back', () => {
    const { time, lines, batch } = setUp();
    batch({ records: 1 });
    time.now -= 60_000;

    batch({ records: 2 });

    expect(lines[1]).toMatchObject({ records: 2 });
  });
});

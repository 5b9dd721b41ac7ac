import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthOf, totalOf } from '../../../infra/cost/month.ts';
import type { Platform } from '../../../infra/cost/platform.ts';
import { type MappingFacts, pollerUnits, type TemplateFacts } from '../../../infra/cost/template-facts.ts';
import type { Workload } from '../../../infra/cost/workload.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';

const MAPPINGS: readonly MappingFacts[] = STAGE_FUNCTIONS.flatMap((stage) =>
  stage.consumes.map((topic) => ({
    stage,
    topic,
    memory: stage.memorySize,
    windowSeconds: stage.batching.windowSeconds,
    pollers: 1,
    pollerGroup: 'all',
  })),
);
const FACTS: TemplateFacts = {
  ...{ mappings: MAPPINGS, alarmMetrics: 100, secrets: 5, pollerHours: 730 },
  feed: { host: 'none' },
};
const EDGE: Platform = { kind: 'edge', type: 't4g.small', storage: 20, systemDisk: 8, secrets: 4 };

const workload: fc.Arbitrary<Workload> = fc.record({
  instruments: fc.integer({ min: 0, max: 3_000 }),
  ticks: fc.double({ min: 0, max: 4, noNaN: true }),
  strategies: fc.integer({ min: 0, max: 50 }),
  signals: fc.integer({ min: 0, max: 500 }),
  sends: fc.double({ min: 0.1, max: 100, noNaN: true }),
});

const total = (load: Workload, facts = FACTS): number => totalOf(monthOf(facts, load, EDGE));
const dollarsOf = (service: string, load: Workload, platform: Platform = EDGE): number =>
  totalOf(monthOf(FACTS, load, platform).filter((row) => row.service === service));

describe('a month', () => {
  test.each([
    ['instruments', 1],
    ['ticks', 0.5],
    ['strategies', 1],
    ['signals', 1],
    ['sends', 1],
  ] as const)('costs no less with more %s', (what, more) => {
    fc.assert(
      fc.property(workload, (load) => {
        expect(total({ ...load, [what]: load[what] + more })).toBeGreaterThanOrEqual(total(load) - 1e-9);
      }),
    );
  });

  test('costs more with ten times the instruments that tick', () => {
    const load = { instruments: 50, ticks: 1, strategies: 4, signals: 20, sends: 4 };

    expect(total({ ...load, instruments: 500 })).toBeGreaterThan(total(load));
  });

  test('of no tick and no signal has no invocation but for changes of users and moments of trading days', () => {
    fc.assert(
      fc.property(workload, (load) => {
        const rows = monthOf(FACTS, { ...load, ticks: 0, signals: 0 }, EDGE);
        const invocations = rows.find(({ what }) => what === 'invocations');

        // At most 20 changes and 19 × 12 moments a day on 21 days.
        expect((invocations?.quantity ?? Number.NaN) * 1_000_000).toBeLessThan(420.5 + 4_788);
      }),
    );
  });

  test('does not pay for ticks by the poller: units depend on mappings and hours alone', () => {
    fc.assert(
      fc.property(workload, workload, (one, other) => {
        expect(dollarsOf('Event pollers', one)).toBe(dollarsOf('Event pollers', other));
      }),
    );
  });

  test('costs a fifth of the poller units if mappings are enabled for a fifth of the hours', () => {
    const load = { instruments: 1, ticks: 0, strategies: 0, signals: 0, sends: 1 };

    expect(total(load) - total(load, { ...FACTS, pollerHours: 146 })).toBeCloseTo(
      pollerUnits(FACTS) * 584 * 0.185,
      6,
    );
  });

  test('has fewer invocations where a window gathers what the feed sends', () => {
    const load = { instruments: 50, ticks: 1, strategies: 4, signals: 20, sends: 4 };
    const gathered = { ...FACTS, mappings: MAPPINGS.map((mapping) => ({ ...mapping, windowSeconds: 1 })) };

    expect(total(load, gathered)).toBeLessThan(total(load));
  });

  test('names the cluster for MSK, the instance for edge, and neither for a cluster of its own', () => {
    const load = { instruments: 1, ticks: 1, strategies: 1, signals: 1, sends: 1 };

    expect(dollarsOf('Kafka', load, { kind: 'msk', brokers: 3, type: 't3.small', storage: 50 })).toBeCloseTo(
      3 * 730 * 0.0456 + 15,
      6,
    );
    expect(dollarsOf('Kafka', load)).toBeLessThan(15);
    expect(dollarsOf('Kafka', load, { kind: 'self-managed' })).toBe(0);
    expect(dollarsOf('Network', load, { kind: 'self-managed' })).toBe(0);
  });
});

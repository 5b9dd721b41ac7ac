import { describe, expect, it } from 'vitest';
import { readOfflineOptions } from '../../../../../localstack/lambda/event-source-mapping/plugin/event-source-offline-options.ts';

describe('readOfflineOptions', () => {
  it('has defaults without faults', () => {
    expect(readOfflineOptions(undefined, {})).toEqual({
      idleMs: 60_000,
      concurrency: 1_000,
      sessionTimeoutMs: 6_000,
      longestWindowMs: 300_000,
      waitMs: 0,
      nullFields: 'omit',
      faults: { duplicateDelivery: 0, rebalanceMidBatch: 0, dropAnswer: 0, secondPoller: 0, seed: 1 },
      statsFile: undefined,
    });
  });

  it('reads serverless.yml, and the environment over it', () => {
    const custom = {
      'event-source-offline': { sessionTimeoutMs: 10_000, nullFields: 'null', faults: { dropAnswer: 0.5 } },
    };

    expect(readOfflineOptions(custom, {})).toMatchObject({
      idleMs: 60_000,
      sessionTimeoutMs: 10_000,
      nullFields: 'null',
      faults: { dropAnswer: 0.5 },
    });
    expect(
      readOfflineOptions(custom, {
        EVENT_SOURCE_SESSION_TIMEOUT_MS: '7000',
        EVENT_SOURCE_LONGEST_WINDOW_MS: '200',
        EVENT_SOURCE_FAULTS: 'duplicateDelivery=0.25,seed=9',
        EVENT_SOURCE_CONCURRENCY: '2',
        EVENT_SOURCE_WAIT_MS: '500',
        EVENT_SOURCE_STATS_FILE: 'f',
      }),
    ).toMatchObject({
      sessionTimeoutMs: 7_000,
      longestWindowMs: 200,
      concurrency: 2,
      waitMs: 500,
      faults: { duplicateDelivery: 0.25, dropAnswer: 0, seed: 9 },
      statsFile: 'f',
    });
  });

  it.each([
    [{ EVENT_SOURCE_FAULTS: 'duplicate=1' }, 'duplicate'],
    [{ EVENT_SOURCE_FAULTS: 'dropAnswer=2' }, 'faults.dropAnswer'],
    [{ EVENT_SOURCE_FAULTS: 'dropAnswer=' }, 'faults.dropAnswer'],
    [{ EVENT_SOURCE_SESSION_TIMEOUT_MS: '5000' }, 'sessionTimeoutMs'],
    [{ EVENT_SOURCE_LONGEST_WINDOW_MS: '-1' }, 'longestWindowMs'],
    [{ EVENT_SOURCE_CONCURRENCY: '0' }, 'concurrency'],
    [{ EVENT_SOURCE_NULL_FIELDS: 'empty' }, 'nullFields'],
  ])('refuses %j', (environment, key) => {
    expect(() => readOfflineOptions(undefined, environment)).toThrow(key);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionKey, positionKey } from '../../../shared/events/partition-key.ts';
import { eventTopics } from '../../../shared/events/topics.ts';
import { dataOf } from '../../support/events.ts';
import { tick } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

describe('partitionKey', () => {
  it('of ticks is the instrument', () => {
    expect(partitionKey('instrument_token', 'shared', tick())).toBe('256265');
  });

  it.each(['validated_signal', 'rejected_signal'] as const)(
    'of a %s is that of the signal it judges',
    (type) => {
      check(
        fc.property(dataOf[type], (data) => {
          const { strategy_id, instrument_token } = data.original_signal;

          expect(partitionKey('strategy_id:instrument_token', 'paper', data)).toBe(
            `${strategy_id}:${instrument_token}`,
          );
        }),
      );
    },
  );

  it('of a signal and of its order are the same, so their order is kept', () => {
    check(
      fc.property(dataOf.trading_signal, dataOf.order_filled, (signal, fill) => {
        const { strategy_id, instrument_token } = signal;
        const rule = 'strategy_id:instrument_token';

        expect(partitionKey(rule, 'paper', { ...fill, strategy_id, instrument_token })).toBe(
          partitionKey(rule, 'paper', signal),
        );
      }),
    );
  });

  it('of a snapshot is the broker', () => {
    check(
      fc.property(dataOf.pnl_snapshot, (snapshot) => {
        expect(partitionKey('broker', 'zerodha', snapshot)).toBe('zerodha');
      }),
    );
  });

  it('of a system error is its subject, or the scope where it has none', () => {
    const error = { code: 'X', message: 'x', timestamp: '2022-06-16T03:45:00.000Z' };

    expect(partitionKey('subject', 'shared', { ...error, subject: 'momentum-1' })).toBe('momentum-1');
    expect(partitionKey('subject', 'shared', error)).toBe('shared');
  });

  it('is never empty for what may stand on a topic', () => {
    for (const topic of eventTopics()) {
      for (const type of topic.types) {
        check(
          fc.property(dataOf[type], (data) => {
            const key = partitionKey(topic.key, topic.broker, data);

            expect(key).not.toBe('');
            expect(key).not.toMatch(/undefined|NaN/);
          }),
          20,
        );
      }
    }
  });
});

describe('positionKey', () => {
  it('distinguishes positions: no strategy id contains the separator', () => {
    check(
      fc.property(dataOf.trading_signal, dataOf.trading_signal, (a, b) => {
        const [one, two] = [a, b].map(({ strategy_id, instrument_token }) =>
          positionKey(strategy_id, instrument_token),
        );
        const same = a.strategy_id === b.strategy_id && a.instrument_token === b.instrument_token;

        expect(one === two).toBe(same);
      }),
    );
  });
});

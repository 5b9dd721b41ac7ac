import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, createEvent, tickId } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import { ALPHA_PANDA, derivedId, uuidV5 } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { dataOf, events } from '../../support/events.ts';
import { tick, tickEvent } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

const id = uuidV5(ALPHA_PANDA, 'root');
const TS = '2022-06-16T03:45:00.000Z';

describe('createEvent', () => {
  it('makes a root: its own correlation, no cause, keyed by its topic’s rule', () => {
    const event = createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick(), {
      id,
      ts: TS,
      source: 'feed',
    });

    expect(event).toEqual({
      id,
      correlation_id: id,
      causation_id: null,
      broker: 'shared',
      type: 'market_tick',
      ts: TS,
      key: '256265',
      source: 'feed',
      version: 1,
      data: tick(),
    });
  });
});

describe('childOf', () => {
  it('continues the trace: correlation, cause and time come from the cause', () => {
    check(
      fc.property(events, dataOf.trading_signal, (cause, signal) => {
        const child = childOf(
          cause,
          'strategy-runner',
          3,
          topicsFor('paper').signalsRaw,
          'trading_signal',
          signal,
        );

        expect(child).toEqual({
          id: derivedId(cause.id, 'strategy-runner', 3),
          correlation_id: cause.correlation_id,
          causation_id: cause.id,
          broker: 'paper',
          type: 'trading_signal',
          ts: cause.ts,
          key: `${signal.strategy_id}:${signal.instrument_token}`,
          source: 'strategy-runner',
          version: 1,
          data: signal,
        });
        expect(() => validateEvent(child)).not.toThrow();
      }),
    );
  });

  it('belongs to its topic’s broker, not to the broker of its cause', () => {
    const cause = tickEvent(tick());

    for (const broker of ['paper', 'zerodha'] as const) {
      const child = childOf(cause, 's', 0, topicsFor(broker).signalsRaw, 'trading_signal', {
        strategy_id: 'a',
        instrument_token: 1,
        signal_type: 'BUY',
        quantity: 1,
        timestamp: TS,
      });
      expect(child.broker).toBe(broker);
    }
  });
});

describe('tickId', () => {
  it('is the same for the same tick from two feeds', () => {
    expect(tickId(tick())).toBe(tickId(tick({ mode: 'full' })));
  });

  it('gives ticks with another instrument, time, price or volume different ids', () => {
    const ids = [
      tick(),
      tick({ instrument_token: 260105 }),
      tick({ timestamp: '2022-06-16T03:45:01.000Z' }),
      tick({ last_price: 15_500.1 }),
      tick({ volume_traded: 0 }),
      tick({ volume_traded: 1 }),
    ].map((one) => tickId(one));

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives the repeats of a tick ids of their own, and the first one the id of a tick without repeats', () => {
    const ids = [0, 1, 2].map((repeat) => tickId(tick(), repeat));

    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe(tickId(tick()));
  });
});

import { describe, expect, it } from 'vitest';
import { ReplayNotes } from '../../../localstack/backtest/replay-notes.ts';
import { type WarningFacts, warningLines } from '../../../localstack/backtest/warnings.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { DAY_MS, istDay } from '../../../shared/market/ist.ts';
import { SESSION_OPEN } from '../../support/records.ts';
import { paperEvent, signal } from './fixtures.ts';

const DAY = istDay(SESSION_OPEN);

const rejected = (name: string, reason: string, changes: Partial<ReturnType<typeof signal>> = {}): Envelope =>
  paperEvent(name, 'rejected_signal', {
    original_signal: { ...signal(), ...changes },
    risk_checks: [],
    rejection_reason: reason,
    timestamp: signal().timestamp,
  });

const warningsAfter = (events: readonly Envelope[], facts: Partial<WarningFacts> = {}, isOpen = true) => {
  const notes = new ReplayNotes(() => isOpen);
  for (const event of events) notes.event(event);
  const market = { days: [DAY - 1, DAY, DAY + 1] };
  return warningLines({ notes, market, waitingOrders: 0, yearsWithoutCalendar: [], ...facts });
};

describe('warningLines', () => {
  it('are empty for a replay in which nothing is to be said', () => {
    expect(warningsAfter([paperEvent('a', 'trading_signal', signal())])).toEqual([]);
  });

  it('say since which day a daily loss refused openings', () => {
    const events = [rejected('a', 'MAX_DAILY_LOSS'), rejected('b', 'MAX_DAILY_LOSS')];

    expect(warningsAfter(events)).toEqual([
      'the daily loss latched on day 2 of 3 (2022-06-16) and refused 2 openings since: max_daily_loss in --limits changes it',
    ]);
  });

  it('say that verdicts fell at another time than their signals', () => {
    const events = [
      rejected('a', 'MARKET_CLOSED'),
      rejected('b', 'MARKET_CLOSED'),
      paperEvent('c', 'order_failed', {
        order_id: 'c',
        signal_id: rejected('c', '').id,
        strategy_id: 'turns',
        instrument_token: 1,
        signal_type: 'BUY',
        execution_mode: 'paper',
        quantity: 1,
        reason: 'STALE_PRICE',
        error_message: '',
        timestamp: signal().timestamp,
      }),
    ];

    expect(warningsAfter(events).join()).toContain('(MARKET_CLOSED 2, STALE_PRICE 1)');
  });

  it('do not blame the pace for a signal of a closed market, or for another refusal', () => {
    expect(warningsAfter([rejected('a', 'MARKET_CLOSED')], {}, false)).toEqual([]);
    expect(warningsAfter([rejected('a', 'MAX_OPEN_EXPOSURE')])).toEqual([]);
  });

  it('count decisions without a price, on their day and at the end', () => {
    const { timestamp, price = 0 } = signal();
    const stale = rejected('a', 'STALE_SIGNAL', { decided: { price, timestamp } });

    expect(warningsAfter([stale], { waitingOrders: 3 })).toEqual([
      '1 decisions found no price on their day, and were refused as stale',
      '3 decisions found no price before the end of the files',
    ]);
  });

  it('count signals that did not wait although others did', () => {
    const decided = { price: 2_499, timestamp: new Date(SESSION_OPEN - DAY_MS).toISOString() };
    const events = [
      paperEvent('a', 'trading_signal', { ...signal(), decided }),
      paperEvent('b', 'trading_signal', signal()),
    ];

    expect(warningsAfter(events)).toEqual([
      '1 signals did not wait for the order latency: too many waited at once',
    ]);
  });

  it('pass on what stages report, and name years without a calendar', () => {
    const error = {
      code: 'STRATEGY_REFUSED',
      message: 'strategy x does not run',
      timestamp: signal().timestamp,
    };

    expect(warningsAfter([paperEvent('a', 'system_error', error)], { yearsWithoutCalendar: [2031] })).toEqual(
      [
        'STRATEGY_REFUSED: strategy x does not run',
        'the calendar has no data for 2031: every day is closed for risk',
      ],
    );
  });
});

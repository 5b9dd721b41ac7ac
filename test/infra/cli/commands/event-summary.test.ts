import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../../../infra/cli/commands/event-summary.ts';

const SUMMARIZED = [
  'market_tick',
  'trading_signal',
  'validated_signal',
  'rejected_signal',
  'order_placed',
  'order_filled',
  'order_failed',
  'session_event',
  'position_adjusted',
  'pnl_snapshot',
  'system_error',
  'operator_action',
  'redrive_requested',
];

describe('summarize', () => {
  it.each([
    ['validated_signal', { validated_quantity: 10, risk_checks: [{}, {}] }, '10 units pass 2 rules'],
    [
      'order_filled',
      { signal_type: 'BUY', quantity: 10, fill_price: 1_506.2, fees: 6.33 },
      'BUY 10 at ₹1,506.20, fees ₹6.33',
    ],
    ['order_failed', { reason: 'NO_PRICE', error_message: 'none was seen' }, 'NO_PRICE: none was seen'],
    [
      'order_placed',
      { signal_type: 'SELL', quantity: 1, order_id: '1234567890123456789' },
      'SELL 1, order 1234567890123456789',
    ],
    [
      'pnl_snapshot',
      { total_pnl: -1.5, realized_pnl: -2, unrealized_pnl: 0.5 },
      'account at -₹1.50 (realized -₹2.00, unrealized ₹0.50)',
    ],
    [
      'session_event',
      { kind: 'expiry', market: 'derivatives', date: '2026-05-05' },
      'expiry of derivatives on 2026-05-05',
    ],
    [
      'position_adjusted',
      {
        ...{ kind: 'bonus', contract: 'NSE:INFY', strategy_id: 'rsi-1' },
        ...{ quantity_before: 1_000, quantity_after: 2_000, cash: 0 },
      },
      'bonus of NSE:INFY: 1000 → 2000 units and ₹0.00 for rsi-1',
    ],
    ['system_error', { code: 'BAD_STRATEGY', message: 'x cannot run' }, 'BAD_STRATEGY: x cannot run'],
    [
      'operator_action',
      { action: 'kill_switch_engaged', subject: 'paper', actor: { user_id: 'DEMO01' }, reason: 'why' },
      'DEMO01: kill_switch_engaged paper, why',
    ],
    ['redrive_requested', { subject: 'a/1', actor: { user_id: 'DEMO01' } }, 'DEMO01: a/1'],
    ['of_tomorrow', { level: 1, reason: 'why', parts: [1], deeper: { level: 2 } }, 'level 1, reason why'],
    ['constructor', { level: 1 }, 'level 1'],
  ])('of %s', (type, data, line) => {
    expect(summarize(type, data)).toBe(line);
  });

  it('is empty for data of another shape', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SUMMARIZED),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (type, data) => {
          expect(summarize(type, data)).toBe('');
        },
      ),
    );
  });
});

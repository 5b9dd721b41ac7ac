import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplaySummary } from '../../../localstack/backtest/replay-summary.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { check } from '../../support/seed.ts';
import { fill, paperEvent, RELIANCE, signal } from './fixtures.ts';

const NO_PRICES = new Map<number, { readonly price: number }>();
const verdict = { original_signal: signal(), risk_checks: [], timestamp: signal().timestamp };

describe('ReplaySummary', () => {
  it('counts ticks, signals and verdicts by reason', () => {
    const summary = new ReplaySummary();

    summary.ticks(3);
    summary.event(paperEvent('a', 'trading_signal', signal()));
    summary.event(paperEvent('b', 'validated_signal', { ...verdict, validated_quantity: 10 }));
    summary.event(paperEvent('c', 'rejected_signal', { ...verdict, rejection_reason: 'STALE_PRICE' }));
    summary.event(paperEvent('d', 'rejected_signal', { ...verdict, rejection_reason: 'KILL_SWITCH' }));
    summary.event(paperEvent('e', 'rejected_signal', { ...verdict, rejection_reason: 'KILL_SWITCH' }));

    expect(summary.result(NO_PRICES)).toMatchObject({
      ticks: 3,
      signals: { raw: 1, validated: 1, rejected: { KILL_SWITCH: 2, STALE_PRICE: 1 } },
    });
    expect(summary.progress()).toEqual({ ticks: 3, signals: 1, rejected: 3, fills: 0, deadLetters: 0 });
  });

  it('counts an event that was published twice once', () => {
    const summary = new ReplaySummary();

    summary.event(fill('a', 'BUY', 2_500, 1));
    summary.event(fill('a', 'BUY', 2_500, 1));

    expect(summary.result(NO_PRICES)).toMatchObject({ fills: 1, fees: 1, positions: [{ quantity: 10 }] });
  });

  it('adds the rounding of contract notes where the instruments are given', () => {
    const summary = new ReplaySummary();
    // STT of 6.25 and 5.50, stamp duty of 0.75: 12 and 1 on the note.
    summary.event(fill('a', 'BUY', 2_500, 20));
    summary.event(fill('b', 'SELL', 2_500, 26));
    summary.event(fill('c', 'SELL', 2_200, 25));

    const share = {
      instrument_token: RELIANCE,
      tradingsymbol: 'RELIANCE',
      exchange: 'NSE',
      segment: 'NSE',
      tick_size: 0.05,
      lot_size: 1,
    } as const;
    expect([...summary.tokens()]).toEqual([RELIANCE]);
    expect(summary.result(NO_PRICES, new Map([[RELIANCE, share]])).contract_notes).toEqual({
      notes: 1,
      fees: 71.5,
    });
    expect(summary.result(NO_PRICES).contract_notes).toBeUndefined();
  });

  it('leaves the other broker out: its raw signals are the same decisions', () => {
    const summary = new ReplaySummary();

    summary.event({ ...paperEvent('a', 'trading_signal', signal()), broker: 'zerodha' });

    expect(summary.result(NO_PRICES).signals.raw).toBe(0);
  });

  it('takes fees off realized profit', () => {
    const summary = new ReplaySummary();

    summary.event(fill('buy', 'BUY', 2_500.05, 12.5));
    summary.event(fill('sell', 'SELL', 2_510.15, 13.25));

    expect(summary.result(NO_PRICES)).toMatchObject({
      fills: 2,
      fees: 25.75,
      realized_pnl: 101 - 25.75,
      unrealized_pnl: 0,
      total_pnl: 101 - 25.75,
      positions: [{ position: `turns:${RELIANCE}`, quantity: 0, realized_pnl: 101 - 25.75, fees: 25.75 }],
    });
  });

  it('values what is open at the last price, and at nothing where none is known', () => {
    const summary = new ReplaySummary();
    summary.event(fill('buy', 'BUY', 2_500, 2));

    expect(summary.result(new Map([[RELIANCE, { price: 2_504.5 }]]))).toMatchObject({
      realized_pnl: -2,
      unrealized_pnl: 45,
      total_pnl: 43,
    });
    expect(summary.result(NO_PRICES)).toMatchObject({ unrealized_pnl: 0, total_pnl: -2 });
  });

  it('counts failed orders by reason and dead letters by topic and reason', () => {
    const summary = new ReplaySummary();
    const { order_id, signal_id, strategy_id, instrument_token, signal_type, execution_mode, timestamp } =
      fill('a', 'BUY', 1, 0).data;

    summary.event(
      paperEvent('failed', 'order_failed', {
        ...{ order_id, signal_id, strategy_id, instrument_token, signal_type, execution_mode, timestamp },
        quantity: 10,
        reason: 'NO_PRICE',
        error_message: 'no price',
      }),
    );
    summary.deadLetter('market.ticks', 'BAD_JSON');
    summary.deadLetter('market.ticks', 'BAD_JSON');

    expect(summary.result(NO_PRICES)).toMatchObject({
      failed_orders: { NO_PRICE: 1 },
      dead_letters: { 'market.ticks BAD_JSON': 2 },
      fills: 0,
    });
  });

  it('counts an event of a type that it does not know under its name', () => {
    const summary = new ReplaySummary();
    const event = paperEvent('new', 'system_error', {
      code: 'X',
      message: 'x',
      timestamp: fill('a', 'BUY', 1, 0).ts,
    });

    summary.event(event);
    expect(summary.result(NO_PRICES)).not.toHaveProperty('other_events');
    // A type that a guide's reader adds.
    summary.event({
      ...event,
      id: fill('b', 'BUY', 1, 0).id,
      type: 'drawdown_deepened',
    } as unknown as Envelope);
    expect(summary.result(NO_PRICES)).toHaveProperty('other_events', { drawdown_deepened: 1 });
  });

  it('equals cash plus the value of holdings for any fills', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        paise: fc.integer({ min: 1, max: 1_000_000 }),
        quantity: fc.integer({ min: 1, max: 1_000 }),
        fees: fc.integer({ min: 0, max: 10_000 }),
      }),
      { maxLength: 30 },
    );
    check(
      fc.property(fills, fc.integer({ min: 1, max: 1_000_000 }), (all, last) => {
        const summary = new ReplaySummary();
        let cash = 0;
        let held = 0;
        for (const [place, { side, paise, quantity, fees }] of all.entries()) {
          const signed = side === 'BUY' ? quantity : -quantity;
          cash -= signed * paise + fees;
          held += signed;
          summary.event(fill(String(place), side, paise / 100, fees / 100, quantity));
        }

        const { total_pnl } = summary.result(new Map([[RELIANCE, { price: last / 100 }]]));

        expect(Math.round(total_pnl * 10_000)).toBe((cash + held * last) * 100);
      }),
    );
  });
});

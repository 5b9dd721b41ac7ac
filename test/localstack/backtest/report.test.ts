import { describe, expect, it } from 'vitest';
import { ReplaySummary } from '../../../localstack/backtest/replay-summary.ts';
import { type Assumptions, reportJson, reportLines } from '../../../localstack/backtest/report.ts';
import { fill, paperEvent, signal } from './fixtures.ts';

const ASSUMPTIONS: Assumptions = { bars: undefined, latencyMs: 250, capital: undefined, range: undefined };
const NOTHING = new ReplaySummary().result(new Map());

const lineOf = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.trim().startsWith(name));

describe('reportLines', () => {
  it('prints each figure on its line', () => {
    const summary = new ReplaySummary();
    summary.ticks(123_456);
    summary.event(paperEvent('a', 'trading_signal', signal()));
    summary.event(
      paperEvent('b', 'rejected_signal', {
        original_signal: signal(),
        risk_checks: [],
        rejection_reason: 'STALE_PRICE',
        timestamp: signal().timestamp,
      }),
    );
    summary.event(fill('c', 'BUY', 2_500, 12.5));
    summary.deadLetter('market.ticks', 'BAD_JSON');

    const lines = reportLines(summary.result(new Map()), ASSUMPTIONS, 65_000);

    expect(lineOf(lines, 'ticks')).toMatch(/1,23,456$/);
    expect(lineOf(lines, 'signals')).toMatch(/ 1$/);
    expect(lineOf(lines, 'rejected')).toMatch(/1 {2}\(STALE_PRICE 1\)$/);
    expect(lineOf(lines, 'fills')).toMatch(/ 1$/);
    expect(lineOf(lines, 'fees')).toMatch(/₹12\.50$/);
    expect(lineOf(lines, 'realized P&L')).toContain('-₹12.50');
    expect(lineOf(lines, 'dead letters')).toMatch(/market\.ticks BAD_JSON 1$/);
    expect(lineOf(lines, 'wall time')).toMatch(/1 min 5 s$/);
  });

  it('prints the fees of the contract notes below the fees, where they were asked for', () => {
    const result = { ...NOTHING, fees: 71, contract_notes: { notes: 12, fees: 71.5 } };

    const lines = reportLines(result, ASSUMPTIONS, 0);

    expect(lineOf(lines, 'as billed')).toMatch(/₹71\.50 {2}\(contract notes: 12/);
    expect(lineOf(reportLines(NOTHING, ASSUMPTIONS, 0), 'as billed')).toBeUndefined();
  });

  it('prints 0 instead of an empty list', () => {
    const lines = reportLines(NOTHING, ASSUMPTIONS, 0);

    expect(lineOf(lines, 'rejected')).toMatch(/ 0$/);
    expect(lineOf(lines, 'failed orders')).toMatch(/ 0$/);
    expect(lineOf(lines, 'dead letters')).toMatch(/ 0$/);
  });

  it('says how bars were shown to strategies, and how long orders took', () => {
    const random = reportLines(NOTHING, { ...ASSUMPTIONS, bars: { mode: 'random', seed: '7' } }, 0);

    expect(lineOf(random, 'bars')).toMatch(/random {2}\(assumed path/);
    expect(lineOf(random, 'seed')).toMatch(/ 7$/);
    expect(lineOf(random, 'order latency')).toMatch(/250 ms of market time$/);
    expect(lineOf(reportLines(NOTHING, ASSUMPTIONS, 0), 'bars')).toBeUndefined();
  });

  it('says that a result without latency looks ahead', () => {
    const lines = reportLines(NOTHING, { ...ASSUMPTIONS, latencyMs: 0 }, 0);

    expect(lineOf(lines, 'order latency')).toContain('looks ahead');
  });

  it('says how far the result moves between bar modes', () => {
    const range = { total_pnl: { closed: -10, near: 25.5, far: -40 }, moves_by: 65.5 };

    const lines = reportLines(NOTHING, { ...ASSUMPTIONS, range }, 0);

    expect(lineOf(lines, 'bars near')).toMatch(/ ₹25\.50$/);
    expect(lineOf(lines, 'bars far')).toMatch(/ -₹40\.00$/);
    expect(lineOf(lines, 'moves by')).toMatch(/ ₹65\.50$/);
  });
});

describe('reportJson', () => {
  it('has the figures, and what they were computed with', () => {
    const range = { total_pnl: { closed: -10, near: 25.5 }, moves_by: 35.5 };

    expect(
      reportJson(
        NOTHING,
        { bars: { mode: 'closed', seed: '' }, latencyMs: 250, capital: undefined, range },
        12.4,
      ),
    ).toEqual({
      ...NOTHING,
      bars: { mode: 'closed' },
      order_latency_ms: 250,
      bar_range: range,
      wall_ms: 12,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { ReplaySummary } from '../../../localstack/backtest/replay-summary.ts';
import { reportLines } from '../../../localstack/backtest/report.ts';
import { fill, paperEvent, signal } from './fixtures.ts';

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

    const lines = reportLines(summary.result(new Map()), 65_000);

    expect(lineOf(lines, 'ticks')).toMatch(/1,23,456$/);
    expect(lineOf(lines, 'signals')).toMatch(/ 1$/);
    expect(lineOf(lines, 'rejected')).toMatch(/1 {2}\(STALE_PRICE 1\)$/);
    expect(lineOf(lines, 'fills')).toMatch(/ 1$/);
    expect(lineOf(lines, 'fees')).toMatch(/₹12\.50$/);
    expect(lineOf(lines, 'realized P&L')).toContain('-₹12.50');
    expect(lineOf(lines, 'dead letters')).toMatch(/market\.ticks BAD_JSON 1$/);
    expect(lineOf(lines, 'wall time')).toMatch(/1 min 5 s$/);
  });

  it('prints 0 instead of an empty list', () => {
    const lines = reportLines(new ReplaySummary().result(new Map()), 0);

    expect(lineOf(lines, 'rejected')).toMatch(/ 0$/);
    expect(lineOf(lines, 'failed orders')).toMatch(/ 0$/);
    expect(lineOf(lines, 'dead letters')).toMatch(/ 0$/);
  });
});

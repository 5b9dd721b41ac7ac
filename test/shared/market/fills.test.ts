import { describe, expect, it } from 'vitest';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { countsAsFill, noFills, unpackFills } from '../../../shared/market/fills.ts';
import { fill } from '../../support/redrives.ts';

const execution = (n: number, change: Partial<OrderFilled> = {}): OrderFilled => ({
  ...fill(n).data,
  ...change,
});

describe('countsAsFill', () => {
  it('counts an execution once if it is reported again', () => {
    const recent = noFills();

    expect([1, 1, 2, 1].map((n) => countsAsFill('paper', recent, execution(n)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('tells fills of one order apart, and orders with one fill id', () => {
    const recent = noFills();
    const fills = [execution(1), execution(1, { fill_id: 'b' }), execution(1, { order_id: 'b' })];

    expect(fills.map((one) => countsAsFill('paper', recent, one))).toEqual([true, true, true]);
  });

  it('refuses an execution that says something else now', () => {
    const recent = noFills();
    countsAsFill('paper', recent, execution(1));

    expect(() => countsAsFill('paper', recent, execution(1, { quantity: 577 }))).toThrow(
      expect.objectContaining({ name: 'PoisonError', code: 'DUPLICATE_ID' }),
    );
  });

  it.each([
    ['paper', 'live'],
    ['zerodha', 'paper'],
  ] as const)('refuses in the %s account what was executed %s', (broker, execution_mode) => {
    expect(() => countsAsFill(broker, noFills(), execution(1, { execution_mode }))).toThrow(
      expect.objectContaining({ code: 'WRONG_EXECUTION_MODE' }),
    );
  });

  it('does not forget a fill that keeps coming again', () => {
    let recent = noFills();
    countsAsFill('paper', recent, execution(0));

    for (let n = 1; n < 1_000; n += 1) {
      countsAsFill('paper', recent, execution(n));
      if (n % 100 === 0) recent = unpackFills(JSON.parse(JSON.stringify(recent.encode())));
      expect(countsAsFill('paper', recent, execution(0))).toBe(false);
    }
  });
});

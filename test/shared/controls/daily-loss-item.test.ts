import { describe, expect, it } from 'vitest';
import { dailyLossItem } from '../../../shared/controls/daily-loss-item.ts';

const item = {
  broker: 'paper',
  latched: true,
  latch_id: 'a',
  latched_at: '2026-06-16T04:30:00.000Z',
  loss: 60,
  limit: 50,
  updated_at: '2026-06-16T04:30:00.000Z',
  sequence: 1,
};

describe('an item of the daily losses', () => {
  it('may be one of a loss that is not latched any more, or of limits that cannot be read', () => {
    const { latch_id: _, latched_at: __, limit: ___, ...rest } = item;

    expect(dailyLossItem.safeParse(item).success).toBe(true);
    expect(dailyLossItem.safeParse({ ...rest, latched: false, loss: -1 }).success).toBe(true);
  });

  it.each([
    { ...item, latched: 'yes' },
    { ...item, broker: 'shared' },
    { ...item, sequence: 1.5 },
    { ...item, updated_at: 'today' },
  ])('is not %o', (wrong) => {
    expect(dailyLossItem.safeParse(wrong).success).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Dashboard } from '../../../../localstack/dev/start/dashboard.ts';
import type { Stuck } from '../../../../localstack/dev/start/stuck.ts';
import { timedTick } from '../../../../localstack/market-data/timed-tick.ts';
import type { OffsetReader } from '../../../../localstack/watch/offsets.ts';
import { Screen } from '../../../../localstack/watch/screen.ts';
import { createEvent } from '../../../../shared/events/create.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../../../shared/events/ids.ts';
import { topicsFor } from '../../../../shared/events/topics.ts';
import type { KafkaRecord } from '../../../../shared/ports/record.ts';
import { record } from '../../../support/records.ts';

const FILLED = topicsFor('paper').ordersFilled;
const AT = Date.parse('2026-01-05T04:00:00.000Z');
const id = (name: string): Uuid => uuidV5(ALPHA_PANDA, name);

/** Every group has read one record of two. */
const OFFSETS: OffsetReader = {
  ranges: async () => [{ partition: 0, start: 0, end: 2 }],
  committed: async () => new Map([[0, 1]]),
};

const fill = (name: string): KafkaRecord => {
  const timestamp = new Date(AT).toISOString();
  const event = createEvent(
    FILLED,
    'order_filled',
    {
      order_id: name,
      fill_id: name,
      signal_id: id(`signal of ${name}`),
      strategy_id: 'momentum-1',
      instrument_token: 408065,
      signal_type: 'BUY',
      quantity: 10,
      fill_price: 1_506.2,
      fees: 4,
      execution_mode: 'paper',
      complete: true,
      timestamp,
    },
    { id: id(name), ts: timestamp, source: 'paper.trading-engine' },
  );
  return record({ topic: FILLED.name, value: Buffer.from(JSON.stringify(event)) });
};

describe('Dashboard', () => {
  let written: string[];
  let dashboard: Dashboard;
  let stuck: readonly Stuck[];
  beforeEach(() => {
    vi.useFakeTimers();
    written = [];
    const screen = new Screen({ isTTY: false, write: (text) => written.push(text) }, 1);
    stuck = [];
    dashboard = new Dashboard(screen, OFFSETS, async () => stuck);
    dashboard.start();
  });
  afterEach(() => {
    dashboard.stop();
    vi.useRealTimers();
  });

  it("shows a fill once, with the instrument's name", () => {
    dashboard.record(fill('a'));
    dashboard.record(fill('a'));

    expect(written.filter((line) => line.includes('bought'))).toEqual([
      expect.stringMatching(/09:30:00 {2}bought {3}10 INFY .*1,506\.20.*momentum-1\n$/),
    ]);
  });

  it('ignores a record that no stage accepts', () => {
    dashboard.record(record({ topic: FILLED.name, value: Buffer.from('nonsense') }));

    expect(written).toEqual([]);
  });

  it('shows market time, ticks per second and P&L at the last price every second', async () => {
    dashboard.record(fill('a'));
    dashboard.ticks([timedTick(AT, { instrument_token: 408065, last_price: 1_507.2 }).tick]);

    await vi.advanceTimersByTimeAsync(1_000);
    const first = written.at(-1) ?? '';
    await vi.advanceTimersByTimeAsync(1_000);
    const second = written.at(-1) ?? '';

    expect(first).toMatch(/^09:30:00 {2}1 ticks\/s .* 1 fills/);
    expect(first).toContain('P&L ₹6.00  (realized -₹4.00, unrealized ₹10.00, fees ₹4.00)');
    expect(second).toMatch(/^09:30:00 {2}0 ticks\/s/);
  });

  it('shows how many ticks were conflated once there are some', async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    const before = written.at(-1);
    dashboard.conflated(3);
    dashboard.conflated(2);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(before).not.toContain('conflated');
    expect(written.at(-1)).toContain(' ticks/s  5 conflated  ');
  });

  it('shows the lag of the stages after it was read', async () => {
    await vi.advanceTimersByTimeAsync(2_000);

    expect(written.at(-1)).toMatch(/lag: .*price-recorder 1 · /);
  });

  it('shows which stage is stuck, where and why, until it continues', async () => {
    stuck = [
      {
        group: 'alpha-panda-local.price-recorder.market.ticks',
        problem: 'market.ticks-2 waits at offset 17',
      },
    ];
    await vi.advanceTimersByTimeAsync(2_000);
    const during = written.at(-1);
    stuck = [];
    await vi.advanceTimersByTimeAsync(3_000);

    expect(during).toMatch(/lag: .*price-recorder 1 STUCK · /);
    expect(during).toContain('\nstuck: price-recorder: market.ticks-2 waits at offset 17\n');
    expect(written.at(-1)).not.toMatch(/stuck/i);
  });
});

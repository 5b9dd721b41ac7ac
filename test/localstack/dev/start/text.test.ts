import { describe, expect, it } from 'vitest';
import { fillLine, lagLine, stuckLines } from '../../../../localstack/dev/start/text.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../../shared/events/ids.ts';
import type { OrderFilled } from '../../../../shared/events/types.ts';

const FILL: OrderFilled = {
  order_id: 'order',
  fill_id: 'fill',
  signal_id: uuidV5(ALPHA_PANDA, 'signal'),
  strategy_id: 'momentum-1',
  instrument_token: 408065,
  signal_type: 'BUY',
  quantity: 10,
  fill_price: 1_506.2,
  fees: 3.91,
  execution_mode: 'paper',
  complete: true,
  timestamp: '2026-01-05T04:00:30.000Z',
};

describe('texts of the start screen', () => {
  it('shows a fill in one line', () => {
    expect(fillLine(FILL, 'INFY')).toBe(
      '  09:30:30  bought   10 INFY         at   1,506.20  fees    3.91  momentum-1',
    );
    expect(fillLine({ ...FILL, signal_type: 'SELL' }, 'INFY')).toContain('sold  ');
  });

  it('adds up the lags of a stage over its topics', () => {
    const lags = [
      { group: 'g.risk.a', topic: 'a', lag: 2 },
      { group: 'g.risk.b', topic: 'b', lag: 3 },
      { group: 'g.journal.a', topic: 'a', lag: 0 },
    ];

    expect(lagLine(lags, (group) => group.split('.')[1] ?? '')).toBe('risk 5 · journal 0');
  });

  it('names three stuck mappings and counts the others', () => {
    const stuck = ['a', 'b', '', 'd', 'e'].map((group) => ({ group, problem: 'waits' }));

    expect(stuckLines(stuck.slice(0, 1), (group) => `stage ${group}`)).toEqual(['stuck: stage a: waits']);
    expect(stuckLines(stuck, (group) => `stage ${group}`)).toEqual([
      'stuck: stage a: waits',
      'stuck: stage b: waits',
      'stuck: waits',
      'stuck: 2 more; npm run cli -- health names them',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  duration,
  fillLine,
  lagLine,
  marketTime,
  stuckLines,
} from '../../../../localstack/dev/start/text.ts';
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

describe('text for people', () => {
  it('tells the time of the market in India', () => {
    expect(marketTime(Date.parse('2026-01-05T03:45:00.000Z'))).toBe('09:15:00');
  });

  it.each([
    [400, '0 s'],
    [59_400, '59 s'],
    [65_000, '1 min 5 s'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });

  it('tells a fill in one line', () => {
    expect(fillLine(FILL, 'INFY')).toBe(
      '  09:30:30  bought   10 INFY         at   1,506.20  fees    3.91  momentum-1',
    );
    expect(fillLine({ ...FILL, signal_type: 'SELL' }, 'INFY')).toContain('sold  ');
  });

  it('adds a stage’s lags up over its topics', () => {
    const lags = [
      { group: 'g.risk.a', topic: 'a', lag: 2 },
      { group: 'g.risk.b', topic: 'b', lag: 3 },
      { group: 'g.journal.a', topic: 'a', lag: 0 },
    ];

    expect(lagLine(lags, (group) => group.split('.')[1] ?? '')).toBe('risk 5 · journal 0');
  });

  it('names three that are stuck, and counts the others', () => {
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

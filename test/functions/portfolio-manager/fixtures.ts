import type { PortfolioContext } from '../../../functions/portfolio-manager/context.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';

/** 2026-05-04 10:00 IST. */
export const AT = Date.parse('2026-05-04T04:30:00.000Z');
export const NIFTY = 256265;
export const BANKNIFTY = 260105;

interface FillChange extends Partial<Omit<OrderFilled, 'timestamp' | 'market_price_timestamp'>> {
  readonly at?: number;
}

/** The n-th fill: BUY 10 at 100 unless said otherwise, marked at its own price. */
export const fill = (n: number, { at = AT, ...change }: FillChange = {}): OrderFilled => {
  const timestamp = new Date(at).toISOString();
  const fill_price = change.fill_price ?? 100;
  return {
    order_id: uuidV5(ALPHA_PANDA, `order ${n}`),
    signal_id: uuidV5(ALPHA_PANDA, `signal ${n}`),
    fill_id: uuidV5(ALPHA_PANDA, `fill ${n}`),
    strategy_id: 'momentum-1',
    instrument_token: NIFTY,
    signal_type: 'BUY',
    execution_mode: 'paper',
    quantity: 10,
    fill_price,
    fees: 0,
    market_price: fill_price,
    complete: true,
    ...change,
    timestamp,
    market_price_timestamp: timestamp,
  };
};

export const filled = (data: OrderFilled) =>
  createEvent(topicsFor('paper').ordersFilled, 'order_filled', data, {
    id: uuidV5(ALPHA_PANDA, `event of ${data.fill_id}`),
    ts: data.timestamp,
    source: 'paper.trading-engine',
  });

export const failed = () =>
  createEvent(
    topicsFor('paper').ordersFailed,
    'order_failed',
    {
      order_id: 'order',
      signal_id: uuidV5(ALPHA_PANDA, 'failed signal'),
      strategy_id: 'momentum-1',
      instrument_token: NIFTY,
      signal_type: 'BUY',
      execution_mode: 'paper',
      quantity: 10,
      reason: 'NO_PRICE',
      error_message: 'there is no price',
      timestamp: new Date(AT).toISOString(),
    },
    { id: uuidV5(ALPHA_PANDA, 'failed'), ts: new Date(AT).toISOString(), source: 'paper.trading-engine' },
  );

/** What the market says: token → price and time. */
export const quoting = (...quotes: readonly (readonly [token: number, price: number, at?: number])[]) =>
  ({
    quotes: new Map(quotes.map(([token, price, at = AT]) => [token, { price, at }])),
  }) satisfies PortfolioContext;

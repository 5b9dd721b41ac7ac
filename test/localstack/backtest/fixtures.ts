import { instrumentSeed, type SeedItem, strategySeed } from '../../../localstack/dev/seed/seed-item.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { createEvent } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { EventData, EventType } from '../../../shared/events/types.ts';
import { SESSION_OPEN } from '../../support/records.ts';

export const RELIANCE = 738561;
export const PAPER = topicsFor('paper');

/** A second apart, from the opening of a session. */
export const ticksAt = (prices: readonly number[], token = RELIANCE): readonly TimedTick[] =>
  prices.map((last_price, second) =>
    timedTick(SESSION_OPEN + second * 1_000, { instrument_token: token, last_price }),
  );

/** One share with one strategy, which buys and sells in turn, once per this number of ticks. */
export const seedOf = (everyTicks: number): readonly SeedItem[] => [
  instrumentSeed({
    instrument_token: RELIANCE,
    tradingsymbol: 'RELIANCE',
    exchange: 'NSE',
    segment: 'NSE',
    tick_size: 0.05,
    lot_size: 1,
  }),
  strategySeed({
    id: 'turns',
    type: 'low_frequency',
    instruments: [RELIANCE],
    parameters: { every_ticks: everyTicks, quantity: 10 },
  }),
];

/** An event of paper that nothing caused; the same name gives the same id. */
export const paperEvent = <T extends EventType>(name: string, type: T, data: EventData[T]): EventOf<T> =>
  createEvent(PAPER.signalsRaw, type, data, {
    id: uuidV5(ALPHA_PANDA, name),
    ts: new Date(SESSION_OPEN).toISOString(),
    source: 'test',
  });

export const signal = (quantity = 10): EventData['trading_signal'] => ({
  strategy_id: 'turns',
  instrument_token: RELIANCE,
  signal_type: 'BUY',
  quantity,
  price: 2_500,
  timestamp: new Date(SESSION_OPEN).toISOString(),
});

export const fill = (
  name: string,
  side: 'BUY' | 'SELL',
  price: number,
  fees: number,
  quantity = 10,
): EventOf<'order_filled'> =>
  paperEvent(name, 'order_filled', {
    order_id: name,
    fill_id: name,
    signal_id: uuidV5(ALPHA_PANDA, `${name}/signal`),
    strategy_id: 'turns',
    instrument_token: RELIANCE,
    signal_type: side,
    execution_mode: 'paper',
    quantity,
    fill_price: price,
    fees,
    complete: true,
    timestamp: new Date(SESSION_OPEN).toISOString(),
  });

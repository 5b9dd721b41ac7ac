import * as fc from 'fast-check';
import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { OPERATOR_ACTIONS } from '../../shared/events/data/operator.ts';
import { ADJUSTING_ACTIONS, SESSION_MARKETS, SESSION_MOMENTS } from '../../shared/events/data/session.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import { EVENT_VERSION, type EventData, type EventType } from '../../shared/events/types.ts';

/** Arbitrary valid events of every type, written by hand so that they do not repeat the schemas' own mistakes. */

export const uuids: fc.Arbitrary<Uuid> = fc.integer().map((n) => uuidV5(ALPHA_PANDA, String(n)));

const timestamps = fc
  .integer({ min: Date.parse('2000-01-01T00:00:00.000Z'), max: Date.parse('2099-12-31T23:59:59.999Z') })
  .map((ms) => new Date(ms).toISOString());

const dates = timestamps.map((timestamp) => timestamp.slice(0, 10));

/** Rupees, more than none: on a tick of 5 paise, and finer than any tick. */
const prices = fc.oneof(
  fc.integer({ min: 1, max: 2_000_000_000 }).map((ticks) => ticks / 20),
  fc.double({ min: 1e-6, max: 1e8, noNaN: true }),
);

/** Rupees of either sign; without -0, which JSON does not keep. */
const amounts = fc.integer({ min: -1e13, max: 1e13 }).map((paise) => paise / 100 + 0);
const fees = fc.integer({ min: 0, max: 1e11 }).map((paise) => paise / 100);

const quantities = fc.integer({ min: 1, max: 1e9 });
const instrumentTokens = fc.integer({ min: 1, max: 0xffff_ffff });
const strategyIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

const counts = fc.nat();
const texts = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength: maxLength / 16 });
const sides = fc.constantFrom('BUY', 'SELL');

/** A record of which only some members have to be there. */
const some = <T extends object, K extends keyof T>(
  model: { [P in keyof T]: fc.Arbitrary<T[P]> },
  requiredKeys: readonly K[],
) => fc.record(model, { requiredKeys: [...requiredKeys] });

const levels = fc.array(
  fc.record({ price: fc.integer({ min: 0, max: 1e6 }), quantity: counts, orders: counts }),
  { maxLength: 5 },
);

const ticks = some(
  {
    instrument_token: instrumentTokens,
    last_price: prices,
    timestamp: timestamps,
    volume_traded: counts,
    last_traded_quantity: counts,
    average_traded_price: prices,
    total_buy_quantity: counts,
    total_sell_quantity: counts,
    ohlc: fc.record({ open: prices, high: prices, low: prices, close: prices }),
    oi: counts,
    depth: fc.record({ buy: levels, sell: levels }),
    last_trade_time: timestamps,
    exchange_timestamp: timestamps,
    mode: fc.constantFrom('ltp', 'quote', 'full'),
  },
  ['instrument_token', 'last_price', 'timestamp'],
);

const facts = fc.dictionary(
  fc.string({ maxLength: 64 }).filter((name) => name !== '__proto__'),
  fc.oneof(fc.string({ maxLength: 256 }), fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 32, noNullPrototype: true },
);

const signals = some(
  {
    strategy_id: strategyIds,
    instrument_token: instrumentTokens,
    signal_type: fc.constantFrom('BUY', 'SELL', 'HOLD'),
    quantity: quantities,
    price: prices,
    timestamp: timestamps,
    confidence: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    metadata: facts,
  },
  ['strategy_id', 'instrument_token', 'signal_type', 'quantity', 'timestamp'],
);

const checks = fc.array(
  some({ rule: fc.string({ maxLength: 64 }), passed: fc.boolean(), detail: fc.string({ maxLength: 512 }) }, [
    'rule',
    'passed',
  ]),
  { maxLength: 20 },
);

const order = {
  order_id: fc.string({ minLength: 1, maxLength: 64 }),
  signal_id: uuids,
  strategy_id: strategyIds,
  instrument_token: instrumentTokens,
  signal_type: sides,
  execution_mode: fc.constantFrom('paper', 'live'),
  timestamp: timestamps,
};

const ORDER = [
  'order_id',
  'signal_id',
  'strategy_id',
  'instrument_token',
  'signal_type',
  'execution_mode',
  'timestamp',
] as const;

const totals = { realized_pnl: amounts, unrealized_pnl: amounts, total_pnl: amounts, fees };

const positions = some(
  {
    strategy_id: strategyIds,
    instrument_token: instrumentTokens,
    quantity: fc.integer(),
    average_price: prices,
    last_price: prices,
    realized_pnl: amounts,
    unrealized_pnl: amounts,
  },
  ['strategy_id', 'instrument_token', 'quantity', 'average_price', 'realized_pnl', 'unrealized_pnl'],
);

const actors = some({ user_id: texts(64), session_id: uuids }, ['user_id']);

/** Valid data of each event type. */
export const dataOf: { readonly [T in EventType]: fc.Arbitrary<EventData[T]> } = {
  market_tick: ticks,
  trading_signal: signals,
  validated_signal: some(
    {
      original_signal: signals,
      validated_quantity: quantities,
      validated_price: prices,
      risk_checks: checks,
      timestamp: timestamps,
    },
    ['original_signal', 'validated_quantity', 'risk_checks', 'timestamp'],
  ),
  rejected_signal: fc.record({
    original_signal: signals,
    rejection_reason: fc.string({ maxLength: 64 }),
    risk_checks: checks,
    timestamp: timestamps,
  }),
  order_placed: some({ ...order, quantity: quantities, price: prices, tag: fc.string({ maxLength: 20 }) }, [
    ...ORDER,
    'quantity',
    'tag',
  ]),
  order_filled: some(
    {
      ...order,
      fill_id: fc.string({ minLength: 1, maxLength: 64 }),
      quantity: quantities,
      fill_price: prices,
      fees,
      market_price: prices,
      market_price_timestamp: timestamps,
      complete: fc.boolean(),
    },
    [...ORDER, 'fill_id', 'quantity', 'fill_price', 'fees', 'complete'],
  ),
  order_failed: fc.record({
    ...order,
    quantity: quantities,
    reason: fc.string({ minLength: 1, maxLength: 64 }),
    error_message: texts(512),
  }),
  position_adjusted: some(
    {
      adjustment_id: uuids,
      strategy_id: strategyIds,
      instrument_token: instrumentTokens,
      contract: fc.constantFrom('NSE:INFY', 'BSE:RELIANCE'),
      kind: fc.constantFrom(...ADJUSTING_ACTIONS),
      ex_date: dates,
      quantity_before: fc.integer(),
      quantity_after: fc.integer(),
      cash: amounts,
      market_price: prices,
      execution_mode: fc.constant('paper' as const),
      timestamp: timestamps,
    },
    [
      'adjustment_id',
      'strategy_id',
      'instrument_token',
      'contract',
      'kind',
      'ex_date',
      'quantity_before',
      'quantity_after',
      'cash',
      'execution_mode',
      'timestamp',
    ],
  ),
  session_event: fc.record({
    kind: fc.constantFrom(...SESSION_MOMENTS),
    market: fc.constantFrom(...SESSION_MARKETS),
    date: dates,
    timestamp: timestamps,
  }),
  pnl_snapshot: some(
    {
      broker: fc.constantFrom(...BROKERS),
      ...totals,
      positions: fc.array(positions, { maxLength: 5 }),
      strategies: fc.array(fc.record({ strategy_id: strategyIds, ...totals }), { maxLength: 5 }),
      timestamp: timestamps,
    },
    ['broker', 'realized_pnl', 'unrealized_pnl', 'total_pnl', 'fees', 'timestamp'],
  ),
  system_error: some(
    {
      code: fc.string({ minLength: 1, maxLength: 64 }),
      message: texts(1_024),
      subject: texts(256),
      timestamp: timestamps,
    },
    ['code', 'message', 'timestamp'],
  ),
  operator_action: some(
    {
      action: fc.constantFrom(...OPERATOR_ACTIONS),
      subject: texts(256),
      broker: fc.constantFrom(...BROKERS),
      actor: actors,
      reason: texts(1_024),
      subject_version: fc.integer({ min: 1 }),
      changes: fc.array(
        some({ field: texts(64), before: fc.json({ maxDepth: 1 }), after: fc.json({ maxDepth: 1 }) }, [
          'field',
        ]),
        { maxLength: 5 },
      ),
      timestamp: timestamps,
    },
    ['action', 'subject', 'actor', 'changes', 'timestamp'],
  ),
  redrive_requested: some(
    {
      topic: fc.string({ minLength: 1, maxLength: 249 }),
      dead_letter_id: fc.stringMatching(/^\d{5}@\d{16}$/),
      subject: texts(256),
      actor: actors,
      reason: texts(1_024),
      timestamp: timestamps,
    },
    ['topic', 'dead_letter_id', 'subject', 'actor', 'timestamp'],
  ),
};

const typedEvents = <T extends EventType>(type: T) =>
  fc.record({
    id: uuids,
    correlation_id: uuids,
    causation_id: fc.option(uuids),
    broker: fc.constantFrom(...SCOPES),
    type: fc.constant(type),
    ts: timestamps,
    key: texts(256),
    source: texts(128),
    version: fc.constant(EVENT_VERSION),
    data: dataOf[type],
  });

export const EVENT_TYPE_NAMES = Object.keys(dataOf) as EventType[];

/** A valid event of one type. */
export const eventsOf = (type: EventType) => typedEvents(type) as fc.Arbitrary<Envelope>;

/** A valid event of any type. */
export const events: fc.Arbitrary<Envelope> = fc.oneof(...EVENT_TYPE_NAMES.map(eventsOf));

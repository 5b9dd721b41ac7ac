import { DEFAULT_LIMITS } from '../../../../shared/controls/limits.ts';

const CORRELATION_ID = '521a6e83-1eb4-538c-982c-d2f3a4d8cf77';

const ids = {
  event_id: '850f9306-798f-5a2e-917c-04556bea54c8',
  correlation_id: CORRELATION_ID,
};

const order = {
  ...ids,
  order_id: 'order-1',
  signal_id: 'f31fa9c2-7330-54cd-b9cc-c071a7509da4',
  strategy_id: 'momentum-demo',
  instrument_token: 408065,
  side: 'BUY',
  quantity: 10,
  execution_mode: 'paper',
  at: '2026-03-02T03:45:41.250Z',
} as const;

/** Rows of lists as the API gives them. */
export const fillRow = { ...order, fill_id: 'fill-1', fill_price: 1_506.2, fees: 6.33, complete: true };

export const filledOrder = { ...order, status: 'FILLED', fill_price: 123_456.7, fees: 6.33 };

export const failedOrder = {
  ...order,
  status: 'FAILED',
  reason: 'NO_PRICE',
  error_message: 'no price was seen',
};

const signal = {
  strategy_id: 'momentum-demo',
  instrument_token: 408065,
  signal_type: 'SELL',
  quantity: 10,
  price: 1_506.2,
  timestamp: '2026-03-02T03:45:41.250Z',
} as const;

export const rejectedSignal = {
  ...ids,
  verdict: 'rejected',
  rejection_reason: 'KILL_SWITCH',
  signal,
  risk_checks: [
    { rule: 'HOLD_SIGNAL', passed: true, detail: 'SELL' },
    { rule: 'KILL_SWITCH', passed: false, detail: 'looks wrong' },
  ],
  at: signal.timestamp,
};

export const reduction = {
  ...ids,
  verdict: 'validated',
  signal,
  validated_quantity: 10,
  validated_price: 1_506.2,
  risk_checks: [{ rule: 'KILL_SWITCH', passed: true, detail: 'reduces the position' }],
  at: signal.timestamp,
};

export const entry = {
  ...reduction,
  risk_checks: [{ rule: 'KILL_SWITCH', passed: true, detail: 'not engaged' }],
};

/** The trace of one tick to its fill. */
export const trace = {
  correlation_id: CORRELATION_ID,
  truncated: false,
  entries: [
    {
      event_id: CORRELATION_ID,
      causation_id: null,
      type: 'market_tick',
      broker: 'shared',
      ts: signal.timestamp,
      derived: true,
      data: { instrument_token: 408065, last_price: 1_506.2, timestamp: signal.timestamp },
    },
    {
      event_id: 'f31fa9c2-7330-54cd-b9cc-c071a7509da4',
      causation_id: CORRELATION_ID,
      type: 'trading_signal',
      broker: 'paper',
      ts: signal.timestamp,
      derived: false,
      data: signal,
    },
    {
      event_id: '850f9306-798f-5a2e-917c-04556bea54c8',
      causation_id: 'f31fa9c2-7330-54cd-b9cc-c071a7509da4',
      type: 'rejected_signal',
      broker: 'paper',
      ts: signal.timestamp,
      derived: false,
      data: {
        original_signal: signal,
        rejection_reason: 'KILL_SWITCH',
        risk_checks: rejectedSignal.risk_checks,
        timestamp: signal.timestamp,
      },
    },
  ],
};

const totals = { realized_pnl: -115.52, unrealized_pnl: 1.4, total_pnl: -114.12, fees: 99.02 };

export const positionRow = {
  strategy_id: 'momentum-demo',
  instrument_token: 408065,
  quantity: -1_000,
  average_price: 1_506.2,
  last_price: 1_507,
  ...totals,
  updated_at: signal.timestamp,
};

export const portfolioBody = {
  broker: 'paper',
  account: { ...totals, open_positions: 1 },
  strategies: [{ strategy_id: 'momentum-demo', ...totals, updated_at: signal.timestamp }],
  positions: [positionRow],
  instruments: [
    {
      instrument_token: 408065,
      quantity: -1_000,
      value: -1_507_000,
      strategies: 1,
      last_price: 1_507,
      ...totals,
    },
  ],
  closed: { realized_pnl: 0, unrealized_pnl: 0, total_pnl: 0, fees: 0 },
  updated_at: signal.timestamp,
};

export const pnlPoint = { at: signal.timestamp, ...totals, correlation_id: CORRELATION_ID };

export const strategyRow = {
  strategy_id: 'rsi-demo',
  type: 'rsi',
  instrument_count: 2,
  parameters: { quantity: 5 },
  effective_parameters: { rsi_period: 14, quantity: 5 },
  is_active: true,
  zerodha_trading_enabled: false,
  version: 3,
  changed_by: 'DEMO01',
  changed_at: signal.timestamp,
};

export const strategyBody = { ...strategyRow, instruments: [738561, 408065] };

export const limitsBody = (overrides: Readonly<Record<string, number>>, version: number) => ({
  broker: 'paper',
  limits: { ...DEFAULT_LIMITS.paper, ...overrides },
  overrides,
  defaults: DEFAULT_LIMITS.paper,
  ceilings: null,
  version,
  changed_by: 'DEMO01',
  changed_at: signal.timestamp,
});

export const killSwitch = (engaged: boolean, version: number) => ({
  broker: 'paper',
  engaged,
  reason: 'looks wrong',
  by: 'DEMO01',
  at: signal.timestamp,
  version,
});

export const letterRow = {
  topic: 'replaced',
  dead_letter_id: '00000@0000000000000007',
  dead_lettered_at: signal.timestamp,
  reason: 'SCHEMA_MISMATCH',
  error: 'data.quantity: expected a number',
  stage: 'paper.risk-manager',
  original_partition: 0,
  original_offset: 12,
  bytes: 300,
};

import type { PaperMarket } from '../../../functions/paper-trading-engine/exchange.ts';
import type { PaperOrder } from '../../../functions/paper-trading-engine/paper-order.ts';
import { type Controls, readControls } from '../../../shared/controls/controls.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { ValidatedSignal } from '../../../shared/events/types.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';

/** 2026-05-04 10:00 IST. */
export const AT = Date.parse('2026-05-04T04:30:00.000Z');

export const INSTRUMENT: Instrument = {
  instrument_token: 256265,
  tradingsymbol: 'NIFTY 50',
  exchange: 'NSE',
  segment: 'INDICES',
  tick_size: 0.05,
  lot_size: 65,
};

export const SHARE: Instrument = {
  instrument_token: 779_521,
  tradingsymbol: 'SBIN',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};

export const signalId = (n: number): Uuid => uuidV5(ALPHA_PANDA, `signal ${n}`);

/** What holds on paper where nothing is set. */
export const CONTROLS: Controls = readControls('paper', []);

interface SignalChange {
  readonly strategy_id?: string;
  readonly signal_type?: 'BUY' | 'SELL' | 'HOLD';
  readonly quantity?: number;
  readonly wanted?: number;
  readonly price?: number;
  readonly validated_price?: number;
  readonly at?: number;
  readonly instrument_token?: number;
}

export const validated = (change: SignalChange = {}): ValidatedSignal => {
  const timestamp = new Date(change.at ?? AT).toISOString();
  const quantity = change.quantity ?? 65;
  return {
    original_signal: {
      strategy_id: change.strategy_id ?? 'momentum-1',
      instrument_token: change.instrument_token ?? INSTRUMENT.instrument_token,
      signal_type: change.signal_type ?? 'BUY',
      quantity: change.wanted ?? quantity,
      ...(change.price !== undefined && { price: change.price }),
      timestamp,
    },
    validated_quantity: quantity,
    ...(change.validated_price !== undefined && { validated_price: change.validated_price }),
    risk_checks: [],
    timestamp,
  };
};

/** The verdict of risk on raw signal number `n`. */
export const validatedEvent = (n: number, data: ValidatedSignal): Envelope => {
  const { signalsRaw, signalsValidated } = topicsFor('paper');
  const raw = createEvent(signalsRaw, 'trading_signal', data.original_signal, {
    id: signalId(n),
    ts: data.timestamp,
    source: 'paper.strategy-runner',
  });
  return childOf(raw, 'paper.risk-manager', 0, signalsValidated, 'validated_signal', data);
};

export const order = (
  change: SignalChange & { readonly side?: 'BUY' | 'SELL'; readonly signalId?: Uuid },
): PaperOrder => ({
  signalId: change.signalId ?? signalId(0),
  side: change.side ?? 'BUY',
  signal: validated({ ...change, signal_type: change.side ?? 'BUY' }),
  timestamp: new Date(AT).toISOString(),
});

export const market = ({ price = 20_000 }: { readonly price?: number }): PaperMarket => ({
  instrument: INSTRUMENT,
  quote: { price, at: AT },
  now: AT,
});

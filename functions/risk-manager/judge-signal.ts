import { PoisonError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import type { RejectedSignal, ValidatedSignal } from '../../shared/events/types.ts';
import { contractOf } from '../../shared/market/instrument.ts';
import { signalNumber } from '../../shared/market/order-effects.ts';
import { fromRupees } from '../../shared/money.ts';
import { valueIn } from '../../shared/parsed.ts';
import type { RiskContext } from './context.ts';
import { checkDailyLoss } from './daily-loss.ts';
import { factsOf, pricesFor, signedQuantity } from './facts.ts';
import { holdingOf } from './holdings.ts';
import { judge } from './judge.ts';
import { markToMarket } from './marks.ts';
import type { RiskState } from './state.ts';
import { recordValidated } from './validated.ts';

/** The outcome of a raw signal. */
export type Verdict =
  | { readonly validated: true; readonly data: ValidatedSignal }
  | { readonly validated: false; readonly data: RejectedSignal };

/**
 * Judges a signal. If it is validated, its order becomes pending.
 * @throws PoisonError `DUPLICATE_ID` if the signal's order is already pending
 */
export const judgeSignal = (
  broker: Broker,
  state: RiskState,
  event: EventOf<'trading_signal'>,
  context: RiskContext,
): Verdict => {
  const signal = event.data;
  const at = Date.parse(event.ts);
  const number = signalNumber(event.id);
  const instrument = valueIn(context.instruments.get(signal.instrument_token));
  const contract = instrument && contractOf(instrument);
  const holding = holdingOf(state, signal.strategy_id, signal.instrument_token, contract);
  if (holding.pending.has(number)) {
    throw new PoisonError(
      'DUPLICATE_ID',
      `signal ${event.id} is already pending as an order; give every signal an id of its own`,
    );
  }

  const prices = pricesFor(event, context);
  const market = valueIn(prices.market);
  markToMarket(broker, state, context, Date.parse(signal.timestamp));
  const limits = valueIn(context.controls.limits);
  checkDailyLoss(state, {
    at,
    id: event.id,
    limit: limits && fromRupees(limits.max_daily_loss),
    release: context.controls.lossRelease,
  });

  const { checks, rejection } = judge(factsOf(broker, event, prices, state, holding, context));
  const verdict = { original_signal: signal, risk_checks: checks, timestamp: event.ts };
  // Without a quote, NO_PRICE has already rejected the signal.
  if (rejection !== undefined || prices.quote === undefined) {
    return { validated: false, data: { ...verdict, rejection_reason: rejection ?? 'NO_PRICE' } };
  }
  recordValidated(state, holding, {
    signal: number,
    quantity: signedQuantity(signal),
    at,
    signalAt: Date.parse(signal.timestamp),
    mark: fromRupees((market ?? prices.quote).price),
    multiplier: instrument?.multiplier ?? 1,
  });
  // The engine takes the price for one of the signal's time. An older one it reads itself, with its own time.
  const isOlder = prices.quote.at < Date.parse(signal.timestamp);
  return {
    validated: true,
    data: {
      ...verdict,
      validated_quantity: signal.quantity,
      ...(!isOlder && { validated_price: prices.quote.price }),
    },
  };
};

import type { EventOf } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { chargesOf } from '../../shared/market/charges.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import { sessionMarketOf } from '../../shared/market/session-moments.ts';
import { toRupees } from '../../shared/money.ts';
import { closingOrder, positionKeyOf } from './closing-order.ts';
import type { PaperEngineContext } from './context.ts';
import type { OwnPosition } from './own-positions.ts';
import { failureOf, identityOf, type PaperOrder } from './paper-order.ts';
import type { PaperOutcome } from './paper-trader.ts';
import { type Settlement, settlementOf } from './settlement-price.ts';

/** The contract of a position, if it has expired by the day of the event. */
export const expiredContract = (
  { instrument, instrumentToken }: OwnPosition,
  { market, date }: EventOf<'session_event'>['data'],
  { instruments }: Pick<PaperEngineContext, 'instruments'>,
): (Instrument & { readonly expiry: string }) | undefined => {
  // States of earlier releases do not know their contracts.
  const known = instrument ?? instruments.get(instrumentToken);
  if (known?.expiry === undefined) return undefined;
  const concerns = sessionMarketOf(known) === market && known.expiry <= date;
  return concerns ? { ...known, expiry: known.expiry } : undefined;
};

const fillOf = (order: PaperOrder, contract: Instrument, { price, quote }: Settlement): OrderFilled => {
  const { side, signal } = order;
  const { multiplier = 1 } = contract;
  const quantity = signal.validated_quantity;
  const at = Date.parse(order.timestamp);
  const { total } = chargesOf({ instrument: contract, side, price, quantity, at, cause: 'expiry' });
  return {
    ...identityOf(order),
    fill_id: uuidV5(order.signalId, 'paper-fill'),
    quantity,
    fill_price: toRupees(price),
    fees: toRupees(total),
    ...(multiplier !== 1 && { multiplier }),
    contract: contractOf(contract),
    cause: 'expiry',
    // An option's own price is not that of its underlying.
    ...(contract.option_type === undefined && {
      market_price: quote.price,
      market_price_timestamp: new Date(quote.at).toISOString(),
    }),
    complete: true,
  };
};

/**
 * Settles a position in an expired contract at the price of the exchange's rule. The ids follow from position, contract and
 * expiry, so there is one settlement. Without a price the order fails, and a later event tries again.
 */
export const settle = (
  position: OwnPosition,
  contract: Instrument & { readonly expiry: string },
  { quotes }: Pick<PaperEngineContext, 'quotes'>,
  timestamp: string,
): PaperOutcome => {
  const name = contractOf(contract);
  const order = closingOrder(position, {
    cause: 'expiry',
    signalId: uuidV5(ALPHA_PANDA, `expiry|paper|${name}|${contract.expiry}|${positionKeyOf(position)}`),
    timestamp,
  });
  const settlement = settlementOf(contract, contract.expiry, quotes);
  return 'problem' in settlement
    ? { filled: false, data: failureOf(order, 'NO_SETTLEMENT_PRICE', `${name}: ${settlement.problem}`) }
    : { filled: true, data: fillOf(order, contract, settlement.value) };
};

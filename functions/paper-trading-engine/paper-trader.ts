import { uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFailed, OrderFilled } from '../../shared/events/types.ts';
import { chargesOf, depositoryCharge } from '../../shared/market/charges.ts';
import { contractOf } from '../../shared/market/instrument.ts';
import { type Product, usualProduct } from '../../shared/market/product.ts';
import { add, toRupees, ZERO } from '../../shared/money.ts';
import { type ExchangeRefusal, executionOf, type PaperMarket, type PaperSettings } from './exchange.ts';
import { type FillModel, fillModel } from './fill-model.ts';
import { failureOf, identityOf, type PaperOrder } from './paper-order.ts';

export type PaperOutcome =
  /** `rest`: what of the order was not executed. */
  | { readonly filled: true; readonly data: OrderFilled; readonly rest?: OrderFailed }
  | { readonly filled: false; readonly data: OrderFailed };

/** How an order counts at the broker. */
export interface OrderTerms {
  /** Absent: the usual one of the instrument. */
  readonly product?: Product;
  /** Whether it is the day's first sale of delivered shares of the instrument, which costs a depository charge. */
  readonly isFirstDelivery?: boolean;
}

/**
 * The paper market: returns the fill or the failure of an order, or both if the book does not offer all of it. It is
 * pure: the same order in the same market always has the same outcome.
 */
export class PaperTrader {
  readonly #settings: PaperSettings;
  readonly #model: FillModel;

  constructor(settings: PaperSettings, model: FillModel = fillModel) {
    this.#settings = settings;
    this.#model = model;
  }

  execute(order: PaperOrder, market: PaperMarket, terms: OrderTerms = {}): PaperOutcome {
    const execution = executionOf(order, market, this.#settings, this.#model);
    if ('reason' in execution) return failed(order, execution);
    const { instrument, quote } = market;
    if (instrument === undefined || quote === undefined) return failed(order, { reason: 'NO_PRICE' });

    const { price, quantity } = execution;
    const { product = usualProduct(instrument), isFirstDelivery = false } = terms;
    const { multiplier = 1 } = instrument;
    const at = Date.parse(order.timestamp);
    const trade = { instrument, side: order.side, price, quantity, at, product, cause: order.cause };
    const depository = isFirstDelivery ? depositoryCharge(trade) : ZERO;
    const missing = order.signal.validated_quantity - quantity;
    return {
      filled: true,
      data: {
        ...identityOf(order),
        fill_id: uuidV5(order.signalId, 'paper-fill'),
        quantity,
        fill_price: toRupees(price),
        ...(multiplier !== 1 && { multiplier }),
        contract: contractOf(instrument),
        product,
        ...(order.cause !== undefined && { cause: order.cause }),
        fees: toRupees(add(chargesOf(trade).total, depository)),
        market_price: quote.price,
        market_price_timestamp: new Date(quote.at).toISOString(),
        complete: missing === 0,
      },
      ...(missing > 0 && {
        rest: failureOf(order, 'NOT_OFFERED', `${quantity} units were on offer`, missing),
      }),
    };
  }
}

const failed = (order: PaperOrder, { reason, detail }: ExchangeRefusal): PaperOutcome => ({
  filled: false,
  data: failureOf(order, reason, detail),
});

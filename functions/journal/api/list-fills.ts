import * as z from 'zod';
import {
  fees,
  instrumentToken,
  orderSide,
  price,
  priceOrZero,
  quantity,
  strategyId,
  timestamp,
  uuid,
} from '../../../shared/events/data/fields.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { pageOf } from '../../../shared/http/cursor.ts';
import { brokerParams, LIST_DESCRIPTION, listAnswer, passes, tradeQuery } from './list-query.ts';
import { fillColumns, fillColumnsOf } from './order-row.ts';
import { sessionRoute } from './services.ts';

const fillRow = z.strictObject({
  event_id: uuid,
  correlation_id: uuid.describe('Id of the trace: GET /traces/{correlation_id}'),
  order_id: z.string(),
  fill_id: z.string().describe('Id of the execution; an order may fill in parts'),
  signal_id: uuid.describe('Event id of the signal that caused the order'),
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  side: orderSide,
  quantity: quantity.describe('Units of this fill'),
  fill_price: priceOrZero.describe('Rupees per unit; zero for a contract that expired worthless'),
  ...fillColumns,
  fees: fees.describe('Rupees, all charges of this fill'),
  market_price: price.optional().describe('Rupees per unit: the market price before slippage'),
  complete: z.boolean().describe('Whether this fill completes the order'),
  execution_mode: z.enum(['paper', 'live']),
  at: timestamp.describe('Market time'),
});

const fillRowOf = (event: Envelope): z.input<typeof fillRow> | undefined => {
  if (event.type !== 'order_filled') return undefined;
  const { data } = event;
  return {
    event_id: event.id,
    correlation_id: event.correlation_id,
    order_id: data.order_id,
    fill_id: data.fill_id,
    signal_id: data.signal_id,
    strategy_id: data.strategy_id,
    instrument_token: data.instrument_token,
    side: data.signal_type,
    quantity: data.quantity,
    fill_price: data.fill_price,
    ...fillColumnsOf(data),
    fees: data.fees,
    ...(data.market_price !== undefined && { market_price: data.market_price }),
    complete: data.complete,
    execution_mode: data.execution_mode,
    at: event.ts,
  };
};

export const listFills = sessionRoute({
  operation: 'listFills',
  method: 'GET',
  path: '/fills/{broker}',
  tag: 'Orders',
  summary: 'List fills',
  description: LIST_DESCRIPTION,
  params: brokerParams,
  query: tradeQuery,
  reply: pageOf(fillRow),
  problems: ['INVALID_CURSOR'],
  handle: (call, services) =>
    listAnswer(call, services, call.params.broker, 'orders', (event) => {
      const row = fillRowOf(event);
      return row !== undefined && passes(call.query, row) ? row : undefined;
    }),
});

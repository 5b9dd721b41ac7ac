import { pageOf } from '../../../shared/http/cursor.ts';
import { brokerParams, LIST_DESCRIPTION, listAnswer, passes, tradeQuery } from './list-query.ts';
import { orderRow, orderRowOf } from './order-row.ts';
import { sessionRoute } from './services.ts';

export const listOrders = sessionRoute({
  operation: 'listOrders',
  method: 'GET',
  path: '/orders/{broker}',
  tag: 'Orders',
  summary: 'List order events',
  description: LIST_DESCRIPTION,
  params: brokerParams,
  query: tradeQuery,
  reply: pageOf(orderRow),
  problems: ['INVALID_CURSOR'],
  handle: (call, services) =>
    listAnswer(call, services, call.params.broker, 'orders', (event) => {
      const row = orderRowOf(event);
      return row !== undefined && passes(call.query, row) ? row : undefined;
    }),
});

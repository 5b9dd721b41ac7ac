import * as z from 'zod';
import { timestamp, uuid } from '../../../shared/events/data/fields.ts';
import { OPERATOR_ACTIONS, operatorAction } from '../../../shared/events/data/operator.ts';
import { pageOf } from '../../../shared/http/cursor.ts';
import { dayQuery, LIST_DESCRIPTION, listAnswer } from './list-query.ts';
import { sessionRoute } from './services.ts';

const actionRow = operatorAction.omit({ timestamp: true }).extend({
  event_id: uuid,
  correlation_id: uuid.describe('Correlation id of the request'),
  at: timestamp,
});

export const listOperatorActions = sessionRoute({
  operation: 'listOperatorActions',
  method: 'GET',
  path: '/audit',
  tag: 'Audit',
  summary: 'List operator actions',
  description: LIST_DESCRIPTION,
  query: z.strictObject({
    ...dayQuery,
    action: z.enum(OPERATOR_ACTIONS).optional().describe('Filter by action'),
    user_id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/)
      .optional()
      .describe('Filter by user'),
  }),
  reply: pageOf(actionRow),
  problems: ['INVALID_CURSOR'],
  handle: (call, services) =>
    listAnswer(call, services, 'shared', 'operator', (event) => {
      if (event.type !== 'operator_action') return undefined;
      const { timestamp: at, ...done } = event.data;
      const { action, user_id } = call.query;
      if (action !== undefined && action !== done.action) return undefined;
      if (user_id !== undefined && user_id !== done.actor.user_id) return undefined;
      return { event_id: event.id, correlation_id: event.correlation_id, ...done, at };
    }),
});

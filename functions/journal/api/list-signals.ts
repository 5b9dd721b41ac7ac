import * as z from 'zod';
import { price, quantity, timestamp, uuid } from '../../../shared/events/data/fields.ts';
import { riskCheck, tradingSignal } from '../../../shared/events/data/signals.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { pageOf } from '../../../shared/http/cursor.ts';
import { brokerParams, LIST_DESCRIPTION, listAnswer, passes, tradeQuery } from './list-query.ts';
import { sessionRoute } from './services.ts';

const signalRow = z.strictObject({
  event_id: uuid.describe('Event id of the verdict'),
  correlation_id: uuid.describe('Id of the trace: GET /traces/{correlation_id}'),
  verdict: z.enum(['validated', 'rejected']),
  rejection_reason: z.string().optional().describe('Code of the first rule that rejected the signal'),
  signal: tradingSignal,
  validated_quantity: quantity.optional().describe('Units that may be traded'),
  validated_price: price.optional().describe('Rupees: newest market price at the time of the verdict'),
  risk_checks: z.array(riskCheck).describe('Verdict of each rule, in rule order'),
  at: timestamp.describe('Market time'),
});

type SignalRow = z.input<typeof signalRow>;

const signalRowOf = (event: Envelope): SignalRow | undefined => {
  if (event.type !== 'validated_signal' && event.type !== 'rejected_signal') return undefined;
  const { original_signal: signal, risk_checks } = event.data;
  const common = {
    event_id: event.id,
    correlation_id: event.correlation_id,
    signal,
    risk_checks,
    at: event.ts,
  };
  if (event.type === 'rejected_signal') {
    return { ...common, verdict: 'rejected', rejection_reason: event.data.rejection_reason };
  }
  const { validated_quantity, validated_price } = event.data;
  return {
    ...common,
    verdict: 'validated',
    validated_quantity,
    ...(validated_price !== undefined && { validated_price }),
  };
};

export const listSignals = sessionRoute({
  operation: 'listSignals',
  method: 'GET',
  path: '/signals/{broker}',
  tag: 'Signals',
  summary: 'List signals with their verdicts',
  description: LIST_DESCRIPTION,
  params: brokerParams,
  query: tradeQuery.extend({
    verdict: z.enum(['validated', 'rejected']).optional().describe('Filter by verdict'),
  }),
  reply: pageOf(signalRow),
  problems: ['INVALID_CURSOR'],
  handle: (call, services) =>
    listAnswer(call, services, call.params.broker, 'signals', (event) => {
      const row = signalRowOf(event);
      if (row === undefined || !passes(call.query, row.signal)) return undefined;
      return call.query.verdict === undefined || call.query.verdict === row.verdict ? row : undefined;
    }),
});

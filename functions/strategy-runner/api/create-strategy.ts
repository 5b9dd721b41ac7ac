import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { strategyId } from '../../../shared/events/data/fields.ts';
import { checkProduct } from './check-product.ts';
import { checkedParameters, checkFits, configuration } from './configuration.ts';
import { resolveGiven } from './given-instruments.ts';
import { addressOf, existing, sessionRoute, TOLD } from './services.ts';
import { strategyBody, strategyView } from './strategy-view.ts';

export const createStrategy = sessionRoute({
  operation: 'createStrategy',
  method: 'POST',
  path: '/strategies',
  tag: 'Strategies',
  summary: 'Create a strategy',
  description: 'A new strategy is inactive and not cleared for live trading.',
  body: z.strictObject({ strategy_id: strategyId, ...configuration }),
  reply: strategyBody,
  status: 201,
  problems: ['ALREADY_EXISTS', 'INVALID_PARAMETERS', 'NOT_CONFIGURED'],
  writes: true,
  async handle(call, services) {
    const { audited, tables } = services;
    const { strategy_id, type, product } = call.body;
    const resolved = await resolveGiven(call.body.instruments, services, call.now);
    await checkProduct(tables, product ?? undefined, resolved.instruments);
    const content = {
      type,
      ...resolved,
      parameters: checkedParameters(type, call.body.parameters),
      ...(product != null && { product }),
      is_active: false,
      zerodha_trading_enabled: false,
      ...signedBy(call),
    };
    checkFits({ strategy_id, ...content }, []);
    const { item, version } = await audited.change(
      addressOf(strategy_id),
      auditEntryOf(call, { action: 'strategy_created', subject: strategy_id, tells: TOLD }),
      'absent',
      () => content,
    );
    return { body: strategyView(existing(item, strategy_id), []), version };
  },
});

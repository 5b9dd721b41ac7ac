import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { addressOf, contentOf, existing, sessionRoute, strategyPath, TOLD } from './services.ts';
import { strategyBody, strategyView } from './strategy-view.ts';

export const disableStrategy = sessionRoute({
  operation: 'disableStrategy',
  method: 'POST',
  path: '/strategies/{strategy_id}/disable',
  tag: 'Strategies',
  summary: 'Disable a strategy',
  description:
    'Stops a strategy. The request needs no version, is never rate limited, and overrides concurrent changes. Open ' +
    'positions remain.',
  params: strategyPath,
  reply: strategyBody,
  problems: ['NOT_FOUND'],
  writes: true,
  neverLimited: true,
  async handle(call, { audited }) {
    const { strategy_id } = call.params;
    const { item, version } = await audited.change(
      addressOf(strategy_id),
      auditEntryOf(call, { action: 'strategy_disabled', subject: strategy_id, tells: TOLD }),
      'any',
      (before) => {
        const { is_active, ...rest } = contentOf(existing(before, strategy_id));
        return is_active === false ? undefined : { ...rest, is_active: false, ...signedBy(call) };
      },
    );
    return { body: strategyView(existing(item, strategy_id), []), version };
  },
});

import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { refuseOthers } from '../../../shared/http/permission.ts';
import { checkFits } from './configuration.ts';
import {
  addressOf,
  allStrategies,
  contentOf,
  existing,
  itemOf,
  sessionRoute,
  strategyPath,
  TOLD,
} from './services.ts';
import { strategyBody, strategyView } from './strategy-view.ts';

export const enableStrategy = sessionRoute({
  operation: 'enableStrategy',
  method: 'POST',
  path: '/strategies/{strategy_id}/enable',
  tag: 'Strategies',
  summary: 'Enable a strategy',
  description:
    'Starts a strategy within seconds, without a price history. The request fails if the strategy cannot run. Only ' +
    'the owner of the live account, in a stepped-up session, can enable a strategy that is cleared for live trading.',
  params: strategyPath,
  ifMatch: 'required',
  reply: strategyBody,
  problems: ['STEP_UP_REQUIRED', 'NOT_FOUND', 'VERSION_MISMATCH', 'VERSION_REQUIRED', 'INVALID_PARAMETERS'],
  writes: true,
  async handle(call, services) {
    const { strategy_id } = call.params;
    const all = await allStrategies(services);
    itemOf(all, strategy_id);
    const { item, version } = await services.audited.change(
      addressOf(strategy_id),
      auditEntryOf(call, {
        action: 'strategy_enabled',
        subject: strategy_id,
        tells: TOLD,
        loosens: (_, next) => next.zerodha_trading_enabled === true,
      }),
      call.version ?? 0,
      (item) => {
        const before = existing(item, strategy_id);
        checkFits(before, all);
        if (before.zerodha_trading_enabled === true) refuseOthers(call.caller, 'account_owner');
        return before.is_active === true
          ? undefined
          : { ...contentOf(before), is_active: true, ...signedBy(call) };
      },
    );
    return { body: strategyView(existing(item, strategy_id), all), version };
  },
});

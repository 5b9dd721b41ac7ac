import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { refuseOthers } from '../../../shared/http/permission.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
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

/** A single mistake must not start live trading: the user repeats the id and names the version they reviewed. */
const refuseUnconfirmed = (
  strategyId: string,
  confirmed: string | undefined,
  version: number | undefined,
) => {
  if (confirmed !== strategyId) {
    throw new ProblemError(
      'CONFIRMATION_REQUIRED',
      `to trade ${strategyId} with real money, repeat its id in confirm_strategy_id`,
      { fields: [{ field: 'body.confirm_strategy_id', problem: 'is not the id of the strategy' }] },
    );
  }
  if (version === undefined) {
    throw new ProblemError('VERSION_REQUIRED', 'send If-Match with the ETag of the version you reviewed');
  }
};

const withClearance = (before: Item, isCleared: boolean, signed: Item): Item | undefined =>
  (before.zerodha_trading_enabled ?? false) === isCleared
    ? undefined
    : { ...contentOf(before), zerodha_trading_enabled: isCleared, ...signed };

export const setLiveClearance = sessionRoute({
  operation: 'setLiveClearance',
  method: 'PUT',
  path: '/strategies/{strategy_id}/live-clearance',
  tag: 'Strategies',
  summary: 'Set the live clearance of a strategy',
  description:
    'Clears a strategy for trading with real money, or withdraws the clearance. Only the owner of the live account, ' +
    'in a stepped-up session, can clear one. The request repeats the id in confirm_strategy_id and names the ' +
    'reviewed version in If-Match. Withdrawing needs neither and is never rate limited.',
  params: strategyPath,
  body: z.strictObject({
    cleared: z.boolean(),
    confirm_strategy_id: z.string().max(64).optional().describe('The strategy id again; required to clear'),
  }),
  ifMatch: 'optional',
  reply: strategyBody,
  problems: [
    'STEP_UP_REQUIRED',
    'NOT_FOUND',
    'CONFIRMATION_REQUIRED',
    'INVALID_PARAMETERS',
    'VERSION_MISMATCH',
    'VERSION_REQUIRED',
    'NOT_CONFIGURED',
  ],
  writes: true,
  neverLimited: ({ cleared }) => !cleared,
  async handle(call, services) {
    const { strategy_id } = call.params;
    const { cleared, confirm_strategy_id } = call.body;
    const signed = signedBy(call);
    if (!cleared) {
      const { item, version } = await services.audited.change(
        addressOf(strategy_id),
        auditEntryOf(call, { action: 'strategy_withdrawn_from_live', subject: strategy_id, tells: TOLD }),
        'any',
        (before) => withClearance(existing(before, strategy_id), false, signed),
      );
      return { body: strategyView(existing(item, strategy_id), []), version };
    }

    refuseOthers(call.caller, 'account_owner');
    refuseUnconfirmed(strategy_id, confirm_strategy_id, call.version);
    if (!services.hasLiveBroker) {
      throw new ProblemError(
        'NOT_CONFIGURED',
        'this deployment trades on paper only; deploy it with --param brokers=paper,zerodha',
      );
    }
    const all = await allStrategies(services);
    itemOf(all, strategy_id);
    const { item, version } = await services.audited.change(
      addressOf(strategy_id),
      auditEntryOf(call, {
        action: 'strategy_cleared_for_live',
        subject: strategy_id,
        tells: TOLD,
        loosens: () => true,
      }),
      call.version ?? 0,
      (found) => {
        const before = existing(found, strategy_id);
        checkFits(before, []);
        return withClearance(before, true, signed);
      },
    );
    return { body: strategyView(existing(item, strategy_id), all), version };
  },
});

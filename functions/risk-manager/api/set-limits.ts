import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { limitsWithin, loosened } from '../../../shared/controls/ceilings.ts';
import { LIMIT_NAMES, limitOverrides, type RiskLimits, riskLimits } from '../../../shared/controls/limits.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { limitsBody, limitsView, overridesIn } from './limits-view.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

const nullable = Object.fromEntries(
  Object.entries(limitOverrides.shape).map(([name, limit]) => [name, limit.nullable()]),
) as {
  readonly [Name in keyof typeof limitOverrides.shape]: z.ZodNullable<(typeof limitOverrides.shape)[Name]>;
};

/** Refuses a live limit that is looser than its deployed ceiling. */
const refuseAbove = (overrides: object, next: RiskLimits, ceilings: RiskLimits): void => {
  const above = loosened(ceilings, next).filter((name) => name in overrides);
  if (above.length === 0) return;
  const fields = above.map((name) => ({
    field: `body.${name}`,
    problem: `is looser than the ceiling of this deployment, ${ceilings[name]}`,
  }));
  throw new ProblemError('INVALID_PARAMETERS', `${fields[0]?.field} ${fields[0]?.problem}`, { fields });
};

/** A malformed item rejects every order, so any valid limits are looser. */
const isLoosened = (before: RiskLimits | null, next: RiskLimits): boolean =>
  before === null || loosened(before, next).length > 0;

export const setLimits = sessionRoute({
  operation: 'setLimits',
  method: 'PUT',
  path: '/risk/{broker}/limits',
  tag: 'Risk',
  summary: 'Set the risk limits',
  description:
    'Replaces all overrides: a limit that is null or missing returns to its default. A limit of the live account ' +
    'cannot be looser than its ceiling. Loosening one requires a stepped-up session.',
  params: brokerPath,
  body: z.strictObject(nullable),
  ifMatch: 'required',
  reply: limitsBody,
  problems: ['STEP_UP_REQUIRED', 'INVALID_PARAMETERS', 'VERSION_MISMATCH', 'VERSION_REQUIRED'],
  who: 'broker_owner',
  writes: true,
  async handle(call, { audited, ceilings }) {
    const { broker } = call.params;
    const overrides = overridesIn(call.body);
    if (broker === 'zerodha') refuseAbove(overrides, riskLimits(broker, overrides), ceilings);
    const next = limitsWithin(broker, overrides, ceilings);
    const { item, version } = await audited.change(
      addressOf(broker, 'limits'),
      auditEntryOf(call, {
        action: 'risk_limits_changed',
        subject: broker,
        broker,
        tells: LIMIT_NAMES,
        loosens: (before) =>
          broker === 'zerodha' && isLoosened(limitsView(broker, before, ceilings).limits, next),
      }),
      call.version ?? 0,
      (before) => {
        const { problem, overrides: old } = limitsView(broker, before, ceilings);
        const isSame = problem === undefined && canonicalJson(old) === canonicalJson(overrides);
        return isSame ? undefined : { ...overrides, ...signedBy(call) };
      },
    );
    return { body: limitsView(broker, item, ceilings), version };
  },
});

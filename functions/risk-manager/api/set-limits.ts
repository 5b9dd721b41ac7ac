import * as z from 'zod';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { deedOf, signedBy } from '../../../shared/audit/deed.ts';
import { LIMIT_NAMES, limitOverrides } from '../../../shared/controls/limits.ts';
import { limitsBody, limitsView, overridesIn } from './limits-view.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

const nullable = Object.fromEntries(
  Object.entries(limitOverrides.shape).map(([name, limit]) => [name, limit.nullable()]),
) as {
  readonly [Name in keyof typeof limitOverrides.shape]: z.ZodNullable<(typeof limitOverrides.shape)[Name]>;
};

export const setLimits = sessionRoute({
  operation: 'setLimits',
  method: 'PUT',
  path: '/risk/{broker}/limits',
  tag: 'Risk',
  summary: 'Set what signals of an account are measured against',
  description:
    'The whole list of what differs from the defaults: what is null or left out goes back to its default.',
  params: brokerPath,
  body: z.strictObject(nullable),
  ifMatch: 'required',
  reply: limitsBody,
  problems: ['VERSION_MISMATCH', 'VERSION_REQUIRED'],
  writes: true,
  async handle(call, { audited }) {
    const { broker } = call.params;
    const overrides = overridesIn(call.body);
    const { item, version } = await audited.change(
      addressOf(broker, 'limits'),
      deedOf(call, { action: 'risk_limits_changed', subject: broker, broker, tells: LIMIT_NAMES }),
      call.version ?? 0,
      (before) => {
        const { problem, overrides: old } = limitsView(broker, before);
        const isSame = problem === undefined && canonicalJson(old) === canonicalJson(overrides);
        return isSame ? undefined : { ...overrides, ...signedBy(call) };
      },
    );
    return { body: limitsView(broker, item), version };
  },
});

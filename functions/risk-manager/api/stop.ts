import * as z from 'zod';
import { roleOf } from '../../../shared/auth/roles.ts';
import {
  isStopCredentialOf,
  parseStopToken,
  stopCredentialKey,
} from '../../../shared/auth/stop-credential.ts';
import { reason } from '../../../shared/http/reason.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { addressOf, brokerPath, publicRoute } from './services.ts';

const refused = () =>
  new ProblemError('STOP_TOKEN_REFUSED', 'the token is unknown to this deployment or was revoked');

export const stop = publicRoute({
  operation: 'stop',
  method: 'POST',
  path: '/stop/{broker}',
  tag: 'Risk',
  summary: 'Stop trading with a stop credential',
  description:
    'Engages the kill switch like POST /risk/{broker}/kill-switch/engage. Send the token of a stop credential as `Authorization: Bearer`. Made for phone shortcuts and watchdogs.',
  params: brokerPath,
  body: z.strictObject({ reason: reason.optional() }).optional(),
  reply: z.strictObject({ engaged: z.literal(true) }),
  problems: ['STOP_TOKEN_REFUSED'],
  refusals: { metric: 'credentialsRefused', codes: ['STOP_TOKEN_REFUSED'] },
  writes: true,
  neverLimited: true,
  async handle(call, { audited, tables, users, noteUse }) {
    const token = parseStopToken(call.bearer);
    if (token === undefined || roleOf(users, token.userId) === undefined) throw refused();
    const { userId, credentialId } = token;
    const key = stopCredentialKey(userId, credentialId);
    if (!isStopCredentialOf(token, await tables.get('credentials', key))) throw refused();
    const { broker } = call.params;
    const why = call.body?.reason ?? 'stop credential';
    await audited.change(
      addressOf(broker, 'kill_switch'),
      {
        action: 'kill_switch_engaged',
        subject: broker,
        broker,
        authority: { userId, credentialId },
        origin: call.origin,
        reason: why,
        tells: ['engaged'],
        at: call.now,
        correlationId: call.correlationId,
      },
      'any',
      () => ({ engaged: true, reason: why, by: userId, at: new Date(call.now).toISOString() }),
    );
    await noteUse(key, call.now);
    return { body: { engaged: true as const } };
  },
});

import type { CallContext } from '../../../shared/http/route.ts';
import { loginEvent } from './login-event.ts';
import type { AuthServices } from './services.ts';

const MINUTE_MS = 60_000;

/**
 * Publishes an audit event for a tampered session, at most once a minute per user. The event names the caller that
 * found it.
 */
export const reportTampered = async (
  userId: string,
  problem: string,
  call: CallContext,
  { counter, trail }: AuthServices,
): Promise<void> => {
  const minute = Math.floor(call.now / MINUTE_MS);
  const isFirst = await counter.count(`tampered#${userId}#${minute}`, 1, (minute + 2) * 60);
  if (!isFirst) return;
  await trail.publish(loginEvent({ action: 'session_tampered', userId, reason: problem }, call));
};

import type { Uuid } from '../../../shared/events/ids.ts';
import type { Origin } from '../../../shared/http/origin.ts';
import { loginEvent } from './login-event.ts';
import type { AuthServices } from './services.ts';

interface Call {
  readonly now: number;
  readonly correlationId: Uuid;
  readonly origin: Origin;
  newId(): Uuid;
}

const MINUTE_MS = 60_000;

/**
 * Tells the trail that a session was changed by something else than this system, once a minute for a user, however
 * often it is looked at. The event names who has looked.
 */
export const tellTampered = async (
  userId: string,
  problem: string,
  call: Call,
  { counter, trail }: AuthServices,
): Promise<void> => {
  const minute = Math.floor(call.now / MINUTE_MS);
  const isFirst = await counter.count(`tampered#${userId}#${minute}`, 1, (minute + 2) * 60);
  if (!isFirst) return;
  await trail.publish(loginEvent({ action: 'session_tampered', userId, reason: problem }, call));
};

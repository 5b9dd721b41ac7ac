import * as z from 'zod';
import { bearerToken } from '../../shared/auth/bearer.ts';
import type { HashAddress } from '../../shared/auth/ports.ts';
import { cleanUserAgent, type Origin } from '../../shared/http/origin.ts';
import {
  type AuthorizerServices,
  authorize,
  type Decision,
  type Denied,
  METRIC_OF_DENIAL,
} from './authorize.ts';

const authorizerEvent = z.object({
  headers: z.record(z.string(), z.string()).optional(),
  requestContext: z.object({ http: z.object({ sourceIp: z.string().optional() }).optional() }).optional(),
});

/** The caller in an authorizer event, payload format 2.0. */
interface Caller {
  readonly token: string | undefined;
  /** Empty if unknown. */
  readonly address: string;
  readonly userAgent: string | undefined;
}

const callerOf = (event: unknown): Caller => {
  const { headers = {}, requestContext } = authorizerEvent.safeParse(event).data ?? {};
  const header = (wanted: string) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return {
    token: bearerToken(header('authorization')),
    address: requestContext?.http?.sourceIp ?? '',
    userAgent: cleanUserAgent(header('user-agent')),
  };
};

/** The simple response format of an HTTP API authorizer. */
export interface AuthorizerAnswer {
  readonly isAuthorized: boolean;
  /** Passed to the routes. */
  readonly context: {
    readonly user_id?: string;
    readonly session_id?: string;
    /** Hash of the caller's address, for the audit trail. */
    readonly address_hash?: string;
  };
}

const answerOf = (decision: Decision, { addressHash }: Origin): AuthorizerAnswer =>
  decision.allowed
    ? {
        isAuthorized: true,
        context: {
          user_id: decision.session.user_id,
          session_id: decision.session.session_id,
          ...(addressHash !== undefined && { address_hash: addressHash }),
        },
      }
    : { isAuthorized: false, context: {} };

export interface AnsweringServices extends AuthorizerServices {
  readonly hashAddress: HashAddress;
  /** Called for each refused request. */
  readonly onDenied: (denied: Denied) => Promise<void>;
}

/** Answers an authorizer's event. @param now Epoch milliseconds. @throws TransientError as `authorize` */
export const answerTo = async (
  event: unknown,
  now: number,
  services: AnsweringServices,
): Promise<AuthorizerAnswer> => {
  const { token, address, userAgent } = callerOf(event);
  const [decision, addressHash] = await Promise.all([
    authorize(token, now, services),
    services.hashAddress(address),
  ]);
  const origin = { addressHash, userAgent };
  if (!decision.allowed) {
    await services.onDenied({ ...decision, origin, metric: METRIC_OF_DENIAL[decision.reason] });
  }
  return answerOf(decision, origin);
};

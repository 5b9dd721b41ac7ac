import type {
  BrokerTokens,
  HashAddress,
  KnownCallers,
  LoginTrail,
  SessionStore,
  TokenIssuer,
  TokenVerifier,
  UsedOnce,
} from '../../../shared/auth/ports.ts';
import type { OperatorAction } from '../../../shared/events/types.ts';
import type { RequestCounter } from '../../../shared/http/rate-limit.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { KiteSessions } from '../kite-sessions.ts';

/** Dependencies of the auth routes. */
export interface AuthServices {
  readonly kite: KiteSessions;
  readonly sessions: SessionStore;
  readonly tokens: TokenIssuer & TokenVerifier;
  readonly brokerTokens: BrokerTokens;
  readonly usedOnce: UsedOnce;
  readonly trail: LoginTrail;
  readonly counter: RequestCounter;
  readonly hashAddress: HashAddress;
  readonly knownCallers: KnownCallers;
  /** Counts a finished action. */
  readonly onDone: (action: OperatorAction['action']) => void;
  /** Kite user ids that may log in. */
  readonly allowedUsers: readonly string[];
}

export const { publicRoute, sessionRoute } = routesFor<AuthServices>();

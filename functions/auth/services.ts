import type {
  BrokerTokens,
  LoginTrail,
  SessionStore,
  TokenIssuer,
  TokenVerifier,
  UsedOnce,
} from '../../shared/auth/ports.ts';
import type { RequestCounter } from '../../shared/http/rate-limit.ts';
import { routesFor } from '../../shared/http/route.ts';
import type { KiteSessions } from '../../shared/kite/kite-sessions.ts';

/** What the routes of logins work with. */
export interface AuthServices {
  readonly kite: KiteSessions;
  readonly sessions: SessionStore;
  readonly tokens: TokenIssuer & TokenVerifier;
  readonly brokerTokens: BrokerTokens;
  readonly usedOnce: UsedOnce;
  readonly trail: LoginTrail;
  readonly counter: RequestCounter;
  /** Kite user ids that may log in; nobody else may. */
  readonly allowedUsers: readonly string[];
}

export const { publicRoute, sessionRoute } = routesFor<AuthServices>();

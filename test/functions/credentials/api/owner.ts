import { randomBytes } from 'node:crypto';
import { credentialsRoutes } from '../../../../functions/credentials/api/routes.ts';
import type { CredentialServices } from '../../../../functions/credentials/api/services.ts';
import { accountId } from '../../../../shared/auth/current-session.ts';
import { factorSecrets } from '../../../../shared/auth/factor-secrets.ts';
import type { FoundSession } from '../../../../shared/auth/ports.ts';
import { totpCode, totpStep } from '../../../../shared/auth/totp.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { NOW, operatorActions, world } from '../../../shared/audit/world.ts';
import { MemoryKeys } from '../../../shared/auth/fixtures.ts';
import {
  CALLER,
  CALLER_SESSION,
  callRoute,
  type RouteAnswer,
  type RouteCall,
} from '../../../support/call-route.ts';
import { memoryRequestCounter } from '../../../support/request-counter.ts';

export const SESSION_KEY = { account_id: accountId(CALLER.user_id) };
export const FACTOR_KEY = { user_id: CALLER.user_id, credential: 'totp' };

/** An owner at the API, who has just logged in. */
export const owner = () => {
  const { tables, items, audited, log } = world();
  tables.put('sessions', {
    ...CALLER_SESSION,
    logged_in_at: new Date(NOW).toISOString(),
    pending_events: [],
  });
  const keys = new MemoryKeys();
  const used = new Set<string>();
  const published: unknown[] = [];
  const services: CredentialServices = {
    audited,
    items,
    tables,
    sessions: {
      find: async () =>
        ({ kind: 'session', session: tables.peek('sessions', SESSION_KEY) }) as unknown as FoundSession,
      change: async (_, change) => {
        const found = { kind: 'session', session: tables.peek('sessions', SESSION_KEY) };
        const next = change(found as unknown as FoundSession);
        if (next !== undefined) tables.put('sessions', next as unknown as Item);
        return next as never;
      },
    },
    trail: { publishPending: async () => {}, publish: async (event) => void published.push(event) },
    secrets: factorSecrets(keys),
    usedOnce: {
      use: async (id) => {
        if (used.has(id)) return false;
        used.add(id);
        return true;
      },
    },
    counter: memoryRequestCounter().port,
    randomBytes,
  };
  const ask = (operation: string, body?: unknown, more: RouteCall = {}): Promise<RouteAnswer> => {
    const route = credentialsRoutes.find((known) => known.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return callRoute(route, services, { now: NOW, ...(body !== undefined && { body }), ...more });
  };
  return {
    tables,
    services,
    keys,
    ask,
    told: () => operatorActions(log).map(({ data }) => data),
    /** Enrols an authenticator. @returns its secret */
    enrol: async (at = NOW): Promise<string> => {
      const { body } = await ask('enrolSecondFactor', {}, { now: at });
      const { secret } = body as { readonly secret: string };
      await ask('confirmSecondFactor', { code: codeAt(secret, at) }, { now: at });
      return secret;
    },
  };
};

export const codeAt = (secret: string, at: number): string => totpCode(secret, totpStep(at));

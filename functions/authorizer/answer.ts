import * as z from 'zod';
import type { Decision } from './authorize.ts';

const authorizerEvent = z.object({ headers: z.record(z.string(), z.string()) });

/** The `Authorization` header of an authorizer's event, payload format 2.0; undefined where there is none. */
export const authorizationHeader = (event: unknown): string | undefined => {
  const headers = authorizerEvent.safeParse(event).data?.headers ?? {};
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
};

/** What an HTTP API takes for an answer, the simple form. */
export interface AuthorizerAnswer {
  readonly isAuthorized: boolean;
  /** What the routes learn of the caller. */
  readonly context: { readonly user_id?: string; readonly session_id?: string };
}

export const answerOf = (decision: Decision): AuthorizerAnswer =>
  decision.allowed
    ? {
        isAuthorized: true,
        context: { user_id: decision.session.user_id, session_id: decision.session.session_id },
      }
    : { isAuthorized: false, context: {} };

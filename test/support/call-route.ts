import { expect } from 'vitest';
import { accountId } from '../../shared/auth/current-session.ts';
import type { Role } from '../../shared/auth/roles.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import { requestOf } from '../../shared/http/request.ts';
import { type Route, routeKeyOf } from '../../shared/http/route.ts';

/** Who calls in tests. */
export const CALLER = { user_id: 'DEMO01', session_id: '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' } as const;

/** The item of that login. */
export const CALLER_SESSION = {
  account_id: accountId(CALLER.user_id),
  ...CALLER,
  state: 'active',
  expires_at: '2100-01-01T00:30:00.000Z',
} as const;

/** When that login stops being one that has shown its second factor: never. */
export const STEPPED_UP_SESSION = {
  ...CALLER_SESSION,
  stepped_up_until: '2100-01-01T00:30:00.000Z',
} as const;

export interface RouteCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the caller; `account_owner` where it is left out. */
  readonly role?: Role;
  /** Epoch milliseconds. */
  readonly now?: number;
}

export interface RouteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What its schema let through. */
  readonly body: unknown;
}

/** Calls a route as its caller would, by what the gateway hands over; its answer has to be what its schema says. */
export const callRoute = async <Services>(
  route: Route<Services>,
  services: Services,
  { params, query, headers, body, role = 'account_owner', now = 0 }: RouteCall = {},
): Promise<RouteAnswer> => {
  let ids = 0;
  const request = requestOf(
    {
      routeKey: routeKeyOf(route),
      pathParameters: params,
      queryStringParameters: query,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: {
        http: { sourceIp: '10.0.0.1' },
        authorizer: route.access === 'session' ? { lambda: CALLER } : undefined,
      },
    },
    {
      now: () => now,
      roleOf: () => role,
      newId: (): Uuid => {
        ids += 1;
        return uuidV5(ALPHA_PANDA, `request ${ids}`);
      },
    },
  );
  const reply = await route.answer(request, services);
  const answered: unknown = JSON.parse(reply.body);
  expect(route.reply.safeParse(answered).error).toBeUndefined();
  return { status: reply.status, headers: reply.headers, body: answered };
};

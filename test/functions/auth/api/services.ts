import { randomUUID } from 'node:crypto';
import type { AuthServices } from '../../../../functions/auth/api/services.ts';
import type { KiteSessions } from '../../../../functions/auth/kite-sessions.ts';
import { loginTrail } from '../../../../shared/auth/login-trail.ts';
import type { FoundSession, SessionStore } from '../../../../shared/auth/ports.ts';
import type { SessionItem } from '../../../../shared/auth/session-item.ts';
import { tokenCipher } from '../../../../shared/auth/token-cipher.ts';
import { TransientError } from '../../../../shared/errors.ts';
import { validateEvent } from '../../../../shared/events/decode.ts';
import type { Envelope } from '../../../../shared/events/envelope.ts';
import type { Uuid } from '../../../../shared/events/ids.ts';
import type { OperatorAction } from '../../../../shared/events/types.ts';
import type { ApiRequest } from '../../../../shared/http/request.ts';
import type { Route } from '../../../../shared/http/route.ts';
import { ProblemError } from '../../../../shared/ports/problems.ts';
import type { OutgoingRecord } from '../../../../shared/ports/record.ts';
import { tokensUnderTest, USER } from '../../../shared/auth/fixtures.ts';
import { memoryRequestCounter } from '../../../support/request-counter.ts';

export const GOOD_TOKEN = 'good-broker-token-81c2';
export const STRANGER_TOKEN = 'stranger-broker-token-04d9';
export const STRANGER = 'ZZ9999';

/** Sessions in memory. */
class MemorySessions implements SessionStore {
  readonly items = new Map<string, FoundSession>();
  touched = 0;

  async find(userId: string): Promise<FoundSession> {
    return this.items.get(userId) ?? { kind: 'none' };
  }

  async change(
    userId: string,
    change: Parameters<SessionStore['change']>[1],
  ): Promise<SessionItem | undefined> {
    const found = await this.find(userId);
    const content = change(found);
    if (content === undefined) return undefined;
    const version = found.kind === 'session' ? found.session.version + 1 : 1;
    const session = { ...content, version, seal: { key_id: 'k1', signature: 'c2VhbA' } };
    this.items.set(userId, { kind: 'session', session });
    return session;
  }

  async touch(): Promise<void> {
    this.touched += 1;
  }

  /** The session of a user, which has to be there. */
  of(userId: string): SessionItem {
    const found = this.items.get(userId);
    if (found?.kind !== 'session') throw new Error(`${userId} has no session`);
    return found.session;
  }
}

/** A Kite with two users, that can be made to fail. */
class MemoryKite implements KiteSessions {
  readonly asked: string[] = [];
  fails: ProblemError | undefined;
  readonly #users = new Map([
    [GOOD_TOKEN, USER],
    [STRANGER_TOKEN, STRANGER],
  ]);

  async profile(accessToken: string) {
    this.#ask(`profile ${accessToken}`);
    const userId = this.#users.get(accessToken);
    if (userId === undefined) throw new ProblemError('INVALID_CREDENTIALS', 'not taken');
    return { userId, userName: 'Asha Rao', userShortname: 'Asha', email: 'asha@example.invalid' };
  }

  async exchange(requestToken: string) {
    this.#ask(`exchange ${requestToken}`);
    if (requestToken !== 'requesttoken1') throw new ProblemError('INVALID_CREDENTIALS', 'not taken');
    return GOOD_TOKEN;
  }

  async invalidate(accessToken: string) {
    this.#ask(`invalidate ${accessToken}`);
    this.#users.delete(accessToken);
  }

  async loginUrl(state: string) {
    return `https://kite.example/connect/login?redirect_params=state%3D${state}`;
  }

  #ask(what: string): void {
    this.asked.push(what);
    if (this.fails !== undefined) throw this.fails;
  }
}

/** All that the routes of logins need, in memory, with what they did. */
export const authUnderTest = () => {
  const { keys, clock, jwt } = tokensUnderTest();
  const sessions = new MemorySessions();
  const kite = new MemoryKite();
  const kafka = { isDown: false, records: [] as OutgoingRecord[] };
  const reports: { readonly thrown: unknown; readonly lost: unknown }[] = [];
  const used = new Set<string>();
  const known = new Map<string, number>();
  const done: OperatorAction['action'][] = [];
  const publisher = {
    publish: async (records: readonly OutgoingRecord[]) => {
      if (kafka.isDown) throw new TransientError('KAFKA_PUBLISH_FAILED', 'unreachable');
      kafka.records.push(...records);
    },
  };
  const services: AuthServices = {
    kite,
    sessions,
    tokens: jwt,
    brokerTokens: tokenCipher(keys),
    usedOnce: {
      use: async (id) => {
        if (used.has(id)) return false;
        used.add(id);
        return true;
      },
    },
    trail: loginTrail({ publisher, sessions, report: (thrown, lost) => reports.push({ thrown, lost }) }),
    counter: memoryRequestCounter().port,
    hashAddress: async (address) =>
      address === '' ? undefined : `k1.${address.padEnd(22, '-').replaceAll(/[.:]/g, '_').slice(0, 22)}`,
    knownCallers: {
      has: async (hash, now) => (known.get(hash) ?? 0) > now,
      remember: async (hash, until) => void known.set(hash, until),
    },
    onDone: (action) => done.push(action),
    allowedUsers: [USER],
  };
  /** What stands in the trail, each event valid. */
  const published = (): readonly Envelope[] =>
    kafka.records.map(({ value }) => validateEvent(JSON.parse(String(value))));
  return { services, keys, clock, sessions, kite, kafka, reports, done, published };
};
export type AuthUnderTest = ReturnType<typeof authUnderTest>;

const newId = (): Uuid => randomUUID() as Uuid;

/** Calls a route as the gateway would; the answer's body has to be what the route promises. */
export const call = async (
  route: Route<AuthServices>,
  { services, clock }: AuthUnderTest,
  request: Partial<Pick<ApiRequest, 'query' | 'caller' | 'bearer' | 'sourceIp' | 'userAgent'>> & {
    readonly body?: unknown;
  } = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown>; readonly text: string }> => {
  const reply = await route.answer(
    {
      routeKey: `${route.method} ${route.path}`,
      params: {},
      query: request.query ?? {},
      headers: {},
      bearer: request.bearer,
      caller: request.caller,
      sourceIp: request.sourceIp ?? '127.0.0.1',
      userAgent: request.userAgent,
      correlationId: newId(),
      now: clock.now(),
      newId,
      json: () => request.body,
    },
    services,
  );
  const body: unknown = route.produces === 'text/html' ? reply.body : JSON.parse(reply.body);
  route.reply.parse(body);
  return {
    status: reply.status,
    text: reply.body,
    body: typeof body === 'object' && body !== null ? { ...body } : {},
  };
};

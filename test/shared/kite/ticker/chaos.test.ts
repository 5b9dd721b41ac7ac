import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TickMode } from '../../../../shared/kite/ticker/requests.ts';
import type { SocketEnd } from '../../../../shared/kite/ticker/web-socket.ts';
import { checkAsync } from '../../../support/seed.ts';
import type { FakeSocket } from './fake-kite.ts';
import { fakeTicker, fullFrame, HEARTBEAT, TOKEN } from './support.ts';

/** Few, so that three connections are often full. */
const PER_SOCKET = 3;

type Step =
  | { readonly kind: 'open' | 'heartbeat' | 'garbage' | 'text' }
  | { readonly kind: 'tick'; readonly token: number }
  | { readonly kind: 'end'; readonly end: SocketEnd }
  | { readonly kind: 'want'; readonly wanted: ReadonlyMap<number, TickMode> }
  | { readonly kind: 'wait'; readonly milliseconds: number };

const tokens = fc.integer({ min: 1, max: 12 }).map((number) => number * 256 + 1);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('open', 'heartbeat', 'garbage', 'text') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tick'), token: tokens }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('end'),
      end: fc.constantFrom<SocketEnd>(
        { kind: 'refused', status: 403 },
        { kind: 'refused', status: 502 },
        { kind: 'closed', code: 1_006 },
        { kind: 'failed', code: 'ECONNRESET' },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('want'),
      wanted: fc
        .array(fc.tuple(tokens, fc.constantFrom<TickMode>('ltp', 'quote', 'full')), { maxLength: 14 })
        .map((entries) => new Map(entries)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait'), milliseconds: fc.nat({ max: 8_000 }) }),
  },
);

/** What a server has subscribed after the requests of a socket. It fails above its limit. */
const subscribedOn = ({ sent }: FakeSocket): Map<number, unknown> => {
  const subscribed = new Map<number, unknown>();
  for (const { a, v } of sent) {
    if (a === 'unsubscribe') for (const token of v as number[]) subscribed.delete(token);
    if (a === 'subscribe') for (const token of v as number[]) subscribed.set(token, 'quote');
    if (a !== 'mode') continue;
    const [mode, some] = v as [string, number[]];
    for (const token of some) if (subscribed.has(token)) subscribed.set(token, mode);
  }
  expect(subscribed.size).toBeLessThanOrEqual(PER_SOCKET);
  return subscribed;
};

it('subscribes what is wanted after any steps of a server, and accounts for each packet', async () => {
  await checkAsync(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 2 }), step), { maxLength: 60 }), async (steps) => {
      const all = fakeTicker({ maxTokensPerSocket: PER_SOCKET, random: () => 0.7 });
      const { ticker, kite, timer, ticks, changes } = all;
      const opened = new Set<FakeSocket>();
      const open = (socket: FakeSocket): void => {
        if (opened.has(socket) || socket.calls.length > 0) return;
        opened.add(socket);
        socket.events.opened();
      };
      const living = (): FakeSocket[] =>
        kite.sockets.filter(({ calls, hasEnded }) => calls.length === 0 && !hasEnded());
      let wanted: ReadonlyMap<number, TickMode> = new Map();

      for (const [place, one] of steps) {
        const socket = living()[place];
        if (one.kind === 'wait') await timer.advance(one.milliseconds);
        else if (one.kind === 'want') {
          wanted = one.wanted;
          ticker.subscribe(wanted);
          await timer.advance(0);
        } else if (socket === undefined) continue;
        else if (one.kind === 'open') open(socket);
        else if (one.kind === 'end') {
          socket.end(one.end);
          await timer.advance(0);
        } else if (!opened.has(socket)) continue;
        else if (one.kind === 'heartbeat') socket.events.binary(HEARTBEAT);
        else if (one.kind === 'garbage') socket.events.binary(Buffer.from([0, 2, 0, 8, 1]));
        else if (one.kind === 'text') socket.events.text('{"type":"message","data":"x"}');
        else if (one.kind === 'tick') socket.events.binary(fullFrame(one.token, timer.now()));
        expect(living().length).toBeLessThanOrEqual(3);
      }

      // From now on the server is well: it opens each socket and sends heartbeats.
      for (let second = 0; second < 200; second += 1) {
        for (const socket of living()) {
          open(socket);
          socket.events.binary(HEARTBEAT);
        }
        await timer.advance(1_000);
      }
      const subscribed = new Map(living().flatMap((socket) => [...subscribedOn(socket)]));
      expect(subscribed).toEqual(new Map([...wanted].slice(0, 3 * PER_SOCKET)));

      const stats = ticker.stats();
      expect(stats.ticks).toBe(ticks.length);
      expect(stats.packets).toBe(
        Object.values(stats.dropped).reduce((sum, count) => sum + count, stats.ticks),
      );
      expect(JSON.stringify([changes, stats])).not.toContain(TOKEN);

      await ticker.close();
      await timer.advance(0);
      expect([living().length, timer.pending]).toEqual([0, 0]);
    }),
    150,
  );
});

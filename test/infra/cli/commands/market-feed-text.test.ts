import { expect, test } from 'vitest';
import { marketFeedText } from '../../../../infra/cli/commands/market-feed-text.ts';

const RUNS = {
  ...{ needed: true, ok: true, host: 'edge', state: 'live', message: 'publishes', subscribed: 1 },
  ...{ last_tick_at: '2026-03-02T03:45:41.250Z', conflated: 0, refused: [] },
};

test.each([
  [RUNS, 'live on edge, 1 instrument, newest tick at 2026-03-02 09:15:41 IST'],
  [
    { ...RUNS, subscribed: 9_000, conflated: 1_234, refused: ['NSE:INFY', 'NSE:TCS'] },
    'live on edge, 9,000 instruments, newest tick at 2026-03-02 09:15:41 IST, 1,234 conflated, without subscription: NSE:INFY, NSE:TCS',
  ],
  [
    {
      ...{ needed: true, ok: false, problem: 'FEED_TOKEN_REFUSED', host: 'relay', state: 'token_refused' },
      ...{ message: 'Kite refuses the token: log in', subscribed: 0, conflated: 0, refused: [] },
    },
    'token_refused on relay, 0 instruments, Kite refuses the token: log in',
  ],
  [
    { ...RUNS, ok: false, problem: 'FEED_STOPPED', last_tick_at: undefined },
    'stopped on edge, 1 instrument, publishes',
  ],
  [{ needed: false, ok: false, problem: 'NOT_DEPLOYED' }, 'none in this deployment'],
  [{ needed: true, ok: false, problem: 'FEED_NEVER_RAN' }, 'has not run yet'],
  [{ needed: true, ok: false, problem: 'DYNAMO_FAILED' }, 'DYNAMO_FAILED'],
] as const)('says of %j in one line "%s"', (feed, text) => {
  const { last_tick_at, ...rest } = { last_tick_at: undefined, ...feed };
  expect(
    marketFeedText({
      ...rest,
      ...(last_tick_at && { last_tick_at }),
      refused: [...(('refused' in feed && feed.refused) || [])],
    }),
  ).toBe(text);
});

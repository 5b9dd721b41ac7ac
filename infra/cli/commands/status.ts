import * as z from 'zod';
import type { ApiClient, BodyOf } from '../api-client.ts';
import { command, flag } from '../command.ts';
import { facts } from '../table.ts';
import { istTime, timeLeft } from '../text.ts';
import { exactly } from '../words.ts';
import { marketFeed, marketFeedText } from './market-feed-text.ts';

const reply = async () =>
  (await import('../../../functions/auth/api/get-session-status.ts')).getSessionStatus.reply;

type Status = BodyOf<typeof reply>;

const userOf = ({ user_id, user_name }: Status): string | undefined =>
  user_id === undefined ? undefined : [user_id, user_name && `(${user_name})`].filter(Boolean).join(' ');

const endOf = ({ expires_at, seconds_left }: Status): string | undefined => {
  if (expires_at === undefined) return undefined;
  const left = seconds_left === undefined ? '' : `, in ${timeLeft(seconds_left)}`;
  return `${istTime(expires_at)} IST${left}`;
};

const atBroker = (verified: boolean | undefined): string | undefined => {
  if (verified === undefined) return undefined;
  return verified ? 'accepts the token' : 'did not confirm the token';
};

const readiness = z.object({ market_feed: marketFeed.optional() });

/** What the feed does, as far as the deployment tells it: the session status does not depend on it. */
const feedLine = async (api: ApiClient): Promise<string | undefined> => {
  const call = {
    method: 'GET',
    path: '/health/ready',
    reply: async () => readiness,
    alsoAnswers: 503,
  } as const;
  const answer = await api.call(call).catch(() => undefined);
  return answer?.body.market_feed && marketFeedText(answer.body.market_feed);
};

export const status = command({
  name: 'status',
  summary: 'Show the session status',
  forms: [['', 'exits with 3 if you are not logged in']],
  options: z.object({ verify: flag('check the token at Zerodha as well') }),
  async run({ words, options }, { api, isLoggedIn, json: asJson, print, endWith }) {
    exactly(words);
    const { body, json } = await api.call({
      method: 'GET',
      path: '/auth/status',
      query: { verify: options.verify ? 'true' : undefined },
      reply,
      access: 'public',
    });
    const isAuthenticated = body.state === 'authenticated';
    print(
      json,
      facts([
        ['API', api.address],
        ['state', body.reason === undefined ? body.state : `${body.state} (${body.reason})`],
        ['user', userOf(body)],
        [
          'logged in',
          body.logged_in_at && `${istTime(body.logged_in_at)} IST by ${body.login_method ?? 'login'}`,
        ],
        ['until', endOf(body)],
        ['Zerodha', atBroker(body.verified)],
        ['market feed', isAuthenticated && isLoggedIn && !asJson ? await feedLine(api) : undefined],
      ]),
    );
    if (!isAuthenticated) endWith('notLoggedIn');
  },
});

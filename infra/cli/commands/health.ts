import * as z from 'zod';
import { command } from '../command.ts';
import { type Column, table } from '../table.ts';
import { istTime } from '../text.ts';
import { exactly } from '../words.ts';
import { marketFeed, marketFeedText } from './market-feed-text.ts';

const alive = async () => (await import('../../../functions/health/api/get-health.ts')).getHealth.reply;

const check = z.object({
  needed: z.boolean(),
  ok: z.boolean(),
  problem: z.string().optional(),
  engaged: z.boolean().optional(),
  reason: z.string().optional(),
  expires_at: z.string().optional(),
  newest_tick_at: z.string().optional(),
  stuck: z.array(z.object({ function: z.string(), problem: z.string() })).optional(),
});

type Check = z.infer<typeof check>;

const readiness = z.object({
  state: z.enum(['ready', 'off_by_schedule', 'not_ready']),
  checks: z.record(z.string(), z.record(z.string(), check)),
  market_feed: marketFeed.optional(),
});

const STATES = { ready: 'ready', off_by_schedule: 'off by schedule', not_ready: 'NOT READY' } as const;

interface Row extends Check {
  readonly broker: string;
  readonly name: string;
}

const verdict = ({ ok, needed, engaged }: Check): string => {
  if (engaged === true) return 'ENGAGED';
  if (ok) return needed ? 'ok' : 'not needed now';
  return needed ? 'NOT READY' : 'not ready, not needed now';
};

const more = ({ problem, engaged, reason, expires_at, newest_tick_at, stuck = [] }: Check): string =>
  [
    engaged === true ? reason : problem,
    expires_at && `until ${istTime(expires_at)} IST`,
    newest_tick_at && `newest price at ${istTime(newest_tick_at)} IST`,
    ...stuck.map((mapping) => `${mapping.function}: ${mapping.problem}`),
  ]
    .filter(Boolean)
    .join(', ');

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'BROKER', cell: ({ broker }) => broker },
  { heading: 'CHECK', cell: ({ name }) => name },
  { heading: 'STATE', cell: verdict },
  { heading: '', cell: more },
];

const NOT_READY = 503;

export const health = command({
  name: 'health',
  summary: 'Check liveness and readiness',
  forms: [['', 'exits with 4 if a needed check fails']],
  notes: ['Without a session it checks only that the API answers.'],
  options: z.object({}),
  async run({ words }, { api, isLoggedIn, print, say, endWith }) {
    exactly(words);
    const { body, json } = await api.call({ method: 'GET', path: '/health', reply: alive, access: 'public' });
    const answers = `${api.address} answers: ${body.status}, stage ${body.stage}`;
    if (!isLoggedIn) {
      print(json, [answers]);
      say('Log in to check Kafka, tables, the broker session and prices.');
      return;
    }
    const { body: readily, json: readyJson } = await api.call({
      method: 'GET',
      path: '/health/ready',
      reply: async () => readiness,
      alsoAnswers: NOT_READY,
    });
    const rows = Object.entries(readily.checks).flatMap(([broker, checks]) =>
      Object.entries(checks).map(([name, found]): Row => ({ broker, name, ...found })),
    );
    print(readyJson, [
      answers,
      STATES[readily.state],
      ...table(COLUMNS, rows),
      ...(readily.market_feed ? [`market feed: ${marketFeedText(readily.market_feed)}`] : []),
    ]);
    if (readily.state === 'not_ready') endWith('unavailable');
  },
});

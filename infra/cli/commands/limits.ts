import * as z from 'zod';
import type { Broker } from '../../../shared/events/brokers.ts';
import { count } from '../../../shared/market/figures.ts';
import type { ApiClient, ApiReply } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { table } from '../table.ts';
import { istTime } from '../text.ts';
import { brokerIn, exactly, ifVersionOption, noSuchForm, reasonOption } from '../words.ts';

const numbers = z.record(z.string(), z.number());

const limitsReply = z.object({
  broker: z.string(),
  limits: numbers.nullable(),
  overrides: numbers,
  defaults: numbers,
  problem: z.string().optional(),
  version: z.number(),
  changed_by: z.string().nullish(),
  changed_at: z.string().nullish(),
});

type Limits = z.infer<typeof limitsReply>;

const releaseReply = z.object({ broker: z.string(), released_at: z.string() });

const lines = ({
  limits,
  overrides,
  defaults,
  problem,
  version,
  changed_by,
  changed_at,
}: Limits): readonly string[] => [
  ...table(
    [
      { heading: 'LIMIT', cell: (name) => name },
      {
        heading: 'VALUE',
        align: 'right',
        cell: (name) => (limits === null ? undefined : count(limits[name] ?? 0)),
      },
      { heading: 'DEFAULT', align: 'right', cell: (name) => count(defaults[name] ?? 0) },
      { heading: '', cell: (name) => (name in overrides ? 'set' : '') },
    ],
    Object.keys(defaults),
  ),
  ...(problem === undefined ? [] : [`Nothing passes: ${problem}`]),
  `version ${version}${changed_by ? `, by ${changed_by}` : ''}${changed_at ? `, ${istTime(changed_at)} IST` : ''}`,
];

/** `max_daily_trades=100`; digits may be grouped by underscores. */
const assignmentIn = (word: string): readonly [name: string, value: number] => {
  const found = /^([a-z_]+)=(\d[\d_]*(?:\.\d+)?)$/.exec(word);
  const [, name, value] = found ?? [];
  if (name === undefined || value === undefined) {
    throw usageError(`"${word}" is no limit: write name=value, such as max_daily_trades=100`);
  }
  return [name, Number(value.replaceAll('_', ''))];
};

type Overrides = Readonly<Record<string, number>>;

const nameIn = (word: string): string => {
  if (/^[a-z_]+$/.test(word)) return word;
  throw usageError(`"${word}" is not the name of a limit, such as max_daily_trades`);
};

const without = (overrides: Overrides, names: readonly string[]): Overrides =>
  Object.fromEntries(Object.entries(overrides).filter(([name]) => !names.includes(name)));

/** What the words of `set` or `unset` make of the limits that differ from the defaults. */
const changeIn = (form: 'set' | 'unset', words: readonly string[]): ((before: Overrides) => Overrides) => {
  if (words.length === 0) throw usageError(`${form} needs at least one limit`);
  if (form === 'unset') {
    const names = words.map(nameIn);
    return (before) => without(before, names);
  }
  const changes = Object.fromEntries(words.map(assignmentIn));
  return (before) => ({ ...before, ...changes });
};

const setLimits = async (
  api: ApiClient,
  broker: Broker,
  change: (before: Overrides) => Overrides,
  pinned: number | undefined,
): Promise<ApiReply<Limits>> => {
  const path = apiPath`/risk/${broker}/limits`;
  const { body: before } = await api.call({ method: 'GET', path, reply: limitsReply });
  return api.call({
    method: 'PUT',
    path,
    body: change(before.overrides),
    ifMatch: pinned ?? before.version,
    reply: limitsReply,
  });
};

const FORMS = ['show', 'set', 'unset', 'release-daily-loss'] as const;

export const limits = command({
  name: 'limits',
  summary: 'What signals of a broker are measured against',
  forms: [
    ['BROKER', 'all limits, and which of them differ from their default'],
    ['BROKER set NAME=VALUE ...', 'sets some; others stay as they are'],
    ['BROKER unset NAME ...', 'puts some back to their default'],
    ['BROKER release-daily-loss --reason TEXT', 'ends a MAX_DAILY_LOSS that was latched'],
  ],
  notes: ['Money in rupees, times in milliseconds; docs/risk-rules.md says which rule has which limit.'],
  options: z.object({ reason: reasonOption, 'if-version': ifVersionOption }),
  async run({ words, options }, { api, print }) {
    const [name, form = 'show', ...rest] = words;
    const broker = brokerIn(name);
    if (form === 'set' || form === 'unset') {
      const { body, json } = await setLimits(api, broker, changeIn(form, rest), options['if-version']);
      print(json, lines(body));
      return undefined;
    }
    exactly(rest);
    if (form === 'show') {
      const { body, json } = await api.call({
        method: 'GET',
        path: apiPath`/risk/${broker}/limits`,
        reply: limitsReply,
      });
      print(json, lines(body));
      return undefined;
    }
    if (form !== 'release-daily-loss') return noSuchForm(form, FORMS);
    if (options.reason === undefined) throw usageError('release-daily-loss needs --reason TEXT');
    const { body, json } = await api.call({
      method: 'POST',
      path: apiPath`/risk/${broker}/daily-loss/release`,
      body: { reason: options.reason },
      reply: releaseReply,
    });
    print(json, [`${body.broker}: the daily loss is measured anew since ${istTime(body.released_at)} IST`]);
    return undefined;
  },
});

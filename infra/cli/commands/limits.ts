import * as z from 'zod';
import type { Broker } from '../../../shared/events/brokers.ts';
import { count } from '../../../shared/market/figures.ts';
import type { ApiClient, ApiReply, BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { type CommandContext, command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { reviewed } from '../reviewed.ts';
import { table } from '../table.ts';
import { istTime } from '../text.ts';
import { brokerIn, exactly, IF_VERSION, ifVersionOption, noSuchForm, reasonOption } from '../words.ts';
import { releaseDailyLoss, showDailyLoss } from './daily-loss.ts';

const numbers = z.record(z.string(), z.number());

/** Limits by name: a newer API may have more of them, and `set` must send those back. */
const limitsReply = async () => {
  const { getLimits } = await import('../../../functions/risk-manager/api/get-limits.ts');
  return z.object({
    ...getLimits.reply.shape,
    limits: numbers.nullable(),
    overrides: numbers,
    defaults: numbers,
    ceilings: numbers.nullable(),
  });
};

type Limits = BodyOf<typeof limitsReply>;

const lines = ({
  limits,
  overrides,
  defaults,
  ceilings,
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
      ...(ceilings
        ? [
            {
              heading: 'CEILING',
              align: 'right' as const,
              cell: (name: string) => count(ceilings[name] ?? 0),
            },
          ]
        : []),
      { heading: '', cell: (name) => (name in overrides ? 'set' : '') },
    ],
    Object.keys(defaults),
  ),
  ...(problem === undefined ? [] : [`Every order is rejected: ${problem}`]),
  `version ${version}${changed_by ? `, by ${changed_by}` : ''}${changed_at ? `, ${istTime(changed_at)} IST` : ''}`,
];

/** `max_daily_trades=100`; digits may be grouped by underscores. */
const assignmentIn = (word: string): readonly [name: string, value: number] => {
  const found = /^([a-z_]+)=(\d[\d_]*(?:\.\d+)?)$/.exec(word);
  const [, name, value] = found ?? [];
  if (name === undefined || value === undefined) {
    throw usageError(`"${word}" is not name=value; example: max_daily_trades=100`);
  }
  return [name, Number(value.replaceAll('_', ''))];
};

type Overrides = Readonly<Record<string, number>>;

const nameIn = (word: string): string => {
  if (/^[a-z_]+$/.test(word)) return word;
  throw usageError(`"${word}" is not the name of a limit; example: max_daily_trades`);
};

const without = (overrides: Overrides, names: readonly string[]): Overrides =>
  Object.fromEntries(Object.entries(overrides).filter(([name]) => !names.includes(name)));

/** The change of the overrides that the arguments of `set` or `unset` describe. */
const changeIn = (form: 'set' | 'unset', words: readonly string[]): ((before: Overrides) => Overrides) => {
  if (words.length === 0) throw usageError(`${form} needs at least one limit`);
  if (form === 'unset') {
    const names = words.map(nameIn);
    return (before) => without(before, names);
  }
  const changes = Object.fromEntries(words.map(assignmentIn));
  return (before) => ({ ...before, ...changes });
};

/** A longer duplicate window rejects more orders. */
const STRICTER_WHEN_LARGER: ReadonlySet<string> = new Set(['duplicate_window_ms']);

interface LimitChange {
  readonly name: string;
  /** Undefined if the limits are malformed and every order is rejected. */
  readonly from: number | undefined;
  readonly to: number;
}

const changesOf = ({ limits: before, defaults }: Limits, overrides: Overrides): readonly LimitChange[] =>
  Object.entries(defaults)
    .map(([name, usual]) => ({ name, from: before?.[name], to: overrides[name] ?? usual }))
    .filter(({ from, to }) => from !== to);

const loosens = ({ name, from, to }: LimitChange): boolean =>
  from === undefined || (STRICTER_WHEN_LARGER.has(name) ? to < from : to > from);

const changeLine = ({ name, from, to }: LimitChange): string =>
  `${name}  ${from === undefined ? 'malformed' : count(from)} → ${count(to)}`;

const limitsOf = (broker: Broker, api: ApiClient): Promise<ApiReply<Limits>> =>
  api.call({ method: 'GET', path: apiPath`/risk/${broker}/limits`, reply: limitsReply });

/** Sets limits. A change that only tightens uses the current version; one that loosens needs a reviewed version. */
const setLimits = async (
  broker: Broker,
  change: (before: Overrides) => Overrides,
  given: number | undefined,
  context: CommandContext,
): Promise<ApiReply<Limits>> => {
  const { api } = context;
  const { body: before } = await limitsOf(broker, api);
  const body = change(before.overrides);
  const changes = changesOf(before, body);
  const { version } = before;
  const ifMatch = changes.some(loosens)
    ? await reviewed(
        {
          given,
          option: IF_VERSION,
          what: `loosen the limits of ${broker}`,
          look: async () => ({
            name: version,
            lines: [...lines(before), ...changes.map(changeLine)],
            inShort: `version ${version}, and the change would be ${changes.map(changeLine).join(', ')}`,
          }),
        },
        context,
      )
    : (given ?? version);
  const path = apiPath`/risk/${broker}/limits`;
  return api.call({ method: 'PUT', path, body, ifMatch, reply: limitsReply });
};

const FORMS = ['show', 'set', 'unset', 'daily-loss', 'release-daily-loss'] as const;

export const limits = command({
  name: 'limits',
  summary: 'Show and change the risk limits of a broker',
  forms: [
    ['BROKER', 'lists all limits and marks those that are set'],
    ['BROKER set NAME=VALUE ...', 'sets these limits'],
    ['BROKER unset NAME ...', 'returns these limits to their defaults'],
    ['BROKER daily-loss', 'shows whether a loss is latched, and the id of the latch'],
    ['BROKER release-daily-loss --latch ID --reason TEXT', 'releases the latch of MAX_DAILY_LOSS'],
  ],
  notes: [
    'Money is in rupees, times are in milliseconds; docs/risk-rules.md lists the limit of each rule. A change that',
    'loosens a limit names the version that you reviewed; one that only tightens needs none.',
  ],
  options: z.object({
    reason: reasonOption,
    'if-version': ifVersionOption,
    latch: option(
      'ID',
      'latch that daily-loss shows; if omitted at a terminal, the command shows it and asks',
      z.string().min(1),
    ),
  }),
  async run({ words, options }, context) {
    const { api, print } = context;
    const [name, form = 'show', ...rest] = words;
    const broker = brokerIn(name);
    const show = ({ body, json }: ApiReply<Limits>): void => print(json, lines(body));
    if (form === 'set' || form === 'unset') {
      return show(await setLimits(broker, changeIn(form, rest), options['if-version'], context));
    }
    exactly(rest);
    if (form === 'show') return show(await limitsOf(broker, api));
    if (form === 'daily-loss') return showDailyLoss(broker, context);
    if (form !== 'release-daily-loss') return noSuchForm(form, FORMS);
    return releaseDailyLoss(broker, options.latch, options.reason, context);
  },
});

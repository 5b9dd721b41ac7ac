import * as z from 'zod';
import type { BodyOf } from '../api-client.ts';
import { type Column, facts } from '../table.ts';
import { istTime } from '../text.ts';

export const strategyReply = async () =>
  (await import('../../../functions/strategy-runner/api/get-strategy.ts')).getStrategy.reply;

export const updateReply = async () =>
  (await import('../../../functions/strategy-runner/api/update-strategy.ts')).updateStrategy.reply;

export const strategiesReply = async () =>
  (await import('../../../functions/strategy-runner/api/list-strategies.ts')).listStrategies.reply;

type Summary = BodyOf<typeof strategiesReply>['items'][number];
type Named = Pick<BodyOf<typeof strategyReply>, 'contracts' | 'unresolved'>;

/** A strategy as a list, a call or an update returns it. */
export type Strategy = Summary & Named & Partial<BodyOf<typeof updateReply>>;

const running = ({ is_active, problem }: Strategy): string => {
  if (!is_active) return 'stopped';
  return problem === undefined ? 'running' : 'cannot run';
};

const trades = ({ zerodha_trading_enabled }: Strategy): string =>
  zerodha_trading_enabled ? 'paper and LIVE' : 'paper';

export const STRATEGY_COLUMNS: readonly Column<Strategy>[] = [
  { heading: 'STRATEGY', cell: ({ strategy_id }) => strategy_id },
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'STATE', cell: running },
  { heading: 'TRADES', cell: trades },
  { heading: 'INSTRUMENTS', align: 'right', cell: ({ instrument_count }) => instrument_count },
  { heading: 'VERSION', align: 'right', cell: ({ version }) => version },
  { heading: 'CHANGED BY', cell: ({ changed_by }) => changed_by ?? undefined },
  { heading: 'PROBLEM', cell: ({ problem }) => problem ?? '' },
];

const MAX_INSTRUMENTS = 20;

const instrumentList = ({ instruments, contracts = {} }: Strategy): string | undefined => {
  if (instruments === undefined) return undefined;
  const names = new Map(Object.entries(contracts).map(([name, token]) => [token, name]));
  const shown = instruments
    .slice(0, MAX_INSTRUMENTS)
    .map((token) => (names.has(token) ? `${names.get(token)} (${token})` : token))
    .join(', ');
  const left = instruments.length - MAX_INSTRUMENTS;
  return left > 0 ? `${shown} and ${left} more` : shown;
};

/** One strategy with the effective value of each parameter and whether it is the default. */
export const strategyLines = (strategy: Strategy): readonly string[] => {
  const { parameters = {}, effective_parameters = parameters, changed_by, changed_at } = strategy;
  return facts([
    ['strategy', strategy.strategy_id],
    ['type', strategy.type],
    ['state', running(strategy)],
    ['problem', strategy.problem],
    ['trades', trades(strategy)],
    [
      'live clearance',
      strategy.live_clearance_withdrawn ? 'WITHDRAWN by this change; clear it again' : undefined,
    ],
    ['instruments', instrumentList(strategy)],
    ['not listed', strategy.unresolved?.join(', ')],
    ['product', strategy.product],
    ...Object.entries(effective_parameters).map(([name, value]): readonly [string, string] => [
      name,
      `${JSON.stringify(value)}${name in parameters ? '' : ' (default)'}`,
    ]),
    ['version', strategy.version],
    [
      'changed',
      changed_by ? `by ${changed_by}${changed_at ? `, ${istTime(changed_at)} IST` : ''}` : undefined,
    ],
  ]);
};

const property = z.object({
  description: z.string().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

const schema = z.object({ properties: z.record(z.string(), property).default({}) });

export const typesReply = async () =>
  (await import('../../../functions/strategy-runner/api/list-strategy-types.ts')).listStrategyTypes.reply;

/** A strategy type: its rule and its parameters with defaults and bounds. */
export const typeLines = ({
  type,
  title,
  rule,
  parameters,
}: BodyOf<typeof typesReply>['items'][number]): readonly string[] => [
  `${type}: ${title}`,
  ...rule.split('\n').map((line) => `  ${line}`),
  ...facts(
    Object.entries(schema.parse(parameters).properties).map(
      ([name, { description, default: usual, minimum, maximum }]) => {
        const bounds = minimum === undefined || maximum === undefined ? '' : ` (${minimum} to ${maximum})`;
        return [name, `${JSON.stringify(usual) ?? 'required'}${bounds}  ${description ?? ''}`];
      },
    ),
  ).map((line) => `    ${line}`),
  '',
];

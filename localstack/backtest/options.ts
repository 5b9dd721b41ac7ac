import { parseArgs } from 'node:util';
import { AlphaPandaError } from '../../shared/errors.ts';
import { BAR_MODES, type BarChoice, type BarMode } from '../market-data/bar-path.ts';
import type { MarketDataOptions } from '../market-data/market-data.ts';
import { type Pace, parsePace } from '../market-data/pace.ts';
import { FILE_OPTIONS, FILE_USAGE, marketDataOptions } from './file-options.ts';
import { capitalOf, chosenLimits } from './limit-options.ts';
import { orderLatencyOf } from './order-latency.ts';
import type { ReplayChoice } from './replay-seed.ts';
import { chosenStrategies, type OptionToken, productOf } from './strategy-options.ts';

export const USAGE = `Usage: npm run replay -- <files> [options]

${FILE_USAGE}
  --strategy TYPE        what runs, on the files' instruments: repeat it for several; by default the demo set, which is
                         momentum and mean reversion on NIFTY 50 and NIFTY BANK
  --param name=value     a parameter of the strategy before it; repeat it
  --instruments LIST     names or tokens of the files, comma-separated, that --strategy watches; by default all
  --product P            CNC, MIS or NRML of all orders of --strategy; by default MIS for shares, which are closed on their
                         day, and NRML for derivatives
  --limits FILE          JSON of paper's risk limits, such as {"max_daily_loss": 50000}; by default those of paper
  --capital RUPEES       what all positions may be worth together (max_open_exposure); the report adds the return on it
  --bars M               how strategies see bars: closed (they decide at closes; the default), or an assumed path of
                         prices inside each bar: near (the extreme nearer to the open first), far, random
  --seed TEXT            the paths of --bars random; the seed of a run is printed
  --range                also runs near and far, and says how far the result moves; --bars both is closed with --range
  --latency MS           market time from a decision to its order (default 250); 0 fills at the tick that decided
  --contract-notes       also the fees as the contract notes of each day bill them: tax and stamp duty in whole rupees
  --pace P               lockstep (each tick once the stages have processed the last; the default), real, 20x, max
  --in-process           the same stages in this process, without Kafka and Lambda
  --json                 the result as JSON on standard output
  --into-running         into the local cloud that runs (npm start -- --no-feed), with the strategies, limits and
                         latency there
  --yes                  agrees that what the stages have recorded there is emptied; a terminal is asked
  --help

Files have bars or ticks: Kite's candles, yfinance, NSE bhavcopy, GDFL, TrueData, or columns with such names; as CSV or
JSON, also in .gz or .zip. Several files, or all of a folder, are one market in order of time. A local cloud with engines of its own is started and stopped for the replay;
one that runs is left alone. With KAFKA_BROKERS and AWS_ENDPOINT_URL set, the functions run on those. A replay begins with
stages that know nothing: into a running cloud, or on named engines, it empties positions, journal and dead letters
first, after asking, and leaves an event in the audit trail. What people have set is never changed.`;

/** A replay as the command line asks for it. */
export interface ReplayOptions {
  /** Files, archives and folders of market data. */
  readonly paths: readonly string[];
  /** How they are to be read. */
  readonly files: MarketDataOptions;
  readonly bars: BarChoice;
  /** Also run the bars with the extremes of their paths. */
  readonly range: boolean;
  readonly latencyMs: number;
  /** Also compute the fees of the contract notes. */
  readonly contractNotes: boolean;
  readonly choice: ReplayChoice;
  readonly pace: Pace;
  readonly inProcess: boolean;
  readonly json: boolean;
  readonly intoRunning: boolean;
  readonly yes: boolean;
}

const BOTH = 'both';

const barModeOf = (text: string): BarMode => {
  const mode = text === BOTH ? 'closed' : BAR_MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new AlphaPandaError('BAD_OPTION', `--bars is "${text}", not one of ${BAR_MODES.join(', ')}, ${BOTH}`);
};

const seedOf = (mode: BarMode, seed: string | undefined, chance: () => string): string => {
  if (mode === 'random') return seed ?? chance();
  if (seed === undefined) return '';
  throw new AlphaPandaError('BAD_OPTION', `--seed is for --bars random, and --bars is ${mode}`);
};

/** What an option needs beside itself. @throws AlphaPandaError `BAD_OPTION` */
const need = (isMet: boolean, option: string, needs: string): void => {
  if (!isMet) throw new AlphaPandaError('BAD_OPTION', `${option} needs ${needs}`);
};

/** Market time that `max` sends at once. Limits on the age of signals and prices are several seconds. */
const LEAD_MS = 1_000;

const ledPace = (pace: Pace): Pace => (pace.kind === 'max' ? { ...pace, leadMs: LEAD_MS } : pace);

const namesEngines = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  environment.KAFKA_BROKERS !== undefined && environment.AWS_ENDPOINT_URL !== undefined;

const choiceOf = (
  values: {
    readonly instruments?: string | undefined;
    readonly product?: string | undefined;
    readonly limits?: string | undefined;
    readonly capital?: string | undefined;
  },
  given: readonly OptionToken[],
): ReplayChoice => {
  const strategies = chosenStrategies(given);
  need(values.instruments === undefined || strategies.length > 0, '--instruments', 'a --strategy');
  const product = productOf(values.product);
  need(product === undefined || strategies.length > 0, '--product', 'a --strategy');
  const capital = capitalOf(values.capital);
  return {
    strategies,
    instruments: values.instruments,
    product,
    limits: chosenLimits(values.limits, capital),
    capital,
  };
};

const isChoice = ({ strategies, limits }: ReplayChoice): boolean =>
  strategies.length > 0 || Object.keys(limits).length > 0;

/**
 * @param chance A new seed for random paths
 * @returns undefined if the usage is asked for, or no file is named
 * @throws AlphaPandaError `BAD_OPTION`, `BAD_PACE`, `INVALID_PARAMETERS`; as `marketDataOptions` for an instruments file; the error of parseArgs for an unknown option
 */
export const parseReplay = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  chance: () => string,
): ReplayOptions | 'help' | undefined => {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    tokens: true,
    allowPositionals: true,
    options: {
      ...FILE_OPTIONS,
      strategy: { type: 'string', multiple: true },
      param: { type: 'string', multiple: true },
      instruments: { type: 'string' },
      product: { type: 'string' },
      limits: { type: 'string' },
      capital: { type: 'string' },
      bars: { type: 'string', default: 'closed' },
      seed: { type: 'string' },
      range: { type: 'boolean', default: false },
      latency: { type: 'string' },
      'contract-notes': { type: 'boolean', default: false },
      pace: { type: 'string', default: 'lockstep' },
      'in-process': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'into-running': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length === 0) return undefined;
  const mode = barModeOf(values.bars);
  const range = values.range || values.bars === BOTH;
  need(!range || values['in-process'], values.range ? '--range' : '--bars both', '--in-process');
  need(
    values.latency === undefined || !values['into-running'],
    '--latency',
    'a replay of its own: a running cloud has the PAPER_ORDER_LATENCY_MS that it was started with',
  );
  const given = tokens.flatMap((token) =>
    token.kind === 'option' && token.value !== undefined ? [{ name: token.name, value: token.value }] : [],
  );
  const choice = choiceOf(values, given);
  const hasTables = values['in-process'] || !(values['into-running'] || namesEngines(environment));
  need(
    hasTables || !isChoice(choice),
    '--strategy, --limits or --capital',
    'tables of the replay, which are in this process or in a cloud of its own: a running cloud and named engines keep the strategies and limits that people have set',
  );
  return {
    paths: positionals,
    choice,
    files: marketDataOptions(values),
    bars: { mode, seed: seedOf(mode, values.seed, chance) },
    range,
    latencyMs: orderLatencyOf(values.latency, environment),
    contractNotes: values['contract-notes'],
    pace: ledPace(parsePace(values.pace)),
    inProcess: values['in-process'],
    json: values.json,
    intoRunning: values['into-running'],
    yes: values.yes,
  };
};

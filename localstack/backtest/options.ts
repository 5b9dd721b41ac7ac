import { parseArgs } from 'node:util';
import { AlphaPandaError } from '../../shared/errors.ts';
import { BAR_MODES, type BarChoice, type BarMode } from '../market-data/bar-path.ts';
import type { MarketDataOptions } from '../market-data/market-data.ts';
import { type Pace, parsePace } from '../market-data/pace.ts';
import { FILE_OPTIONS, FILE_USAGE, marketDataOptions } from './file-options.ts';
import { orderLatencyOf } from './order-latency.ts';

export const USAGE = `Usage: npm run replay -- <files> [options]

${FILE_USAGE}
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

/**
 * @param chance A new seed for random paths
 * @returns undefined if the usage is asked for, or no file is named
 * @throws AlphaPandaError `BAD_OPTION`, `BAD_PACE`; as `marketDataOptions` for an instruments file; the error of parseArgs for an unknown option
 */
export const parseReplay = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  chance: () => string,
): ReplayOptions | 'help' | undefined => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...FILE_OPTIONS,
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
  return {
    paths: positionals,
    files: marketDataOptions(values),
    bars: { mode, seed: seedOf(mode, values.seed, chance) },
    range,
    latencyMs: orderLatencyOf(values.latency, environment),
    contractNotes: values['contract-notes'],
    pace: parsePace(values.pace),
    inProcess: values['in-process'],
    json: values.json,
    intoRunning: values['into-running'],
    yes: values.yes,
  };
};

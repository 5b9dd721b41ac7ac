import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { istDate } from '../../../shared/market/calendar.ts';
import { FILE_OPTIONS, FILE_USAGE, marketDataOptions } from '../../backtest/file-options.ts';
import { parsePort } from '../../local-only/server-main.ts';
import type { MarketDataOptions } from '../../market-data/market-data.ts';
import { type Pace, parsePace } from '../../market-data/pace.ts';
import { sessionDay } from '../../market-data/session-day.ts';
import { DEMO_APP, DEMO_TOKENS } from './accounts.ts';

export const USAGE = `Usage: npm run kite -- [options] [files of bars or ticks]

Starts a Kite simulator for this machine: REST and the ticker on one port. Without files it simulates a session without
an end. Files play from the first subscription on. Point a client at it with
  api key ${DEMO_APP.apiKey}, access token ${DEMO_TOKENS.user}

  --port N               0 takes a free port (4570)
  --redirect-url URL     where the login page leads (http://127.0.0.1:3000/auth/zerodha/callback)
  --seed TEXT            the same seed gives the same market (alpha-panda)
  --ticks-per-second N   ticks of each simulated instrument in a second of market time (4)
  --pace P               real, max, or a multiple such as 10x (real)
  --rows N               rows of the instruments file: invented ones follow those of the day
  --faults SEED          faults at moments that follow from a seed
  --fault-rate P         chance of a fault at an occasion (0.01)
  --write-instruments F  writes the instruments file (CSV, or .gz) and ends
  --date YYYY-MM-DD      the day of that file (today)
  --help

For files:
${FILE_USAGE}`;

export interface SimulatorOptions {
  readonly port: number;
  readonly redirectUrl: string;
  readonly seed: string;
  readonly ticksPerSecond: number;
  readonly pace: Pace;
  readonly rows: number | undefined;
  readonly faults: { readonly seed: string | undefined; readonly rate: number };
  /** Without files the market is simulated. */
  readonly files: readonly string[];
  readonly fileOptions: MarketDataOptions;
}

export interface KiteCommand extends SimulatorOptions {
  readonly isHelp: boolean;
  /** The file to write instead of a start. */
  readonly instrumentsPath: string | undefined;
  /** Day number. */
  readonly day: number;
}

/** A path from the user's own folder: npm runs commands in the project's. */
const pathOf = (text: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), text);

const MAX_ROWS = 200_000;

const number = (option: string, text: string, isValid: (value: number) => boolean, what: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && isValid(value)) return value;
  throw new AlphaPandaError('BAD_OPTION', `--${option} is "${text}": give ${what}`);
};

const rowsOf = (text: string): number =>
  number('rows', text, (n) => Number.isInteger(n) && n >= 1 && n <= MAX_ROWS, `a number up to ${MAX_ROWS}`);

const dayOf = (text: string): number => {
  const day = sessionDay(text);
  if (day !== undefined) return day;
  throw new AlphaPandaError('BAD_OPTION', `--date is "${text}": give a date such as 2026-11-27`);
};

const paceOf = (text: string): Pace => {
  const pace = parsePace(text);
  if (pace.kind !== 'lockstep') return pace;
  throw new AlphaPandaError('BAD_PACE', '--pace lockstep needs a pipeline: give real, max or a multiple');
};

/** @throws AlphaPandaError `BAD_OPTION`, `BAD_PACE`; parseArgs' own error for an unknown option */
export const kiteCommand = (args: readonly string[]): KiteCommand => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '4570' },
      'redirect-url': { type: 'string', default: 'http://127.0.0.1:3000/auth/zerodha/callback' },
      seed: { type: 'string', default: 'alpha-panda' },
      'ticks-per-second': { type: 'string', default: '4' },
      pace: { type: 'string', default: 'real' },
      rows: { type: 'string' },
      faults: { type: 'string' },
      'fault-rate': { type: 'string', default: '0.01' },
      'write-instruments': { type: 'string' },
      date: { type: 'string', default: istDate(Date.now()) },
      help: { type: 'boolean', default: false },
      ...FILE_OPTIONS,
    },
  });
  const path = values['write-instruments'];
  return {
    isHelp: values.help,
    port: parsePort(values.port),
    redirectUrl: values['redirect-url'],
    seed: values.seed,
    ticksPerSecond: number(
      'ticks-per-second',
      values['ticks-per-second'],
      (n) => n > 0 && n <= 1_000,
      '0 to 1000',
    ),
    pace: paceOf(values.pace),
    rows: values.rows === undefined ? undefined : rowsOf(values.rows),
    faults: {
      seed: values.faults,
      rate: number(
        'fault-rate',
        values['fault-rate'],
        (n) => n > 0 && n <= 1,
        'a chance above 0 and up to 1',
      ),
    },
    instrumentsPath: path === undefined ? undefined : pathOf(path),
    day: dayOf(values.date),
    files: positionals.map(pathOf),
    fileOptions: marketDataOptions(values),
  };
};

import { parseArgs } from 'node:util';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { PUBLISHED_YEARS } from '../../shared/market/calendar/published-years.ts';
import { nextPage } from '../calendar/next-page.ts';
import { allDays, yearPage } from '../calendar/year-page.ts';

const EXCHANGES = ['NSE', 'BSE', 'MCX'] as const;

const USAGE = `Usage: npm run calendar -- <exchange> <year>
       npm run calendar -- [<exchange>] --next [--at "<time>"]

Prints the trading hours, holidays and special sessions of a year, to check them against the exchange's list, or when
the exchange's segments next open and close.

  <exchange>  ${EXCHANGES.join(', ')}
  <year>      ${Object.keys(PUBLISHED_YEARS.NSE).join(', ')}
  --next      when each segment next opens and closes; without an exchange, of all three
  --at        a time in India instead of now, such as "2026-11-08 18:30"
  --json      the hours of every day of all years and exchanges, for programs

Examples:
  npm run calendar -- NSE 2026
  npm run calendar -- MCX --next`;

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

const answer = (text: string): Answer => ({ text, isError: false });
const refusal = (text: string): Answer => ({ text, isError: true });

const AT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/;

/** @throws AlphaPandaError `BAD_OPTION` */
const momentOf = (text: string | undefined): number => {
  if (text === undefined) return Date.now();
  const [, date, clock] = AT.exec(text) ?? [];
  const at = Date.parse(`${date}T${clock}:00.000+05:30`);
  if (!Number.isNaN(at)) return at;
  throw new AlphaPandaError('BAD_OPTION', `--at "${text}" is not a time such as "2026-11-08 18:30"`);
};

const answerTo = (args: readonly string[]): Answer => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      next: { type: 'boolean' },
      at: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return answer(USAGE);
  if (values.json === true) return answer(JSON.stringify(allDays()));
  const exchange = EXCHANGES.find((name) => name === positionals[0]?.toUpperCase());
  if (values.next === true && positionals.length < 2 && (exchange ?? positionals[0]) === exchange) {
    return answer(nextPage(exchange === undefined ? EXCHANGES : [exchange], momentOf(values.at)).join('\n'));
  }
  const year = Number(positionals[1]);
  if (exchange === undefined || !Number.isInteger(year) || values.next === true) return refusal(USAGE);
  const page = yearPage(exchange, year);
  if (page !== undefined) return answer(page.join('\n'));
  return refusal(
    `No calendar of ${exchange} for ${year} is known. The exchanges publish a year in December before it: add ` +
      `shared/market/calendar/${exchange.toLowerCase()}-${year}.ts.`,
  );
};

const tryAnswer = (args: readonly string[]): Answer => {
  try {
    return answerTo(args);
  } catch (thrown) {
    return refusal(`${messageOf(thrown)}\n\n${USAGE}`);
  }
};

const { text, isError } = tryAnswer(process.argv.slice(2));
(isError ? process.stderr : process.stdout).write(`${text}\n`);
if (isError) process.exitCode = 1;

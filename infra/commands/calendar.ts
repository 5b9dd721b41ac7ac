import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import { PUBLISHED_YEARS } from '../../shared/market/calendar/published-years.ts';
import { allDays, yearPage } from '../calendar/year-page.ts';

const EXCHANGES = ['NSE', 'BSE', 'MCX'] as const;

const USAGE = `Usage: npm run calendar -- <exchange> <year>

Prints the trading hours, holidays and special sessions of a year, to check them against the exchange's list.

  <exchange>  ${EXCHANGES.join(', ')}
  <year>      ${Object.keys(PUBLISHED_YEARS.NSE).join(', ')}
  --json      the hours of every day of all years and exchanges, for programs

Example: npm run calendar -- NSE 2026`;

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

const answer = (text: string): Answer => ({ text, isError: false });
const refusal = (text: string): Answer => ({ text, isError: true });

const answerTo = (args: readonly string[]): Answer => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help === true) return answer(USAGE);
  if (values.json === true) return answer(JSON.stringify(allDays()));
  const exchange = EXCHANGES.find((name) => name === positionals[0]?.toUpperCase());
  const year = Number(positionals[1]);
  if (exchange === undefined || !Number.isInteger(year)) return refusal(USAGE);
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

import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import type { CsvBatch } from './csv-rows.ts';

/** Columns of the candles of Kite's historical API. */
const CANDLE = ['date', 'open', 'high', 'low', 'close', 'volume', 'oi'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of `{"data":{"candles":[[…]]}}`, `{"candles":[[…]]}` or a bare array. */
const rowsIn = (value: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  return rowsIn(value.data) ?? rowsIn(value.candles);
};

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const table = (rows: readonly unknown[]): string[][] | undefined => {
  const [first] = rows;
  if (rows.every((row) => Array.isArray(row))) {
    return [CANDLE.slice(0, rows[0]?.length), ...rows.map((row) => row.map(textOf))];
  }
  if (!isObject(first) || !rows.every(isObject)) return undefined;
  const names = Object.keys(first);
  return [names, ...rows.map((row) => names.map((name) => textOf(row[name])))];
};

/**
 * The candles of Kite's historical API, or an array of objects, as rows below a header. The header counts as line 0, so
 * candle 1 is line 1.
 * @throws AlphaPandaError `NOT_A_CSV`
 */
export const jsonRows = (text: string): CsvBatch => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AlphaPandaError('NOT_A_CSV', `it begins like JSON and is not: ${messageOf(cause)}`, { cause });
  }
  const rows = table(rowsIn(value) ?? []);
  if (rows === undefined || rows.length < 2) {
    throw new AlphaPandaError(
      'NOT_A_CSV',
      'the JSON has neither the candles of the historical API nor an array of bars or ticks',
    );
  }
  return { rows, lineOf: (place) => place, quotesOf: () => undefined };
};

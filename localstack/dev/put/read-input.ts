import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { keyOf, tableDefinition } from '../../../shared/ports/tables.ts';
import { isKiteInstruments, kiteInstruments } from './kite-instruments.ts';
import type { PutTable } from './tables.ts';

/** An item, and its place in the input. */
export interface PutEntry {
  /** `item 3`, `line 17`. */
  readonly place: string;
  readonly item: Item;
}

/** Items to be put, all of them valid. */
export interface PutInput {
  readonly entries: readonly PutEntry[];
  /** Whether they come from Kite, whose file lacks what users have added to an instrument. */
  readonly fromKite: boolean;
  /** Number of rows that no stage can use, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
}

const MAX_PROBLEMS = 10;
const NOTHING: ReadonlyMap<string, number> = new Map();

const refuse = (code: string, text: string): AlphaPandaError => new AlphaPandaError(code, text);

const textOf = (bytes: Buffer): string => {
  // Kite sends the file gzipped, and some programs store it unchanged.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
};

const object = z.record(z.string(), z.json());

const jsonEntries = (text: string): readonly PutEntry[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw refuse('NOT_JSON', `this is not JSON (${messageOf(cause)}): give an object or a list of objects`);
  }
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((one, index) => {
    const place = `item ${index + 1}`;
    const { data } = object.safeParse(one);
    if (data !== undefined) return { place, item: data as Item };
    throw refuse('NO_OBJECT', `${place} is ${JSON.stringify(one).slice(0, 60)}: expected an object`);
  });
};

const read = (table: PutTable, text: string, day: string): PutInput => {
  if (text.trim() === '') throw refuse('EMPTY', 'the input is empty: give an object, a list, or a CSV file');
  if (!isKiteInstruments(text)) return { entries: jsonEntries(text), fromKite: false, leftOut: NOTHING };
  if (table.name === 'instruments') return { ...kiteInstruments(text, day), fromKite: true };
  throw refuse('NOT_JSON', `this is Kite's instruments file, not ${table.name}: put it into instruments`);
};

const repeated = (table: PutTable, entries: readonly PutEntry[]): readonly string[] => {
  const first = new Map<string, string>();
  return entries.flatMap(({ place, item }) => {
    const key = canonicalJson(keyOf(tableDefinition(table.name), item)) ?? '';
    const before = first.get(key);
    if (before === undefined) first.set(key, place);
    return before === undefined ? [] : [`${place}: ${key} is in ${before} already: leave one of them out`];
  });
};

/**
 * Reads items of a table: a JSON object, a list of objects, or Kite's instruments file. One invalid item refuses all.
 * @param day `YYYY-MM-DD` in India: whose lots and freeze quantities Kite's instruments have.
 * @throws AlphaPandaError that names place, field, value and remedy
 */
export const readInput = (table: PutTable, bytes: Buffer, day: string): PutInput => {
  const input = read(table, textOf(bytes), day);
  const entries = input.entries.map(({ place, item }) => ({
    place,
    item: table.versioned ? { version: 1, ...item } : item,
  }));
  if (entries.length === 0) throw refuse('EMPTY', 'the input has no item that the stages can use');
  const wrong = entries.flatMap(({ place, item }) =>
    table.problems(item).map((problem) => `${place}: ${problem}`),
  );
  const problems = wrong.length > 0 ? wrong : repeated(table, entries);
  if (problems.length === 0) return { ...input, entries };
  const more = problems.length > MAX_PROBLEMS ? [`and ${problems.length - MAX_PROBLEMS} more`] : [];
  throw refuse('BAD_ITEMS', ['nothing was put:', ...problems.slice(0, MAX_PROBLEMS), ...more].join('\n  '));
};

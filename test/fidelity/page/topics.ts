import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FidelityRow, Figure } from '../row.ts';

const FOLDER = resolve(import.meta.dirname, '..');
const NOT_TOPICS: readonly string[] = ['row.ts', 'fidelity.test.ts'];

interface Topic {
  /** The file's name without `.ts`. */
  readonly name: string;
  readonly rows: readonly FidelityRow[];
}

/** A row with what the product said. */
export interface CheckedRow extends FidelityRow {
  readonly said: Figure;
  readonly passes: boolean;
}

export interface CheckedTopic {
  readonly name: string;
  readonly rows: readonly CheckedRow[];
}

const topicOf = async (file: string): Promise<Topic> => {
  const module: { readonly ROWS?: readonly FidelityRow[] } = await import(
    /* @vite-ignore */ pathToFileURL(join(FOLDER, file)).href
  );
  if (module.ROWS === undefined || module.ROWS.length === 0) {
    throw new Error(`test/fidelity/${file} exports no ROWS`);
  }
  return { name: file.slice(0, -'.ts'.length), rows: module.ROWS };
};

/** Decimals have no exact double: 0.1 may be 1e-17 off, which is not a difference. */
const ROUNDING = 1 + 1e-6;

const passes = (expected: Figure, said: Figure, tolerance: number): boolean =>
  typeof expected === 'number' && typeof said === 'number'
    ? Math.abs(expected - said) <= tolerance * ROUNDING
    : expected === said;

const checked = async (row: FidelityRow): Promise<CheckedRow> => {
  const said = await row.product();
  return { ...row, said, passes: passes(row.expected, said, row.tolerance ?? 0) };
};

/** Every topic, by name, with what the product says now. */
export const checkedTopics = async (): Promise<readonly CheckedTopic[]> => {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !NOT_TOPICS.includes(file))
    .toSorted();
  const topics: CheckedTopic[] = [];
  for (const file of files) {
    const { name, rows } = await topicOf(file);
    const results: CheckedRow[] = [];
    for (const row of rows) results.push(await checked(row));
    topics.push({ name, rows: results });
  }
  return topics;
};

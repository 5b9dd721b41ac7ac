import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { OffsetEntry } from './broker-storage.ts';
import { replaceFile } from './json-file.ts';

/** Superseded lines that may accumulate before the file is rewritten. */
const SUPERSEDED_LINES = 10_000;

/** Committed offsets in a file: one JSON line per commit, of which the last one for a partition counts. */
export class OffsetJournal {
  readonly #path: string;
  readonly #live = new Map<string, OffsetEntry>();
  #descriptor: number;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
    if (existsSync(path)) for (const entry of readEntries(readFileSync(path, 'utf8'))) this.#remember(entry);
    this.#descriptor = this.#rewrite();
  }

  entries(): OffsetEntry[] {
    return [...this.#live.values()];
  }

  append(entries: readonly OffsetEntry[]): void {
    for (const entry of entries) this.#remember(entry);
    writeSync(this.#descriptor, entries.map(toLine).join(''));
    this.#lines += entries.length;
    if (this.#lines > this.#live.size + SUPERSEDED_LINES) {
      closeSync(this.#descriptor);
      this.#descriptor = this.#rewrite();
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #remember(entry: OffsetEntry): void {
    const key = JSON.stringify([entry.group, entry.topic, entry.partition]);
    if (entry.committed === undefined) this.#live.delete(key);
    else this.#live.set(key, entry);
  }

  #rewrite(): number {
    replaceFile(this.#path, this.entries().map(toLine).join(''));
    this.#lines = this.#live.size;
    return openSync(this.#path, 'a');
  }
}

const toLine = (entry: OffsetEntry): string => `${JSON.stringify(entry)}\n`;

/** All entries up to the first line that was torn by a crash. */
function* readEntries(text: string): Generator<OffsetEntry> {
  const lines = text.split('\n');
  // What follows the last line feed is empty, or torn.
  for (const line of lines.slice(0, -1)) {
    const entry = parseEntry(line);
    if (entry === undefined) return;
    yield entry;
  }
}

const parseEntry = (line: string): OffsetEntry | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isOffsetEntry(parsed) ? parsed : undefined;
};

const isOffsetEntry = (value: unknown): value is OffsetEntry =>
  typeof value === 'object' &&
  value !== null &&
  'group' in value &&
  typeof value.group === 'string' &&
  'topic' in value &&
  typeof value.topic === 'string' &&
  'partition' in value &&
  typeof value.partition === 'number' &&
  (!('committed' in value) || isCommittedOffset(value.committed));

const isCommittedOffset = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'offset' in value &&
  typeof value.offset === 'number' &&
  'leaderEpoch' in value &&
  typeof value.leaderEpoch === 'number' &&
  'metadata' in value &&
  (value.metadata === null || typeof value.metadata === 'string');

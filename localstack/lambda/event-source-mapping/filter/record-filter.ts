import type { SourceRecord } from '../record.ts';
import {
  compileAlternatives,
  compileObjectPattern,
  EventPatternError,
  type Matcher,
} from './event-pattern.ts';

/** Tells whether a record may reach the function. */
export type RecordFilter = (record: SourceRecord) => boolean;

/** AWS's default quota is 5; it can be raised to 10, which is also what the framework's schema allows. */
const MAX_PATTERNS = 10;
const MAX_PATTERN_LENGTH = 4096;

/** A value as a filter sees it; `undefined` where the bytes are absent or not UTF-8. */
interface FilterInput {
  readonly text: string | undefined;
  /** The JSON object or list the text holds, `undefined` when it holds none. */
  readonly document: unknown;
}

/**
 * Compiles `filterPatterns`: a record passes if any pattern matches, or without patterns.
 * Only `value` can be filtered in a Kafka mapping. An object is matched against a JSON message, a list against a plain
 * string; where pattern and message differ in kind (or the bytes are not UTF-8, or there is no value) the pattern is
 * not evaluated and the record passes.
 *
 * @throws EventPatternError naming the pattern that is wrong.
 */
export const compileFilter = (patterns: readonly unknown[]): RecordFilter | undefined => {
  if (patterns.length === 0) return undefined;
  if (patterns.length > MAX_PATTERNS) {
    throw new EventPatternError(
      '',
      `${patterns.length} filter patterns, at most ${MAX_PATTERNS} are possible`,
    );
  }
  const matchers = patterns.map(compilePattern);
  return (record) => {
    const input = readInput(record.value);
    return matchers.some((passes) => passes(input));
  };
};

const compilePattern = (pattern: unknown): ((input: FilterInput) => boolean) => {
  if (
    typeof pattern !== 'object' ||
    pattern === null ||
    !('value' in pattern) ||
    Object.keys(pattern).length !== 1
  ) {
    throw new EventPatternError(
      '',
      'a Kafka filter has exactly one key, "value"; keys, headers and topics cannot be filtered',
    );
  }
  if (JSON.stringify(pattern).length > MAX_PATTERN_LENGTH) {
    throw new EventPatternError('value', `a pattern may have ${MAX_PATTERN_LENGTH} characters`);
  }
  if (Array.isArray(pattern.value)) {
    const matches: Matcher = compileAlternatives(pattern.value, 'value');
    return ({ text, document }) => text === undefined || document !== undefined || matches(text);
  }
  const matches: Matcher = compileObjectPattern(pattern.value, 'value');
  return ({ document }) => document === undefined || matches(document);
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const readInput = (value: Buffer | null): FilterInput => {
  if (value === null) return { text: undefined, document: undefined };
  let text: string;
  try {
    text = utf8.decode(value);
  } catch {
    return { text: undefined, document: undefined };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return { text, document: typeof parsed === 'object' && parsed !== null ? parsed : undefined };
  } catch {
    return { text, document: undefined };
  }
};

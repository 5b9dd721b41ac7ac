/**
 * Event patterns in the EventBridge dialect that Lambda's filters use: a pattern is an object whose fields are nested
 * patterns or lists of alternatives; all fields must match, one alternative of each suffices.
 * Compiled once, because a filter runs on every record.
 */

/** Tells whether a parsed JSON document matches. */
export type Matcher = (document: unknown) => boolean;

/** A pattern that cannot be compiled; the message names the place and what is allowed there. */
export class EventPatternError extends Error {
  constructor(path: string, problem: string) {
    super(`Event pattern is wrong at ${path === '' ? 'its root' : `"${path}"`}: ${problem}`);
    this.name = 'EventPatternError';
  }
}

/** Compiles `{field: [...]}`; throws {@link EventPatternError}. */
export const compileObjectPattern = (pattern: unknown, path = ''): Matcher => {
  if (!isObject(pattern)) throw new EventPatternError(path, 'expected an object of fields');
  const fields = Object.entries(pattern).map(([name, rule]) => {
    const fieldPath = path === '' ? name : `${path}.${name}`;
    return name === '$or' ? compileOr(rule, path) : compileField(name, rule, fieldPath);
  });
  if (fields.length === 0) {
    throw new EventPatternError(path, 'an empty object matches nothing; name at least one field');
  }
  return (document) => fields.every((matches) => matches(document));
};

/** Compiles a list of alternatives for one value: `["a", {"prefix": "b"}]`; throws {@link EventPatternError}. */
export const compileAlternatives = (rule: unknown, path = ''): Matcher => {
  if (!Array.isArray(rule) || rule.length === 0) {
    throw new EventPatternError(path, 'expected a list of at least one value or rule');
  }
  const alternatives = rule.map((alternative) => compileAlternative(alternative, path));
  return (value) => {
    if (!Array.isArray(value)) return alternatives.some((matches) => matches(value));
    if (value.length === 0) return alternatives.some((matches) => matches(undefined));
    return value.some((item) => alternatives.some((matches) => matches(item)));
  };
};

const compileOr = (rule: unknown, path: string): Matcher => {
  if (!Array.isArray(rule) || rule.length < 2) {
    throw new EventPatternError(path, '"$or" needs a list of at least two patterns');
  }
  const patterns = rule.map((pattern) => compileObjectPattern(pattern, path));
  return (document) => patterns.some((matches) => matches(document));
};

const compileField = (name: string, rule: unknown, path: string): Matcher => {
  const matches = Array.isArray(rule) ? compileAlternatives(rule, path) : compileObjectPattern(rule, path);
  return (document) => {
    if (Array.isArray(document)) return document.some((item) => matches(fieldOf(item, name)));
    return matches(fieldOf(document, name));
  };
};

const fieldOf = (document: unknown, name: string): unknown =>
  isObject(document) && Object.hasOwn(document, name) ? document[name] : undefined;

const compileAlternative = (alternative: unknown, path: string): Matcher => {
  if (alternative === null || typeof alternative !== 'object') return exactly(alternative);
  if (!isObject(alternative)) throw new EventPatternError(path, 'a list may not contain a list');
  const [rule, ...others] = Object.entries(alternative);
  if (rule === undefined || others.length > 0) {
    throw new EventPatternError(path, 'a rule is an object with exactly one key');
  }
  const [operator, operand] = rule;
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw new EventPatternError(path, '"exists" takes true or false');
      return (value) => (value !== undefined && !isObject(value)) === operand;
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return textRule(operator, operand, path);
    case 'numeric':
      return numericRule(operand, path);
    case 'anything-but':
      return anythingBut(operand, path);
    default:
      throw new EventPatternError(
        path,
        `unknown rule "${operator}"; use prefix, suffix, anything-but, numeric, exists, equals-ignore-case or wildcard`,
      );
  }
};

const exactly =
  (expected: unknown): Matcher =>
  (value) =>
    value === expected;

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

const textRule = (operator: TextOperator, operand: unknown, path: string): Matcher => {
  if (isObject(operand) && (operator === 'prefix' || operator === 'suffix')) {
    const text = operand['equals-ignore-case'];
    if (typeof text !== 'string') {
      throw new EventPatternError(path, `"${operator}" takes a string or {"equals-ignore-case": string}`);
    }
    const lower = text.toLowerCase();
    const matches = textRule(operator, lower, path);
    return (value) => typeof value === 'string' && matches(value.toLowerCase());
  }
  if (typeof operand !== 'string') throw new EventPatternError(path, `"${operator}" takes a string`);
  switch (operator) {
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(operand);
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(operand);
    case 'equals-ignore-case': {
      const lower = operand.toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === lower;
    }
    case 'wildcard': {
      const pieces = wildcardPieces(operand, path);
      return (value) => typeof value === 'string' && matchesWildcard(value, pieces);
    }
  }
};

/** Splits at `*`; `\*` and `\\` are literal. */
const wildcardPieces = (pattern: string, path: string): string[] => {
  const pieces = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    let character = pattern.charAt(index);
    if (character === '*') {
      if (pattern.charAt(index + 1) === '*') {
        throw new EventPatternError(path, '"wildcard" may not contain "**"');
      }
      pieces.push('');
      continue;
    }
    if (character === '\\') {
      index += 1;
      character = pattern.charAt(index);
      if (character !== '*' && character !== '\\') {
        throw new EventPatternError(path, '"wildcard" may escape only * and \\');
      }
    }
    pieces[pieces.length - 1] += character;
  }
  return pieces;
};

/** Linear in the text: each piece is taken at its first occurrence, which is enough when `*` matches anything. */
const matchesWildcard = (text: string, pieces: readonly string[]): boolean => {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces[pieces.length - 1] ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) {
    return false;
  }
  let position = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
};

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const numericRule = (operand: unknown, path: string): Matcher => {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new EventPatternError(
      path,
      '"numeric" takes [operator, number] or [operator, number, operator, number]',
    );
  }
  const checks: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const operator: unknown = operand[index];
    const bound: unknown = operand[index + 1];
    const compare =
      typeof operator === 'string' && Object.hasOwn(COMPARISONS, operator)
        ? COMPARISONS[operator]
        : undefined;
    if (compare === undefined || typeof bound !== 'number') {
      throw new EventPatternError(
        path,
        `"numeric" takes =, <, <=, > or >= and a number, not ${JSON.stringify([operator, bound])}`,
      );
    }
    checks.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && checks.every((holds) => holds(value));
};

const anythingBut = (operand: unknown, path: string): Matcher => {
  const excluded = Array.isArray(operand) || isObject(operand) ? operand : [operand];
  if (Array.isArray(excluded)) {
    for (const value of excluded) {
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw new EventPatternError(path, '"anything-but" takes strings and numbers, or one text rule');
      }
    }
    return (value) => isPresentScalar(value) && !excluded.includes(value);
  }
  const [rule, ...others] = Object.entries(excluded);
  if (rule === undefined || others.length > 0) {
    throw new EventPatternError(path, '"anything-but" takes exactly one text rule');
  }
  const [operator, text] = rule;
  if (
    operator !== 'prefix' &&
    operator !== 'suffix' &&
    operator !== 'equals-ignore-case' &&
    operator !== 'wildcard'
  ) {
    throw new EventPatternError(path, `"anything-but" does not take "${operator}"`);
  }
  const matchers = (Array.isArray(text) ? text : [text]).map((item) => textRule(operator, item, path));
  return (value) => isPresentScalar(value) && !matchers.some((matches) => matches(value));
};

const isPresentScalar = (value: unknown): boolean => value !== undefined && !isObject(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { cachedParse, type Parse } from '../../../../localstack/engines/aws/parsed-conditions.ts';

// A copy of its own: the embedded DynamoDB changes the shared one.
const file = createRequire(import.meta.url).resolve('dynalite/db/conditionParser.js');
const loaded = createRequire(import.meta.url);
delete loaded.cache[file];
const parser: { parse: Parse } = loaded(file);

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const contextOf = (attrNames: Readonly<Record<string, string>>, attrVals: Values) => ({
  attrNames,
  attrVals,
  unusedAttrNames: Object.fromEntries(
    [...Object.keys(attrNames), '#other'].map((name) => [name, true as const]),
  ),
  unusedAttrVals: Object.fromEntries(Object.keys(attrVals).map((name) => [name, true as const])),
  isReserved: (name: string) => name.toUpperCase() === 'VERSION',
  compare: () => false,
});

const outcome = (
  parse: Parse,
  expression: string,
  names: Readonly<Record<string, string>>,
  values: Values,
) => {
  const context = contextOf(names, values);
  try {
    const parsed = parse(expression, { context });
    return { parsed, unused: [context.unusedAttrNames, context.unusedAttrVals] };
  } catch (error) {
    return { error: String(error) };
  }
};

const NAMES = { '#v': 'version', '#d': 'digest' };
const VALUES: readonly Values[] = [
  { ':a': { N: '1' }, ':b': { S: 'x' } },
  { ':a': { N: '2' }, ':b': { S: 'y' } },
  { ':a': { S: 'z' }, ':b': { S: 'y' } },
  { ':a': { L: [{ N: '1' }] }, ':b': { M: { c: { S: 'y' } } } },
  { ':a': { S: 'S' }, ':b': { S: 'A' } },
  { ':a': { S: 'none' }, ':b': { S: 'A' } },
];

describe('cachedParse', () => {
  it.each([
    '#v = :a AND (attribute_not_exists(#d) OR #d = :b)',
    'attribute_not_exists(#v)',
    'begins_with(#v, :a) AND #d IN (:a, :b)',
    'size(#v) > :a AND NOT contains(#d, :b)',
    '#v.#d[2].name <> :a',
    'version = :a',
    '#missing = :a',
    '#v = :missing',
    '((#v = :a))',
    '#v = ',
    '#v BETWEEN :a AND :b',
    'attribute_type(#v, :a)',
  ])('gives what the parser gives, also again and with other values: %s', (expression) => {
    const cached = cachedParse(parser.parse);
    for (const values of [...VALUES, ...VALUES]) {
      expect(outcome(cached, expression, NAMES, values)).toEqual(
        outcome(parser.parse, expression, NAMES, values),
      );
    }
  });

  it('parses an expression once for each set of types', () => {
    const parse = vi.fn<Parse>(parser.parse);
    const cached = cachedParse(parse);

    for (const values of [...VALUES, ...VALUES]) outcome(cached, '#v = :a AND #d = :b', NAMES, values);

    // Number and string; string and string; list and map.
    expect(parse).toHaveBeenCalledTimes(3);
  });

  it('gives a tree of its own each time', () => {
    const cached = cachedParse(parser.parse);
    const [one, other] = [1, 2].map(() => outcome(cached, '#v = :a', NAMES, VALUES[0] ?? {}).parsed);

    expect(one).toEqual(other);
    expect(one).not.toBe(other);
    expect(cached('#v = :a', { context: contextOf(NAMES, VALUES[1] ?? {}) })).not.toEqual(one);
  });
});

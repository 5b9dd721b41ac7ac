type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What dynalite gives its parser. The parser deletes the names that an expression uses from the last two. */
interface Context {
  readonly attrNames?: Readonly<Record<string, string>> | undefined;
  readonly attrVals?: Values | undefined;
  readonly isKeyCondition?: boolean;
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
}

/** dynalite's parser of conditions. It returns a tree, or a message about an invalid expression. */
export type Parse = (expression: string, options: { readonly context: Context }) => unknown;

/** A parsed expression, with the names of its values in place of the values. */
interface Template {
  readonly tree: unknown;
  readonly unusedNames: readonly string[];
  readonly unusedValues: readonly string[];
}

class ValueName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Functions that compare values when they are parsed, so that a parse depends on more than the values' types. */
const COMPARES = /between|attribute_type/i;
const MAX_TEMPLATES = 256;

const copy = (node: unknown, leaf: (node: object) => unknown): unknown => {
  if (typeof node !== 'object' || node === null) return node;
  const found = leaf(node);
  if (found !== undefined) return found;
  if (Array.isArray(node)) return node.map((each) => copy(each, leaf));
  const copied = Object.create(Object.getPrototypeOf(node));
  for (const [name, each] of Object.entries(node)) copied[name] = copy(each, leaf);
  return copied;
};

const keyOf = (expression: string, { attrNames, attrVals = {}, ...context }: Context): string =>
  JSON.stringify([
    expression,
    attrNames,
    Object.entries(attrVals).map(([name, value]) => [name, Object.keys(value)]),
    context.isKeyCondition,
    Object.keys(context.unusedAttrNames),
    Object.keys(context.unusedAttrVals),
  ]);

const keepOnly = (unused: Record<string, true>, names: readonly string[]): void => {
  for (const name of Object.keys(unused)) if (!names.includes(name)) delete unused[name];
};

/**
 * dynalite parses the condition of every write, which takes half of the time of a put. Programs write few different
 * conditions, so each is parsed once.
 */
export const cachedParse = (parse: Parse): Parse => {
  const templates = new Map<string, Template>();
  return (expression, { context }) => {
    if (COMPARES.test(expression)) return parse(expression, { context });
    const { attrVals = {}, unusedAttrNames, unusedAttrVals } = context;
    const key = keyOf(expression, context);
    const known = templates.get(key);
    if (known !== undefined) {
      keepOnly(unusedAttrNames, known.unusedNames);
      keepOnly(unusedAttrVals, known.unusedValues);
      return copy(known.tree, (node) => (node instanceof ValueName ? attrVals[node.name] : undefined));
    }
    const parsed = parse(expression, { context });
    const entries = Object.entries(attrVals);
    const names = new Map<object, ValueName>(entries.map(([name, value]) => [value, new ValueName(name)]));
    const isTree = typeof parsed === 'object' && parsed !== null;
    // The other results are messages about an invalid expression.
    if (!isTree || names.size < entries.length || templates.size >= MAX_TEMPLATES) return parsed;
    templates.set(key, {
      tree: copy(parsed, (node) => names.get(node)),
      unusedNames: Object.keys(unusedAttrNames),
      unusedValues: Object.keys(unusedAttrVals),
    });
    return parsed;
  };
};

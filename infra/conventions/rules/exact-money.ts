import { type BinaryExpression, type Node, SyntaxKind } from 'typescript/unstable/ast';
import { isBinaryExpression, isIdentifier, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { isProduct } from '../places.ts';
import type { Finding, Rule } from '../rule.ts';
import type { SourceFile, SourceTree } from '../source-tree.ts';

const MONEY = 'shared/money.ts';

/** Strategies measure prices. Their results are ratios and statistics, not amounts of money. */
const STRATEGIES = 'functions/strategy-runner/strategies/';

const ARITHMETIC: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.PlusToken,
  SyntaxKind.MinusToken,
  SyntaxKind.AsteriskToken,
  SyntaxKind.SlashToken,
  SyntaxKind.PercentToken,
  SyntaxKind.PlusEqualsToken,
  SyntaxKind.MinusEqualsToken,
  SyntaxKind.AsteriskEqualsToken,
  SyntaxKind.SlashEqualsToken,
]);

/** Wire fields that contain rupees as doubles. */
const RUPEES = /(^|_)(price|fees|pnl|notional|amount)$/i;

const nameOf = (node: Node): string => {
  if (isIdentifier(node)) return node.text;
  return isPropertyAccessExpression(node) ? node.name.text : '';
};

const isArithmetic = (node: Node): node is BinaryExpression =>
  isBinaryExpression(node) && ARITHMETIC.has(node.operatorToken.kind);

const isMoney = (type: string): boolean => /\bMoney\b/.test(type);

const findingsIn = (tree: SourceTree, file: SourceFile): readonly Finding[] => {
  const operations = file.nodes.filter(isArithmetic);
  const types = tree.typesOf(operations.flatMap(({ left, right }) => [left, right]));
  return operations.flatMap((operation, place) => {
    const operands = [operation.left, operation.right].map((node, side) => ({
      name: nameOf(node),
      type: types[place * 2 + side] ?? '',
    }));
    const bare = operands.find(({ name, type }) => isMoney(type) || (type === 'number' && RUPEES.test(name)));
    return bare === undefined
      ? []
      : [
          {
            path: file.path,
            line: file.lineOf(operation),
            problem: `bare arithmetic on ${bare.name || 'Money'}`,
          },
        ];
  });
};

/** Amounts are exact. A bare operator rounds, and no later sum corrects the error. */
export const exactMoney: Rule = {
  name: 'exact-money',
  remedy: `compute with ${MONEY}: fromRupees, add, subtract, times, proportion, atRate, toTick`,
  check: (tree) =>
    tree.files
      .filter(({ path }) => isProduct(path) && path !== MONEY && !path.startsWith(STRATEGIES))
      .flatMap((file) => findingsIn(tree, file)),
};

import type { Rule } from './rule.ts';
import { dependencyDirection } from './rules/dependency-direction.ts';
import { exactMoney } from './rules/exact-money.ts';
import { fileSize } from './rules/file-size.ts';
import { handlerSize } from './rules/handler-size.ts';
import { noConsole } from './rules/no-console.ts';
import { noLeftovers } from './rules/no-leftovers.ts';
import { pureCalls } from './rules/pure-calls.ts';
import { pureImports } from './rules/pure-imports.ts';
import { tested } from './rules/tested.ts';
import { topicNames } from './rules/topic-names.ts';
import { typeSafety } from './rules/type-safety.ts';
import { wholeTests } from './rules/whole-tests.ts';

/** The conventions that a program can check. One file each; add the line here. */
export const RULES: readonly Rule[] = [
  topicNames,
  dependencyDirection,
  pureImports,
  pureCalls,
  exactMoney,
  typeSafety,
  noConsole,
  handlerSize,
  fileSize,
  tested,
  wholeTests,
  noLeftovers,
];

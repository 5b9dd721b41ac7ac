import type { Rule } from './rule.ts';
import { brokerClient } from './rules/broker-client.ts';
import { comments } from './rules/comments.ts';
import { dependencyDirection } from './rules/dependency-direction.ts';
import { exactMoney } from './rules/exact-money.ts';
import { pureCalls } from './rules/pure-calls.ts';
import { pureImports } from './rules/pure-imports.ts';
import { tested } from './rules/tested.ts';
import { topicNames } from './rules/topic-names.ts';
import { workspaceBoundaries } from './rules/workspace-boundaries.ts';

/** The conventions that neither Biome nor knip can check, one file each. Add a new one here. */
export const RULES: readonly Rule[] = [
  topicNames,
  dependencyDirection,
  workspaceBoundaries,
  pureImports,
  pureCalls,
  exactMoney,
  tested,
  brokerClient,
  comments,
];

import { accounts } from './accounts.ts';
import { book } from './book.ts';
import { deadLetterItems, deadLetters, redrives } from './dead-letters.ts';
import { decisions, steadySignals } from './decisions.ts';
import type { CheckEvidence, Evidence } from './evidence.ts';
import { identity, segregation } from './identity.ts';
import { lastPrices, trailEntries } from './records.ts';

/** All checks of a world that has come to rest. */
const CHECKS: readonly CheckEvidence[] = [
  decisions,
  steadySignals,
  identity,
  segregation,
  accounts,
  book,
  trailEntries,
  lastPrices,
  deadLetters,
  deadLetterItems,
  redrives,
];

/** The problems, one sentence each. */
export const checkAll = async (evidence: Evidence): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const check of CHECKS) problems.push(...(await check(evidence)));
  return problems;
};

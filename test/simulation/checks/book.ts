import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { ACCOUNT_ITEM, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import type { CheckEvidence, Evidence } from './evidence.ts';
import { fillsOf, sumOf, toUnits } from './fills.ts';

const strategyOf = (key: string): string => key.split(':')[0] ?? '';

const bookProblems = async (evidence: Evidence, broker: Broker): Promise<readonly string[]> => {
  const expected = new Map<string, bigint>();
  for (const [key, cash] of sumOf(fillsOf(evidence, broker)).cash)
    expected.set(strategyOf(key), (expected.get(strategyOf(key)) ?? 0n) + cash);
  if (expected.size === 0) return [];
  const item = portfolioItem.safeParse(
    await evidence.tables.get('positions', { broker, position_id: ACCOUNT_ITEM }),
  ).data;
  if (item?.kind !== 'account') return [`${broker} has fills, and no book of its account`];
  const found = new Map(item.strategies.map((one) => [one.strategy_id, toUnits(one.realized_pnl)]));
  for (const { strategy_id, cost } of item.positions)
    found.set(strategy_id, (found.get(strategy_id) ?? 0n) - toUnits(cost));
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((id) =>
    (expected.get(id) ?? 0n) === (found.get(id) ?? 0n)
      ? []
      : [`in the ${broker} book ${id} has ${found.get(id) ?? 0n}, the fills make ${expected.get(id) ?? 0n}`],
  );
};

/**
 * The account item adds up: a strategy's realized profit less the cost of its open positions equals the money that its
 * fills moved, to a ten-thousandth of a rupee.
 */
export const book: CheckEvidence = async (evidence) => [
  ...(await bookProblems(evidence, BROKERS[0])),
  ...(await bookProblems(evidence, BROKERS[1])),
];

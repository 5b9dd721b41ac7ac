import { type PortfolioState, portfolioCodec } from '../../../functions/portfolio-manager/state.ts';
import { riskStateCodec } from '../../../functions/risk-manager/codec.ts';
import type { RiskState } from '../../../functions/risk-manager/state.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { positionKey } from '../../../shared/events/partition-key.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { NO_EFFECTS, NOTHING_TAKEN } from '../../../shared/market/order-effects.ts';
import { averagePrice, realizedProfit } from '../../../shared/market/position.ts';
import { toRupees } from '../../../shared/money.ts';
import type { CheckEvidence, Evidence } from './evidence.ts';
import { fillsOf, type Sums, sumOf } from './fills.ts';

const stateOf = <State>(
  evidence: Evidence,
  stage: string,
  codec: { decode(packed: unknown): State },
): State | undefined => {
  const body = evidence.checkpoint(`${stage}#0`);
  return body && codec.decode(decodeCheckpoint(body).state);
};

const differing = <T>(
  what: string,
  expected: ReadonlyMap<string, T>,
  found: ReadonlyMap<string, T>,
): readonly string[] =>
  [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [a, b] = [expected.get(key), found.get(key)];
    return String(a ?? 0) === String(b ?? 0)
      ? []
      : [`${what} of ${key}: the fills make ${a ?? 0}, it has ${b ?? 0}`];
  });

/** What the portfolio lists and risk has not taken, because no signal came. */
const untaken = ({ taken = NOTHING_TAKEN }: RiskState, book: PortfolioState | undefined) =>
  (['fills', 'failures'] as const).flatMap((topic) => {
    const { after, effects } = book?.effects[topic] ?? NO_EFFECTS[topic];
    return effects.slice(taken[topic].count - after.count);
  });

const riskProblems = (
  broker: Broker,
  state: RiskState,
  book: PortfolioState | undefined,
  { units, cash }: Sums,
): readonly string[] => {
  const positions = new Map([...state.holdings].map(([key, { position }]) => [key, position]));
  const pending = new Set([...state.holdings.values()].flatMap((holding) => [...holding.pending.keys()]));
  let total = BigInt(state.cash);
  for (const effect of [...state.arrived, ...untaken(state, book)]) {
    total += BigInt(effect.cash);
    const key = positionKey(effect.strategyId, effect.instrumentToken);
    positions.set(key, (positions.get(key) ?? 0) + effect.quantity);
    if (effect.settles) pending.delete(effect.signal);
  }
  const expected = [...cash.values()].reduce((a, b) => a + b, 0n);
  return [
    ...differing(`${broker} risk's position`, units, positions),
    ...(total === expected
      ? []
      : [`${broker} risk's cash is ${total}, the fills make ${expected} ten-thousandths of a rupee`]),
    ...(pending.size === 0
      ? []
      : [`${broker} risk still holds ${pending.size} orders as pending, and all have their outcome`]),
  ];
};

const portfolioProblems = async (
  evidence: Evidence,
  broker: Broker,
  state: PortfolioState,
  { units, cash }: Sums,
): Promise<readonly string[]> => {
  const held = [...state.positions];
  const found = {
    units: new Map(held.map(([key, { position }]) => [key, position.quantity])),
    cash: new Map(
      held.map(([key, { position: p }]) => [key, BigInt(p.realized) - BigInt(p.cost) - BigInt(p.fees)]),
    ),
  };
  const items = await evidence.tables.query('positions', broker);
  const written = new Map(items.map((item) => [String(item.position_id), item]));
  const projected = held.flatMap(([key, { position }]) => {
    const item = written.get(key);
    const same =
      item?.quantity === position.quantity &&
      item.average_price === toRupees(averagePrice(position)) &&
      item.realized_pnl === toRupees(realizedProfit(position)) &&
      item.fees === toRupees(position.fees);
    return same
      ? []
      : [`${broker} position ${key} is ${JSON.stringify(item)} in the table, another one in the state`];
  });
  const newest = Math.max(0, ...items.map(({ sequence }) => Number(sequence)));
  return [
    ...differing(`${broker} portfolio's position`, units, found.units),
    ...differing(`${broker} portfolio's cash`, cash, found.cash),
    ...projected,
    ...(newest === state.sequence
      ? []
      : [`${broker} positions are of fill ${newest}, the state of fill ${state.sequence}`]),
  ];
};

/** Risk and portfolio count each fill exactly once, and the table equals the state. */
export const accounts: CheckEvidence = async (evidence) => {
  const problems: string[] = [];
  for (const broker of BROKERS) {
    const sums = sumOf(fillsOf(evidence, broker));
    const risk = stateOf(evidence, `${broker}.risk-manager`, riskStateCodec);
    const portfolio = stateOf(evidence, `${broker}.portfolio-manager`, portfolioCodec);
    if (risk !== undefined) problems.push(...riskProblems(broker, risk, portfolio, sums));
    if (portfolio !== undefined) {
      problems.push(...(await portfolioProblems(evidence, broker, portfolio, sums)));
    }
    if (sums.units.size > 0 && (risk === undefined || portfolio === undefined)) {
      problems.push(`${broker} has fills, and risk or portfolio has no state`);
    }
  }
  return problems;
};

import { type AlphaPandaError, RefusalError, TransientError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import {
  type AccountBook,
  type AccountTotals,
  isSameAccount,
  unitsByKey,
  withEffects,
  withoutEffects,
} from '../../shared/market/account-book.ts';
import {
  type Discontinuity,
  effectsAfter,
  endsOf,
  type OrderEffect,
  placeAfter,
  type TakenEffects,
} from '../../shared/market/order-effects.ts';
import type { RiskState } from './state.ts';

/** The effects that the portfolio has and risk has not taken. */
export interface Arrivals {
  readonly effects: readonly OrderEffect[];
  /** The places after them. */
  readonly taken: TakenEffects;
}

/** The part of the state that order effects change. */
export type Account = Pick<RiskState, 'taken' | 'holdings' | 'arrived' | 'cash'>;

const REMEDY =
  'No signal is judged on an unknown account. Reset the stages of the account together, or restore them from backups of one time: "Reset or restore a stage" in docs/operations.md';

const PROBLEMS: Readonly<Record<Discontinuity, string>> = {
  behind: 'has fewer order events than risk has counted',
  gap: 'no longer lists order events that risk has not counted',
  different: 'has other order events than risk has counted',
};

const discontinuous = (broker: Broker, problem: Discontinuity): AlphaPandaError => {
  const what = `${stageOf('portfolio-manager', broker).name} ${PROBLEMS[problem]}`;
  if (problem !== 'behind') return new RefusalError('ACCOUNT_DIFFERS', `${what}. ${REMEDY}`);
  return new TransientError(
    'ACCOUNT_BEHIND',
    `${what}. Signals wait until it has taken its topics again from their start. If it cannot: ${REMEDY}`,
  );
};

/** The positions and the cash of risk with all effects that it has taken. */
const totalsOf = ({ holdings, arrived, cash }: Account): AccountTotals => {
  const positions = unitsByKey(
    Array.from(holdings.values(), ({ position: quantity, ...holding }) => ({ ...holding, quantity })),
  );
  return withEffects({ positions, cash }, arrived);
};

/**
 * The places up to which risk of an earlier release has counted, from order topics of its own. Its positions and its cash
 * equal those of the portfolio there.
 * @throws RefusalError `ACCOUNT_DIFFERS`
 */
const placesIn = (
  broker: Broker,
  account: Account,
  { effects: { fills, failures }, totals }: AccountBook,
) => {
  const counted = totalsOf(account);
  let there = withoutEffects(totals(), fills.effects);
  for (let known = 0; known <= fills.effects.length; known += 1) {
    if (isSameAccount(there, counted)) {
      // A failure that is taken again changes nothing.
      return { fills: placeAfter(fills.after, fills.effects.slice(0, known)), failures: failures.after };
    }
    there = withEffects(there, fills.effects.slice(known, known + 1));
  }
  throw new RefusalError(
    'ACCOUNT_DIFFERS',
    `the positions or the cash of ${stageOf('risk-manager', broker).name}, which an earlier release has saved, differ from those of ${stageOf('portfolio-manager', broker).name}. ${REMEDY}`,
  );
};

/**
 * What has arrived since the account's last batch.
 * @throws AlphaPandaError `ACCOUNT_BEHIND` or `ACCOUNT_DIFFERS` if it cannot be known: nothing is judged then
 */
export const arrivalsIn = (broker: Broker, account: Account, book: AccountBook): Arrivals => {
  const taken = account.taken ?? placesIn(broker, account, book);
  const lists = (['fills', 'failures'] as const).map((topic) => {
    const effects = effectsAfter(book.effects[topic], taken[topic]);
    if (typeof effects === 'string') throw discontinuous(broker, effects);
    return effects;
  });
  return { effects: lists.flat(), taken: endsOf(book.effects) };
};

const isAt = (one: TakenEffects | undefined, other: TakenEffects): boolean =>
  one?.fills.count === other.fills.count && one.failures.count === other.failures.count;

/** Takes what has arrived. Every event of a batch has the same arrivals, and only the first takes them. */
export const takeArrivals = (state: RiskState, { effects, taken }: Arrivals): void => {
  if (isAt(state.taken, taken)) return;
  state.arrived.push(...effects);
  state.taken = taken;
};

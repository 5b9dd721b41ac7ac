import { isExpired, isSameContract } from '../../shared/market/contract.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import { fromRupees } from '../../shared/money.ts';
import { valueIn } from '../../shared/parsed.ts';
import type { RiskContext } from './context.ts';
import type { Holding, RiskState } from './state.ts';

/** Whether the prices of the token at a time are no longer those of the holding's contract. */
export const isLeft = ({ contract }: Holding, instrument: Instrument | undefined, at: number): boolean =>
  contract !== undefined &&
  instrument !== undefined &&
  (!isSameContract(contract, contractOf(instrument)) || isExpired(instrument, at));

/**
 * Holdings keep the last price of their contract once it has expired or the token is of another contract. A holding whose
 * contract is that of its token again, because the instruments table was older than the fill, follows the token.
 * @param at Epoch milliseconds.
 */
export const turnContracts = (
  { holdings, marks }: RiskState,
  { instruments, prices }: Pick<RiskContext, 'instruments' | 'prices'>,
  at: number,
): void => {
  const [left, current] = [new Set<number>(), new Set<number>()];
  for (const holding of holdings.values()) {
    const { instrumentToken: token, lastMark } = holding;
    const instrument = valueIn(instruments.get(token));
    if (instrument === undefined) {
      if (lastMark === undefined) current.add(token);
    } else if (!isLeft(holding, instrument, at)) {
      current.add(token);
      if (lastMark !== undefined && !marks.has(token)) marks.set(token, lastMark);
      holding.lastMark = undefined;
    } else if (lastMark === undefined) {
      const recorded = prices.get(token);
      const isLast = recorded !== undefined && !isLeft(holding, instrument, recorded.at);
      holding.lastMark = isLast ? fromRupees(recorded.price) : marks.get(token);
      left.add(token);
    }
  }
  for (const token of left) if (!current.has(token)) marks.delete(token);
};

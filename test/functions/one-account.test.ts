import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { settleBefore } from '../../functions/risk-manager/settlement.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { check } from '../support/seed.ts';
import { AT, fill, filled, quoting } from './portfolio-manager/fixtures.ts';
import { context } from './risk-manager/fixtures.ts';

/** What risk and portfolio hold after the same order events, dead letters of either left out. */
const held = (events: readonly EventOf<'order_filled'>[]) => {
  const [risk, portfolio] = [riskManager('paper'), portfolioManager('paper')];
  const [account, book] = [risk.initial(), portfolio.initial()];
  const letters = { risk: 0, portfolio: 0 };
  for (const event of events) {
    try {
      risk.reduce(account, event, context(AT));
    } catch {
      letters.risk += 1;
    }
    try {
      portfolio.reduce(book, event, quoting());
    } catch {
      letters.portfolio += 1;
    }
  }
  settleBefore(account, Number.POSITIVE_INFINITY);
  return {
    risk: [...account.holdings.values()].reduce((sum, { position }) => sum + position, 0),
    portfolio: [...book.positions.values()].reduce((sum, { position }) => sum + position.quantity, 0),
    letters,
  };
};

describe('risk and portfolio of one account', () => {
  it('hold the same after fills that are repeated, changed, in another event or in another mode', () => {
    const reports = fc.array(
      fc.record({
        fill: fc.nat(6),
        quantity: fc.constantFrom(77, 77, 77, 500),
        event: fc.nat(2),
        execution_mode: fc.constantFrom('paper' as const, 'paper' as const, 'live' as const),
      }),
      { maxLength: 40 },
    );
    check(
      fc.property(reports, (list) => {
        const events = list.map(({ fill: n, quantity, event, execution_mode }) => ({
          ...filled(fill(n, { quantity, execution_mode })),
          id: uuidV5(ALPHA_PANDA, `event ${n} ${quantity} ${event}`),
        }));

        const { risk, portfolio, letters } = held(events);

        expect(risk).toBe(portfolio);
        expect(letters.risk).toBe(letters.portfolio);
      }),
    );
  });
});

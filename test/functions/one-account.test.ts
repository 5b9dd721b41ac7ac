import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasManyEffects } from '../../functions/portfolio-manager/account-effects.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { arrivalsIn } from '../../functions/risk-manager/arrivals.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { accountBookIn, takenIn } from '../../shared/market/account-book.ts';
import { check } from '../support/seed.ts';
import { AT, failed, fill, filled } from './portfolio-manager/fixtures.ts';
import { context, signalEvent } from './risk-manager/fixtures.ts';

const [risk, portfolio] = [riskManager('paper'), portfolioManager('paper')];
type OrderEvent = EventOf<'order_filled'> | EventOf<'order_failed'>;

/** Both stages of an account with their stored states, as a kernel would run them. */
class Account {
  readonly #topics: readonly (readonly OrderEvent[])[];
  /** How many events of each topic are in the portfolio's stored state. */
  #positions = [0, 0];
  #book: string | undefined;
  #state = JSON.stringify(risk.codec.encode(risk.initial()));
  /** Every stored state of the portfolio, with its positions. */
  readonly #history: { readonly positions: readonly number[]; readonly book: string | undefined }[] = [];
  #signals = 0;
  letters = 0;
  /** Batches of signals that had to wait. */
  waits = 0;
  longest = 0;

  constructor(...topics: readonly (readonly OrderEvent[])[]) {
    this.#topics = topics;
  }

  /** A batch of one topic; a crash saves nothing. */
  portfolioTakes(topic: number, count: number, crashes: boolean): void {
    const from = this.#positions[topic] ?? 0;
    let state = this.#portfolioState();
    const taken = hasManyEffects(state) ? takenIn(JSON.parse(this.#state)) : undefined;
    for (const event of this.#topics[topic]?.slice(from, from + count) ?? []) {
      const before = JSON.stringify(portfolio.codec.encode(state));
      try {
        portfolio.reduce(state, event, { quotes: new Map(), taken });
      } catch {
        state = portfolio.codec.decode(JSON.parse(before));
        this.letters += crashes ? 0 : 1;
      }
    }
    if (crashes) return;
    this.#history.push({ positions: this.#positions, book: this.#book });
    this.#positions = this.#positions.map((position, n) => (n === topic ? position + count : position));
    this.#book = JSON.stringify(portfolio.codec.encode(state));
    this.longest = Math.max(this.longest, state.effects.fills.effects.length);
  }

  /** A batch of one signal. `meanwhile` happens between the read of the portfolio's state and the save. */
  riskTakes(meanwhile: () => void, crashes: boolean, at = AT): void {
    const state = risk.codec.decode(JSON.parse(this.#state));
    this.#signals += 1;
    const event = signalEvent(`one account ${this.#signals}`, at, { signal_type: 'HOLD' });
    try {
      const book = accountBookIn(portfolio.name, this.#book && JSON.parse(this.#book));
      risk.reduce(state, event, { ...context(at), arrivals: arrivalsIn('paper', state, book) });
    } catch (error) {
      if (!(error instanceof AlphaPandaError)) throw error;
      expect(error.code).toBe('ACCOUNT_BEHIND');
      this.waits += 1;
      return;
    }
    meanwhile();
    if (!crashes) this.#state = JSON.stringify(risk.codec.encode(state));
  }

  /** The portfolio alone starts over, or goes back to an earlier state; its topics with it. */
  portfolioGoesBack(to: number): void {
    const back = this.#history[to % (this.#history.length + 1)];
    this.#positions = [...(back?.positions ?? [0, 0])];
    this.#book = back?.book;
  }

  /** What both hold when all is delivered. */
  settled() {
    for (const topic of this.#topics.keys()) this.portfolioTakes(topic, Number.MAX_SAFE_INTEGER, false);
    const waited = this.waits;
    this.riskTakes(() => undefined, false, AT + 1_000);
    expect(this.waits).toBe(waited);
    const { holdings, cash } = risk.codec.decode(JSON.parse(this.#state));
    const book = this.#portfolioState();
    return {
      risk: new Map(Array.from(holdings, ([key, { position }]) => [key, position] as const)),
      portfolio: new Map(
        Array.from(book.positions, ([key, { position }]) => [key, position.quantity] as const),
      ),
      cash: BigInt(cash),
    };
  }

  #portfolioState() {
    return this.#book === undefined ? portfolio.initial() : portfolio.codec.decode(JSON.parse(this.#book));
  }
}

const executions = fc.array(
  fc.record({
    fill: fc.nat(60),
    quantity: fc.constantFrom(77, 77, 77, 500),
    event: fc.nat(2),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    execution_mode: fc.constantFrom('paper' as const, 'paper' as const, 'paper' as const, 'live' as const),
  }),
  { maxLength: 80, size: 'max' },
);

const eventsOf = (list: typeof executions extends fc.Arbitrary<infer L> ? L : never): OrderEvent[] =>
  list.map(({ fill: n, quantity, event, side, execution_mode }) => ({
    // The side and the price are those of the execution, so that a repeat has the same content.
    ...filled(
      fill(n, {
        quantity,
        execution_mode,
        signal_type: n % 3 === 0 ? side : 'BUY',
        fill_price: 100 + n,
        strategy_id: `s-${n % 2}`,
        at: AT - 1_000 + n,
      }),
    ),
    id: uuidV5(ALPHA_PANDA, `event ${n} ${quantity} ${event}`),
  }));

const failures = fc
  .array(fc.nat(5), { maxLength: 10 })
  .map((ids) => ids.map((n) => ({ ...failed(), id: uuidV5(ALPHA_PANDA, `failure ${n}`) })));

/** The account that the fills make, each taken once and in order. */
const onceInOrder = (fills: readonly OrderEvent[]) => {
  const seen = new Map<string, string>();
  const positions = new Map<string, number>();
  let cash = 0n;
  for (const event of fills) {
    if (event.type !== 'order_filled' || event.data.execution_mode !== 'paper') continue;
    const { fill_id, strategy_id, instrument_token, quantity, signal_type, fill_price } = event.data;
    if (seen.has(fill_id)) continue;
    seen.set(fill_id, JSON.stringify(event.data));
    const units = signal_type === 'BUY' ? quantity : -quantity;
    const key = `${strategy_id}:${instrument_token}`;
    positions.set(key, (positions.get(key) ?? 0) + units);
    cash -= BigInt(units) * BigInt(fill_price * 10_000);
  }
  return { positions, cash };
};

const action = fc.record({
  kind: fc.constantFrom('fills', 'fills', 'failures', 'signal', 'signal', 'back'),
  count: fc.nat(8),
  back: fc.nat(1_000),
  crashes: fc.boolean(),
  during: fc.nat(40),
});

describe('risk and portfolio of one account', () => {
  it('have the fills of their topics once, after any interleaving, crash, reset or restore', () => {
    const seen = { waits: 0, letters: 0, longest: 0, dropped: false };
    check(
      fc.property(
        executions,
        failures,
        fc.array(action, { maxLength: 60, size: 'max' }),
        (list, failed_, actions) => {
          const fills = eventsOf(list);
          const account = new Account(fills, failed_);
          for (const { kind, count, back, crashes, during } of actions) {
            if (kind === 'fills') account.portfolioTakes(0, count, crashes);
            else if (kind === 'failures') account.portfolioTakes(1, count, crashes);
            else if (kind === 'signal')
              account.riskTakes(() => account.portfolioTakes(0, during, false), crashes);
            else account.portfolioGoesBack(back);
          }

          const { risk: held, portfolio: booked, cash } = account.settled();

          const expected = onceInOrder(fills);
          expect(booked).toEqual(expected.positions);
          expect(held).toEqual(expected.positions);
          expect(cash).toBe(expected.cash);
          seen.waits += account.waits;
          seen.letters += account.letters;
          seen.longest = Math.max(seen.longest, account.longest);
        },
      ),
    );
    expect(seen.waits).toBeGreaterThan(0);
    expect(seen.letters).toBeGreaterThan(0);
    expect(seen.longest).toBeGreaterThan(8);
  });
});

import { describe, expect, it } from 'vitest';
import { PaperTrader } from '../../functions/paper-trading-engine/paper-trader.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { equityOf, exposureWith } from '../../functions/risk-manager/account.ts';
import { riskStateCodec } from '../../functions/risk-manager/codec.ts';
import { initialState } from '../../functions/risk-manager/state.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { fromRupees } from '../../shared/money.ts';
import { parsed } from '../../shared/parsed.ts';
import { given } from '../support/spec.ts';
import { market, order } from './paper-trading-engine/fixtures.ts';
import { AT, fill, filled, quoting } from './portfolio-manager/fixtures.ts';
import { accountStage } from './risk-manager/account-stage.ts';
import { context, controls, fillEvent, lastPrice, NOON, signalEvent } from './risk-manager/fixtures.ts';

const TOKEN = 119_552_007;

const contractAt = (tradingsymbol: string, multiplier: number): Instrument => ({
  instrument_token: TOKEN,
  tradingsymbol,
  exchange: 'MCX',
  segment: 'MCX-FUT',
  tick_size: 1,
  lot_size: 1,
  multiplier,
});

const CRUDEOIL = contractAt('CRUDEOIL26JUNFUT', 100);

describe('the paper engine, in a contract with a multiplier', () => {
  const trader = new PaperTrader({ slippageBasisPoints: 0, maxPriceAgeMs: 0 });
  const trade = (instrument: Instrument, side: 'BUY' | 'SELL', price: number, quantity = 1) =>
    trader.execute(order({ side, quantity }), { ...market({ price }), instrument });
  const fillOf = (...args: Parameters<typeof trade>): OrderFilled => {
    const outcome = trade(...args);
    if (!outcome.filled) throw new Error(outcome.data.reason);
    return outcome.data;
  };

  it('says multiplier and contract in the fill, and charges for the whole contract', () => {
    const [bought, sold] = [fillOf(CRUDEOIL, 'BUY', 6_000), fillOf(CRUDEOIL, 'SELL', 6_100)];

    expect(bought).toMatchObject({ multiplier: 100, contract: 'MCX:CRUDEOIL26JUNFUT', fill_price: 6_000 });
    expect(bought.fees + sold.fees).toBeCloseTo(151.61, 1);
  });

  it('leaves a multiplier of 1 out', () => {
    const { multiplier: _, ...share } = CRUDEOIL;

    expect(fillOf(share, 'BUY', 100)).not.toHaveProperty('multiplier');
  });

  it('refuses an order whose worth is beyond an exact amount by the multiplier alone', () => {
    const outcome = trade(contractAt('HUGE', 1e6), 'BUY', 1e5, 2);

    expect(outcome).toMatchObject({ filled: false, data: { reason: 'AMOUNT_OUT_OF_RANGE' } });
    expect(outcome.data).toMatchObject({ error_message: expect.stringContaining('× 2 × 1000000') });
  });
});

describe('the portfolio, in a contract with a multiplier', () => {
  const oil = { instrument_token: TOKEN, quantity: 1, multiplier: 100, contract: 'MCX:CRUDEOIL26JUNFUT' };
  const bought = filled(fill(1, { ...oil, fill_price: 6_000 }));
  const stage = portfolioManager('paper');
  const portfolio = given(stage).context(quoting([TOKEN, 6_100, AT + 1]));

  it('earns ₹10,000 with one lot of CRUDEOIL from 6,000 to 6,100, and says so everywhere', () => {
    const { writes, emitted } = portfolio.when(bought);

    expect(writes.map(({ item }) => item)).toMatchObject([
      { ...oil, cost: 600_000, average_price: 6_000 },
      { positions: [{ ...oil, cost: 600_000 }] },
    ]);
    expect(emitted).toMatchObject([
      { data: { unrealized_pnl: 10_000, positions: [{ ...oil, average_price: 6_000, last_price: 6_100 }] } },
    ]);
  });

  it('keeps the multiplier in its stored state, and leaves 1 out', () => {
    const state = stage.initial();
    stage.reduce(state, bought, quoting());
    stage.reduce(state, filled(fill(2)), quoting());
    const packed = JSON.parse(JSON.stringify(stage.codec.encode(state)));

    expect(packed.positions[0].position.multiplier).toBe(100);
    expect(packed.positions[1].position).not.toHaveProperty('multiplier');
    expect(stage.codec.decode(packed)).toEqual(state);
  });

  it('closes a position of an earlier release at its true profit', () => {
    const { multiplier: _, contract: __, ...bare } = oil;
    const before = filled(fill(1, { ...bare, fill_price: 6_000 }));
    const sale = filled(fill(2, { ...oil, signal_type: 'SELL', fill_price: 6_100 }));

    const { writes } = portfolio.events(before).when(sale);

    expect(writes[0]?.item).toMatchObject({ quantity: 0, cost: 0, realized_pnl: 10_000 });
  });
});

describe('risk, in a contract with a multiplier', () => {
  const gold = contractAt('GOLD26AUGFUT', 100);
  const known = {
    instruments: new Map([[TOKEN, parsed(gold)]]),
    prices: new Map([[TOKEN, lastPrice(135_000, NOON)]]),
  };
  const order = { instrument_token: TOKEN, quantity: 1, price: 135_000 };
  const under = (limits: Parameters<typeof controls>[0]) =>
    given(accountStage('paper')).context(context(NOON, { ...known, controls: controls(limits) }));

  it.each([
    ['MAX_ORDER_NOTIONAL', { max_open_exposure: 1e9 }, 'max_order_notional'],
    ['MAX_OPEN_EXPOSURE', { max_order_notional: 1e9 }, 'max_open_exposure'],
  ] as const)('counts one lot of GOLD as ₹1.35 crore for %s', (rule, loose, limit) => {
    const one = signalEvent(1, NOON, order);

    under({ ...loose, [limit]: 13_500_000 })
      .when(one)
      .validates();
    under({ ...loose, [limit]: 13_499_999 })
      .when(one)
      .rejects(rule);
  });

  it('measures the loss of the day by the multiplier: 100 points of one lot are ₹10,000', () => {
    const limits = { max_order_notional: 1e9, max_open_exposure: 1e9, max_daily_loss: 10_000 };
    const open = signalEvent('open', NOON, order);
    const held = under(limits).events(open, fillEvent(open, { multiplier: 100, fill_price: 135_000 }));
    const lossAt = (price: number) =>
      held
        .context(
          context(NOON + 1_000, {
            ...known,
            controls: controls(limits),
            prices: new Map([[TOKEN, lastPrice(price, NOON + 1_000)]]),
          }),
        )
        .when(signalEvent('more', NOON + 1_000, { ...order, price }));

    lossAt(134_900).validates();
    lossAt(134_899).rejects('MAX_DAILY_LOSS');
  });

  it('keeps the multiplier in its stored state, and reads a holding of an earlier release as 1', () => {
    const state = initialState();
    const holding = {
      ...{ strategyId: 's', instrumentToken: TOKEN, position: 2, multiplier: 100 },
      ...{ contract: undefined, lastMark: undefined },
      ...{ pending: new Map(), lastValidated: undefined },
    };
    state.holdings.set(`s:${TOKEN}`, holding);
    state.marks.set(TOKEN, fromRupees(50));
    const packed = JSON.parse(JSON.stringify(riskStateCodec.encode(state)));
    const again = riskStateCodec.decode(packed);
    const { multiplier: _, ...old } = packed.holdings[0];
    const earlier = riskStateCodec.decode({ ...packed, holdings: [old] });

    expect(again).toEqual(state);
    expect(equityOf(again)).toBe(fromRupees(2 * 50 * 100));
    expect(equityOf(earlier)).toBe(fromRupees(2 * 50));
    const order = { holding: again.holdings.get(`s:${TOKEN}`) ?? holding, quantity: 1, multiplier: 100 };
    const price = { bought: fromRupees(60), sold: parsed(fromRupees(60)) };
    expect(exposureWith(again, order, () => price)).toEqual(parsed(fromRupees(3 * 60 * 100)));
  });
});

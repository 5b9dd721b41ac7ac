import { describe, expect, it } from 'vitest';
import { OwnPositions } from '../../functions/paper-trading-engine/own-positions.ts';
import { bookIn, heldIn } from '../../functions/portfolio-manager/items.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { totalsInRupees, valuation } from '../../functions/portfolio-manager/valuation.ts';
import type { RiskContext } from '../../functions/risk-manager/context.ts';
import type { RiskLimits } from '../../shared/controls/limits.ts';
import { type ContractQuote, contractQuotes } from '../../shared/market/contract.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import { DAY_MS } from '../../shared/market/ist.ts';
import { portfolioItem } from '../../shared/market/portfolio-items.ts';
import { parsed } from '../../shared/parsed.ts';
import { given } from '../support/spec.ts';
import { fill, filled } from './portfolio-manager/fixtures.ts';
import { accountStage } from './risk-manager/account-stage.ts';
import { context, controls, fillEvent, lastPrice, NOON, signalEvent } from './risk-manager/fixtures.ts';

const TOKEN = 11_111_111;
const LATER = NOON + 7 * DAY_MS;

const option = (tradingsymbol: string, expiry: string): Instrument => ({
  ...{ instrument_token: TOKEN, tradingsymbol, exchange: 'NFO', segment: 'NFO-OPT' },
  ...{ tick_size: 0.05, lot_size: 65, expiry },
});

/** NOON is 2026-06-16: the first expires on its day, and a week later the token is of the second. */
const FIRST = option('NIFTY2661622000CE', '2026-06-16');
const SECOND = option('NIFTY2662323000CE', '2026-06-23');

const of = (instrument: Instrument) => ({ instrument_token: TOKEN, contract: contractOf(instrument) });

describe('the portfolio, when a token returns as another contract', () => {
  const stage = portfolioManager('paper');
  const at = (price: number, when: number, instrument: Instrument): ReadonlyMap<number, ContractQuote> =>
    contractQuotes(new Map([[TOKEN, { price, at: when }]]), new Map([[TOKEN, instrument]]));
  const bought = filled(fill(1, { ...of(FIRST), quantity: 65, fill_price: 100, at: NOON }));
  const boughtSecond = filled(fill(2, { ...of(SECOND), quantity: 130, fill_price: 900, at: LATER }));
  const before = given(stage).context({ quotes: new Map() }).events(bought);

  it('shows no profit of 65 options that expired, although the token trades at 900', () => {
    const [, item] = given(stage).context({ quotes: new Map() }).when(bought).itemsOf('positions');
    const account = portfolioItem.parse(item);
    if (account.kind !== 'account') throw new Error('no account');

    const { open, account: totals } = valuation(bookIn(account), at(900, LATER, SECOND));

    expect(totalsInRupees(totals).unrealized_pnl).toBe(0);
    expect(open[0]?.mark?.price).toBe(100);
  });

  it('keeps the positions apart, each at the price of its own contract', () => {
    const { writes, emitted } = before.context({ quotes: at(910, LATER + 1, SECOND) }).when(boughtSecond);

    expect(writes.map(({ item }) => item)).toMatchObject([
      { position_id: `momentum-1:${TOKEN}:NFO:NIFTY2662323000CE`, quantity: 130, ...of(SECOND) },
      { positions: [{ quantity: 65, last_mark: { price: 100 } }, { quantity: 130 }] },
    ]);
    expect(emitted).toMatchObject([
      { data: { unrealized_pnl: 1_300, positions: [{ last_price: 100 }, { last_price: 910 }] } },
    ]);
  });

  it('nets no units of different contracts', () => {
    const state = stage.initial();
    for (const event of [bought, boughtSecond]) stage.reduce(state, event, { quotes: new Map() });
    const again = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(state))));

    const { instruments } = valuation(
      { strategies: new Map(), open: [...again.positions.values()], marks: again.marks },
      new Map(),
    );

    expect(again).toEqual(state);
    expect(instruments.map(({ contract, quantity }) => [contract, quantity])).toEqual([
      [contractOf(FIRST), 65],
      [contractOf(SECOND), 130],
    ]);
  });

  it('takes the late settlement of the old contract off the old position, and no price from it', () => {
    const sale = {
      signal_type: 'SELL',
      quantity: 65,
      fill_price: 0,
      market_price: 0.05,
      cause: 'expiry',
    } as const;
    const settled = filled(fill(3, { ...of(FIRST), ...sale, at: LATER + 1 }));

    const { writes } = before.events(boughtSecond).when(settled);

    expect(writes.map(({ item }) => item)).toMatchObject([
      { position_id: `momentum-1:${TOKEN}`, quantity: 0, realized_pnl: -6_500 },
      { positions: [{ quantity: 130 }], marks: [{ price: 900, contract: contractOf(SECOND) }] },
    ]);
  });

  it('keeps the contract of a position in its item', () => {
    const first = before.when(filled(fill(4, { ...of(FIRST), quantity: 1, at: NOON + 1 })));
    const position = portfolioItem.parse(first.itemsOf('positions')[0]);
    if (position.kind !== 'position') throw new Error('no position');

    expect(heldIn(position)).toMatchObject({ contract: contractOf(FIRST), position: { quantity: 66 } });
  });
});

describe('risk, when a token returns as another contract', () => {
  const market = (
    at: number,
    price: number,
    instrument: Instrument,
    limits: Partial<RiskLimits>,
  ): RiskContext =>
    context(at, {
      controls: controls({ max_price_deviation_bps: 10_000, ...limits }),
      instruments: new Map([[TOKEN, parsed(instrument)]]),
      prices: new Map([[TOKEN, lastPrice(price, at - 1)]]),
    });
  const order = (name: string, at: number, price: number, side: 'BUY' | 'SELL') =>
    signalEvent(name, at, { instrument_token: TOKEN, quantity: 65, price, signal_type: side });
  const open = order('open', NOON, 100, 'BUY');
  const held = (limits: Partial<RiskLimits>) =>
    given(accountStage('paper'))
      .context(market(NOON, 100, FIRST, limits))
      .events(open, fillEvent(open, { quantity: 65, fill_price: 100, ...of(FIRST) }));

  it('does not value the old position at the price of the new contract', () => {
    const short = order('short', NOON, 100, 'SELL');
    const written = given(accountStage('paper'))
      .context(market(NOON, 100, FIRST, {}))
      .events(short, fillEvent(short, { quantity: 65, fill_price: 100, ...of(FIRST) }));
    const limits = { max_daily_loss: 1_000, max_order_notional: 1e9, max_open_exposure: 1e9 };

    written
      .context(market(LATER, 900, SECOND, limits))
      .when(order('next', LATER, 900, 'BUY'))
      .validates();
  });

  it('does not take an order in the new contract as a reduction of the old position', () => {
    const stopped = { killSwitch: { engaged: true, reason: 'drill' } };

    held({})
      .context({ ...market(LATER, 900, SECOND, {}), controls: controls({}, stopped) })
      .when(order('exit?', LATER, 900, 'SELL'))
      .rejects('KILL_SWITCH');
    held({})
      .context({ ...market(NOON + 2, 100, FIRST, {}), controls: controls({}, stopped) })
      .when(order('exit', NOON + 2, 100, 'SELL'))
      .validates();
  });

  it('counts both contracts in the exposure, each at its own price', () => {
    const limits = { max_order_notional: 1e9, max_open_exposure: 65 * 100 + 65 * 900 };

    held(limits)
      .context(market(LATER, 900, SECOND, limits))
      .when(order('next', LATER, 900, 'BUY'))
      .validates();
    held(limits)
      .context(market(LATER, 900, SECOND, { ...limits, max_open_exposure: limits.max_open_exposure - 1 }))
      .when(order('next', LATER, 900, 'BUY'))
      .rejects('MAX_OPEN_EXPOSURE');
  });
});

describe("the paper engine's own positions, when a token returns as another contract", () => {
  it('are not those of the new contract', () => {
    const positions = new OwnPositions();
    positions.add('s', TOKEN, 65, { instrument: FIRST });
    positions.add('s', TOKEN, -10, { instrument: SECOND });
    const again = OwnPositions.decode(JSON.parse(JSON.stringify(positions.encode())));

    for (const own of [positions, again]) {
      expect(own.of('s', TOKEN, { instrument: FIRST })).toBe(65);
      expect(own.of('s', TOKEN, { instrument: SECOND })).toBe(-10);
    }
    expect(again.all()).toEqual(positions.all());
  });

  it('of an earlier release, which named no contract, are those of the contract that is known now', () => {
    const positions = OwnPositions.decode([['s', TOKEN, 65]]);

    expect(positions.of('s', TOKEN, { instrument: SECOND })).toBe(65);
  });
});

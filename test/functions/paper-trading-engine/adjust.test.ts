import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { CorporateAction } from '../../../shared/market/corporate-action.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { given, on } from '../../support/spec.ts';
import { CONTROLS } from './fixtures.ts';
import { at, moment, signalled } from './moments.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

const INFY = 408_065;
const SHARE: Instrument = {
  instrument_token: INFY,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};

const EX_DATE = '2026-05-06';
const OPENED = at('2026-05-05T10:00');
const CLOSED = at('2026-05-05T15:29');
const MORNING = at(`${EX_DATE}T08:55`);

const ratio = (kind: 'split' | 'bonus', old_units: number, new_units: number): CorporateAction => ({
  ...{ contract: 'NSE:INFY', ex_date: EX_DATE, kind },
  ...{ old_units, new_units },
});
const BONUS = ratio('bonus', 1, 2);
const DIVIDEND: CorporateAction = {
  ...{ contract: 'NSE:INFY', ex_date: EX_DATE, kind: 'dividend' },
  rupees_per_unit: 20,
};

const context = (
  actions: readonly CorporateAction[] = [],
  price: { readonly price: number; readonly at: number } | null = { price: 1_964, at: CLOSED },
): PaperEngineContext => ({
  now: undefined,
  quotes: price === null ? new Map() : new Map([[INFY, price]]),
  instruments: new Map([[INFY, SHARE]]),
  controls: CONTROLS,
  actions: new Map([['NSE:INFY', actions]]),
});

const stage = paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 });
const buy = (units: number, time: number, strategy = 'momentum-1') =>
  signalled(INFY, units, 1_964, time, strategy, { product: units > 0 ? 'CNC' : 'MIS' });
const engine = given(stage).context(context([], null));
const holding = (units: number) => engine.events(buy(units, OPENED));
const opens = moment('day_opens', 'shares', EX_DATE, MORNING);

describe('a corporate action on paper', () => {
  it('of 1:1 doubles the units at the opening of the ex date, and halves the price', () => {
    holding(1_000)
      .context(context([BONUS]))
      .when(opens)
      .emits(
        on(ordersFilled, {
          contract: 'NSE:INFY',
          kind: 'bonus',
          ex_date: EX_DATE,
          quantity_before: 1_000,
          quantity_after: 2_000,
          cash: 0,
          market_price: 982,
          execution_mode: 'paper',
          timestamp: new Date(MORNING).toISOString(),
        }),
      );
  });

  it('pays a dividend, and takes it from a short position', () => {
    for (const units of [1_000, -1_000]) {
      holding(units)
        .context(context([DIVIDEND]))
        .when(opens)
        .emits(
          on(ordersFilled, {
            kind: 'dividend',
            quantity_before: units,
            quantity_after: units,
            cash: 20 * units,
            market_price: 1_944,
          }),
        );
    }
  });

  it('pays the fraction of a share that is left at the price after it', () => {
    holding(7)
      .context(context([ratio('bonus', 2, 3)]))
      .when(opens)
      .emits(on(ordersFilled, { quantity_after: 10, market_price: 1_309.3333, cash: 654.6667 }));
  });

  it('counts once', () => {
    const adjusted = holding(1_000)
      .context(context([BONUS]))
      .events(opens);

    adjusted.when(opens).emitsNothing();
    adjusted.when(moment('square_off', 'shares', EX_DATE, at(`${EX_DATE}T15:20`))).emitsNothing();
    adjusted.when(moment('day_opens', 'shares', '2026-05-07', at('2026-05-07T08:55'))).emitsNothing();
  });

  it('waits for its ex date', () => {
    holding(1_000)
      .context(context([BONUS]))
      .when(moment('day_opens', 'shares', '2026-05-05', at('2026-05-05T08:55')))
      .emitsNothing();
  });

  it('concerns the units that were held when the ex date began, also if it is told later', () => {
    const traded = holding(1_000)
      .context(context([], null))
      .events(buy(-400, at(`${EX_DATE}T10:00`)), buy(100, at('2026-05-07T10:00')));

    traded
      .context(context([BONUS], { price: 980, at: at('2026-05-07T10:00') }))
      .when(moment('square_off', 'shares', '2026-05-07', at('2026-05-07T15:20')))
      .emits(on(ordersFilled, { quantity_before: 700, quantity_after: 1_700 }));
  });

  it('gives new units to a position that was sold on the ex date, before the action was told', () => {
    const sold = holding(1_000).events(buy(-1_000, at(`${EX_DATE}T10:00`)));
    const told = moment('square_off', 'shares', EX_DATE, at(`${EX_DATE}T15:20`));

    const adjusted = sold.context(context([BONUS], { price: 980, at: at(`${EX_DATE}T10:00`) })).when(told);

    adjusted.emits(on(ordersFilled, { quantity_before: 0, quantity_after: 1_000, cash: 0 }));
    adjusted
      .when(moment('square_off', 'shares', EX_DATE, at(`${EX_DATE}T15:25`)))
      .emitsNothing()
      .context(context([], { price: 980, at: at('2026-05-07T10:00') }))
      .when(buy(-1_000, at('2026-05-07T10:00')))
      .emits(on(ordersFilled, { quantity: 1_000, product: 'CNC' }));
  });

  it('pays the dividend of a position that was sold on the ex date, once', () => {
    const sold = holding(1_000).events(buy(-1_000, at(`${EX_DATE}T10:00`)));

    sold
      .context(context([DIVIDEND], { price: 1_944, at: at(`${EX_DATE}T10:00`) }))
      .when(moment('square_off', 'shares', EX_DATE, at(`${EX_DATE}T15:20`)))
      .emits(on(ordersFilled, { quantity_before: 0, quantity_after: 0, cash: 20_000 }))
      .when(moment('day_opens', 'shares', '2026-05-07', at('2026-05-07T08:55')))
      .emitsNothing();
  });

  it('leaves a position that was sold before the ex date', () => {
    holding(1_000)
      .events(buy(-1_000, at('2026-05-05T14:00')))
      .context(context([BONUS]))
      .when(opens)
      .emitsNothing();
  });

  it('leaves a position that was opened on the ex date', () => {
    engine
      .events(buy(1_000, at(`${EX_DATE}T10:00`)))
      .context(context([BONUS]))
      .when(moment('square_off', 'shares', EX_DATE, at(`${EX_DATE}T15:20`)))
      .emitsNothing();
  });

  it('fails where it is told too late to know what was held', () => {
    const days = ['07', '08', '11', '12', '13', '14', '15', '18', '19', '20', '21'].map((day) =>
      buy(1, at(`2026-05-${day}T10:00`)),
    );

    holding(1_000)
      .context(context([], null))
      .events(...days)
      .context(context([BONUS]))
      .when(moment('day_opens', 'shares', '2026-05-22', at('2026-05-22T08:55')))
      .emits(on(ordersFailed, { reason: 'ADJUSTMENT_TOO_LATE' }));
  });

  it('changes nothing where it says that the price fell by itself', () => {
    holding(1_000)
      .context(context([{ contract: 'NSE:INFY', ex_date: EX_DATE, kind: 'no_action' }]))
      .when(opens)
      .emitsNothing();
  });

  it('gives each strategy its own adjustment', () => {
    const spec = engine
      .events(buy(1_000, OPENED, 'rsi-1'), buy(-10, OPENED, 'momentum-1'))
      .context(context([BONUS]))
      .when(opens);

    spec.emits(
      on(ordersFilled, { strategy_id: 'rsi-1', quantity_after: 2_000 }),
      on(ordersFilled, { strategy_id: 'momentum-1', quantity_after: -20 }),
    );
    const ids = spec.emitted.map(({ data }) => ('adjustment_id' in data ? data.adjustment_id : ''));
    expect(new Set(ids).size).toBe(2);
  });

  it('lets later orders reduce the new number of units', () => {
    holding(1_000)
      .context(context([BONUS]))
      .events(opens)
      .context({
        ...context([], null),
        controls: { ...CONTROLS, killSwitch: { ...CONTROLS.killSwitch, engaged: true } },
      })
      .when(buy(-2_000, at(`${EX_DATE}T10:00`)))
      .emits(on(ordersFilled, { quantity: 2_000 }));
  });
});

import { describe, expect, it } from 'vitest';
import { unexplainedGapOf } from '../../../functions/risk-manager/opening-gaps.ts';
import type { CorporateAction } from '../../../shared/market/corporate-action.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { istDay } from '../../../shared/market/ist.ts';
import { fromRupees } from '../../../shared/money.ts';
import { parsed } from '../../../shared/parsed.ts';

const INFY = 408_065;
const SHARE: Instrument = {
  instrument_token: INFY,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};
const NOW = Date.parse('2026-05-06T10:00:00.000+05:30');
const OPENED = Date.parse('2026-05-06T09:15:00.000+05:30');

const market = (
  opening: number | undefined,
  actions: readonly CorporateAction[] = [],
  instrument = SHARE,
) => ({
  instruments: new Map([[INFY, parsed(instrument)]]),
  prices: new Map([
    [
      INFY,
      {
        ...{ price: 980, at: NOW, previous: undefined },
        dayBefore: { price: 1_000, day: istDay(NOW) - 1, opening },
      },
    ],
  ]),
  actions: new Map([['NSE:INFY', actions]]),
});

const FLAT = { adjusted: new Map(), carried: [] };
const HELD = { adjusted: new Map(), carried: [INFY] };
const action = (kind: 'bonus' | 'no_action', ex_date = '2026-05-06'): CorporateAction =>
  kind === 'bonus'
    ? { contract: 'NSE:INFY', ex_date, kind, old_units: 1, new_units: 2 }
    : { contract: 'NSE:INFY', ex_date, kind };

const gapOf = (account: typeof HELD, ...args: Parameters<typeof market>) =>
  unexplainedGapOf('paper', account, market(...args), INFY);

describe('a gap at the opening', () => {
  it.each([799.95, 500, 1_200.05])('from 1,000 to %d needs an explanation', (opening) => {
    expect(gapOf(FLAT, opening)).toMatchObject({ contract: 'NSE:INFY', from: 1_000, to: opening });
  });

  it.each([800, 1_000, 1_200, undefined])('from 1,000 to %s needs none', (opening) => {
    expect(gapOf(FLAT, opening)).toBeUndefined();
  });

  it('needs none where the instrument has no band', () => {
    const future: Instrument = { ...SHARE, exchange: 'NFO', segment: 'NFO-FUT' };

    expect(gapOf(FLAT, 500, [], future)).toBeUndefined();
    expect(gapOf(FLAT, 500, [], { ...SHARE, segment: 'INDICES' })).toBeUndefined();
  });

  it('is explained by an action with an ex date between the two days, and by no other', () => {
    expect(gapOf(FLAT, 500, [action('no_action')])).toBeUndefined();
    expect(gapOf(FLAT, 500, [action('bonus')])).toBeUndefined();
    expect(gapOf(FLAT, 500, [action('bonus', '2026-05-05')])).toBeDefined();
    expect(gapOf(FLAT, 500, [action('bonus', '2026-05-07')])).toBeDefined();
  });

  it('of a position that was carried over night is explained once its units are changed', () => {
    expect(gapOf(HELD, 500, [action('bonus')])).toBeDefined();
    const adjusted = new Map([[INFY, { at: OPENED, price: fromRupees(500) }]]);
    expect(gapOf({ ...HELD, adjusted }, 500, [action('bonus')])).toBeUndefined();
  });

  it('of the live account is explained by the table alone, because the broker changes the units', () => {
    expect(unexplainedGapOf('zerodha', HELD, market(500, [action('bonus')]), INFY)).toBeUndefined();
  });
});

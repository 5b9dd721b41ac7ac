import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { slippageOf, slippageText } from '../../../shared/market/slippage.ts';

const OPTION: Instrument = {
  instrument_token: 1,
  tradingsymbol: 'NIFTY26MAY24000CE',
  exchange: 'NFO',
  segment: 'NFO-OPT',
  tick_size: 0.05,
  lot_size: 75,
};

describe('slippageOf', () => {
  it('is that of the segment by default: ticks for an option, basis points for a share', () => {
    expect(slippageOf(OPTION, {})).toEqual({ ticks: 2 });
    expect(slippageOf({ ...OPTION, segment: 'NSE' }, {})).toEqual({ basisPoints: 2 });
  });

  it('takes the most exact setting', () => {
    const all = { slippageBasisPoints: 9 };
    const segments = { ...all, bySegment: { 'NFO-OPT': { ticks: 5 } } };

    expect(slippageOf(OPTION, all)).toEqual({ basisPoints: 9 });
    expect(slippageOf(OPTION, segments)).toEqual({ ticks: 5 });
    expect(slippageOf({ ...OPTION, segment: 'NSE' }, segments)).toEqual({ basisPoints: 9 });
    expect(slippageOf({ ...OPTION, slippage_ticks: 0 }, segments)).toEqual({ ticks: 0 });
    expect(slippageOf({ ...OPTION, slippage_basis_points: 30 }, segments)).toEqual({ basisPoints: 30 });
  });
});

describe('slippageText', () => {
  it('reads ticks and basis points by segment', () => {
    expect(slippageText.parse('NFO-OPT=3ticks, NSE=1.5bp,MCX-FUT=1tick')).toEqual({
      'NFO-OPT': { ticks: 3 },
      NSE: { basisPoints: 1.5 },
      'MCX-FUT': { ticks: 1 },
    });
    expect(slippageText.parse(undefined)).toEqual({});
  });

  it.each(['NSE=2', 'NFO=2bp', 'NSE=501bp', 'NSE=-1bp', 'NSE=1bp,NSE=2bp', 'NFO-OPT=1001ticks', '2'])(
    'refuses %s',
    (text) => {
      expect(slippageText.safeParse(text).error?.message).toContain('must be slippage by segment');
    },
  );
});

import { describe, expect, it } from 'vitest';
import {
  chosenStrategies,
  chosenTokens,
  strategyItems,
} from '../../../localstack/backtest/strategy-options.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';

const options = (line: string) =>
  line.split(' ').map((word) => {
    const [name = '', ...value] = word.split(':');
    return { name, value: value.join(':') };
  });

const instrument = (instrument_token: number, tradingsymbol: string): Instrument => ({
  ...{ instrument_token, tradingsymbol, exchange: 'NSE', segment: 'NSE', tick_size: 0.05, lot_size: 1 },
});
const INSTRUMENTS = [instrument(738561, 'RELIANCE'), instrument(408065, 'INFY')];

describe('chosenStrategies', () => {
  it('gives each strategy the parameters after it, and a second one of a type a number', () => {
    expect(
      chosenStrategies(
        options(
          'strategy:rsi param:rsi_period=9 param:quantity=5 strategy:momentum strategy:rsi param:quantity=2',
        ),
      ),
    ).toEqual([
      { id: 'rsi', type: 'rsi', parameters: { rsi_period: 9, quantity: 5 } },
      { id: 'momentum', type: 'momentum', parameters: {} },
      { id: 'rsi-2', type: 'rsi', parameters: { quantity: 2 } },
    ]);
  });

  it.each([
    ['strategy:macd', /macd is not a strategy: there are momentum, mean_reversion, rsi, low_frequency/],
    ['strategy:rsi param:period=9', /period is no parameter of rsi: it has rsi_period, rsi_oversold/],
    ['strategy:rsi param:rsi_period', /write name=value/],
    ['param:quantity=1 strategy:rsi', /comes before its --strategy/],
    ['strategy:rsi param:rsi_period=0', /rsi_period/],
    ['strategy:rsi param:quantity=many', /quantity/],
  ])('refuses %s', (line, problem) => {
    expect(() => chosenStrategies(options(line))).toThrow(problem);
  });
});

describe('chosenTokens', () => {
  it('finds instruments by symbol, by exchange and symbol, and by token; all by default', () => {
    expect(chosenTokens('infy,NSE:RELIANCE, 408065', INSTRUMENTS)).toEqual([408065, 738561]);
    expect(chosenTokens(undefined, INSTRUMENTS)).toEqual([738561, 408065]);
  });

  it('refuses a name that the files do not have, and lists theirs', () => {
    expect(() => chosenTokens('TCS', INSTRUMENTS)).toThrow(
      '--instruments: "TCS" is not in the files, which have NSE:RELIANCE, NSE:INFY',
    );
  });
});

describe('strategyItems', () => {
  it('are active on paper only', () => {
    expect(strategyItems(chosenStrategies(options('strategy:rsi')), [408065], undefined)).toMatchObject([
      {
        table: 'strategies',
        item: { strategy_id: 'rsi', instruments: [408065], is_active: true, zerodha_trading_enabled: false },
      },
    ]);
  });
});

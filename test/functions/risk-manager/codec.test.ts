import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { riskStateCodec } from '../../../functions/risk-manager/codec.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { parsed } from '../../../shared/parsed.ts';
import { AccountDriver } from './account-driver.ts';
import { context, fillEvent, instrument, lastPrice, NIFTY, NOON, signalEvent } from './fixtures.ts';

describe('the checkpoint', () => {
  it('refuses a state with a member too few or too many', () => {
    const driver = new AccountDriver();
    driver.judge(signalEvent(1, NOON));
    const { book, ...packed } = Object(driver.packed());
    const { book: _, ...state } = driver.state;
    const { cash, ...without } = packed;
    const { codec } = riskManager('paper');

    expect(codec.decode(packed)).toEqual(state);
    expect(() => codec.decode(without)).toThrow('another version: cash');
    expect(() => codec.decode({ ...packed, leverage: 5 })).toThrow('another version: leverage');
    expect(() => codec.decode(undefined)).toThrow('another version');
  });

  it('reads a state of the last release, which counts no orders of a minute', () => {
    const driver = new AccountDriver();
    const order = signalEvent(1, NOON);
    driver.judge(order);
    driver.take(fillEvent(order));
    driver.judge(signalEvent(2, NOON + 1_000));
    const { book: _, orderCounts, ...packed } = Object(driver.packed());
    const { book, ...state } = driver.state;

    expect(orderCounts).not.toEqual([]);
    expect(riskStateCodec.decode(packed)).toEqual({ ...state, orderCounts: [] });
  });

  it('refuses the packed list of an earlier version', () => {
    const packed = [
      20_620,
      1,
      -1_000,
      0,
      [],
      [],
      [],
      [['momentum-1', NIFTY, 10, [], []]],
      [],
      [[], []],
      [],
      0,
    ];

    expect(() => riskManager('paper').codec.decode(packed)).toThrow('another version');
  });

  it('stays small for any number of strategies that are flat again', () => {
    const driver = new AccountDriver();
    let largest = 0;
    for (let name = 0; name < 300; name += 1) {
      const at = NOON + name * 1_000;
      const token = NIFTY + name;
      const known = context(at, {
        instruments: new Map([[token, parsed(instrument({ instrument_token: token }))]]),
        prices: new Map([[token, lastPrice(100, at)]]),
      });
      const [open, close] = (['BUY', 'SELL'] as const).map((side, step) =>
        signalEvent(`${name}-${side}`, at + step, {
          strategy_id: `strategy-${name}`,
          instrument_token: token,
          signal_type: side,
        }),
      );
      if (open === undefined || close === undefined) throw new Error('no signals');
      expect(driver.judge(open, known)).toBe('VALIDATED');
      driver.take(fillEvent(open), known);
      expect(driver.judge(close, known)).toBe('VALIDATED');
      driver.take(fillEvent(close), known);
      const packed = JSON.stringify(riskStateCodec.encode(driver.state));
      largest = Math.max(largest, deflateRawSync(packed, { level: 1 }).length);
    }

    expect(driver.state.holdings.size).toBeLessThanOrEqual(64);
    expect(driver.state.marks.size).toBeLessThanOrEqual(64);
    expect(largest).toBeLessThan(4_096);
  });
});

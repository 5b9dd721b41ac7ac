import { describe, expect, it } from 'vitest';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { parsed } from '../../../shared/parsed.ts';
import { AccountDriver } from './account-driver.ts';
import { context, fillEvent, instrument, lastPrice, NIFTY, NOON, signalEvent } from './fixtures.ts';

describe('the checkpoint', () => {
  it('is refused when it is not one', () => {
    const driver = new AccountDriver();
    driver.judge(signalEvent(1, NOON));
    const packed = driver.packed();
    if (!Array.isArray(packed)) throw new Error('not packed');
    const { codec } = riskManager('paper');

    expect(() => codec.decode(packed.slice(1))).toThrow();
    expect(() => codec.decode(undefined)).toThrow();
    expect(() => codec.decode({})).toThrow();
  });

  it('of before, with one list of ids and no fills, is read', () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON);
    driver.judge(raw);
    const packed = driver.packed();
    if (!Array.isArray(packed)) throw new Error('not packed');
    const [[ids]] = packed.slice(-2);
    const { codec } = riskManager('paper');

    driver.state = codec.decode([...packed.slice(0, -2), ids]);

    expect(driver.take(raw)).toEqual([]);
  });

  it('stays small however many strategies have traded and gone flat', () => {
    const driver = new AccountDriver();
    let largest = 0;
    for (let name = 0; name < 300; name += 1) {
      const at = NOON + name * 1_000;
      const token = NIFTY + name;
      const known = context(at, {
        instruments: new Map([[token, parsed(instrument({ instrument_token: token }))]]),
        prices: new Map([[token, parsed(lastPrice(token, 100, at))]]),
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
      largest = Math.max(largest, JSON.stringify(driver.packed()).length);
    }

    expect(driver.state.holdings.size).toBeLessThanOrEqual(64);
    expect(driver.state.marks.size).toBeLessThanOrEqual(64);
    expect(largest).toBeLessThan(10_240);
  });
});

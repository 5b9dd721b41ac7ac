import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { capitalOf, chosenLimits } from '../../../localstack/backtest/limit-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'limits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'limits.json');
  writeFileSync(path, text);
  return path;
};

describe('chosenLimits', () => {
  it('lets all positions be worth the capital, unless the file says otherwise', () => {
    expect(chosenLimits(undefined, undefined)).toEqual({});
    expect(chosenLimits(undefined, 500_000)).toEqual({ max_open_exposure: 500_000 });
    expect(chosenLimits(file('{"max_daily_loss": 1000}'), 500_000)).toEqual({
      max_open_exposure: 500_000,
      max_daily_loss: 1_000,
    });
    expect(chosenLimits(file('{"max_open_exposure": 900000}'), 500_000)).toEqual({
      max_open_exposure: 900_000,
    });
  });

  it.each([
    ['{"max_loss": 1}', /max_loss is no limit: there are max_position_size, .*max_daily_loss/],
    ['{"max_daily_loss": "much"}', /max_daily_loss: .*number/],
    ['[]', /expected/],
    ['max_daily_loss=1', /cannot be read as JSON/],
  ])('refuses %s', (text, problem) => {
    expect(() => chosenLimits(file(text), undefined)).toThrow(problem);
  });

  it('refuses a file that does not exist', () => {
    expect(() => chosenLimits(join(folder, 'none.json'), undefined)).toThrow(/cannot be read/);
  });
});

describe('capitalOf', () => {
  it.each([
    ['500000', 500_000],
    ['5,00,000', 500_000],
    ['₹1_000.5', 1_000.5],
  ])('reads %s', (text, capital) => {
    expect(capitalOf(text)).toBe(capital);
  });

  it.each(['', 'all', '0', '-5', '1e12'])('refuses "%s"', (text) => {
    expect(() => capitalOf(text)).toThrow(/--capital/);
  });
});

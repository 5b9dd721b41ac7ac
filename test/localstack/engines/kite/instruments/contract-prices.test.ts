import { expect, it } from 'vitest';
import {
  futurePrice,
  onTick,
  optionPrice,
} from '../../../../../localstack/engines/kite/instruments/contract-prices.ts';

const terms = { strike: 25_500, volatility: 0.14, tick: 0.05 };

it('prices calls and puts of a strike in parity', () => {
  for (const spot of [23_000, 25_100, 25_480, 25_500, 25_910, 28_000]) {
    const [call, put] = [
      optionPrice(spot, 12, { ...terms, type: 'CE' }),
      optionPrice(spot, 12, { ...terms, type: 'PE' }),
    ];

    // Half a tick of each, and at the least one tick.
    expect(Math.abs(call - put - (spot - 25_500))).toBeLessThanOrEqual(0.1 + 1e-6);
  }
});

it('prices an option at the money as 0.4 standard deviations', () => {
  const deviation = 25_500 * 0.14 * Math.sqrt(30.5 / 365);

  expect(optionPrice(25_500, 30, { ...terms, type: 'CE' })).toBeCloseTo(0.3989 * deviation, 0);
});

it('prices a call higher, the higher its underlying is, and a put lower', () => {
  const spots = Array.from({ length: 200 }, (_, n) => 24_000 + n * 15);
  const prices = (type: 'CE' | 'PE') => spots.map((spot) => optionPrice(spot, 3, { ...terms, type }));

  expect(prices('CE')).toEqual(prices('CE').toSorted((a, b) => a - b));
  expect(prices('PE')).toEqual(prices('PE').toSorted((a, b) => b - a));
});

it('prices a future with interest, on its tick', () => {
  expect(futurePrice(25_480, 0, 0.1)).toBe(25_480);
  expect(futurePrice(25_480, 30, 0.1)).toBe(25_616.1);
});

it('has no price below a tick', () => {
  expect(onTick(0, 0.05)).toBe(0.05);
  expect(optionPrice(20_000, 1, { ...terms, type: 'CE' })).toBe(0.05);
});

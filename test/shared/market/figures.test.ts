import { expect, test } from 'vitest';
import { count, exactRupees, figure, rupees } from '../../../shared/market/figures.ts';

test('rupees are written as India does, the sign first', () => {
  expect([rupees(123_456.789), rupees(-0.5), rupees(0)]).toEqual(['₹1,23,456.79', '-₹0.50', '₹0.00']);
});

test('an exact amount keeps its ten-thousandths', () => {
  expect([exactRupees(123_456.789), exactRupees(-0.0001), exactRupees(0)]).toEqual([
    '₹1,23,456.7890',
    '-₹0.0001',
    '₹0.0000',
  ]);
});

test('an amount without its sign of currency keeps two places', () => {
  expect(figure(3_050.9)).toBe('3,050.90');
});

test('counts are whole, in lakhs', () => {
  expect(count(1_234_567.4)).toBe('12,34,567');
});

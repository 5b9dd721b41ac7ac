import * as z from 'zod';
import { MAX_WINDOW } from './rolling-moments.ts';

/** Parameters that strategies share, so that a name has one meaning. */

export const quantity = z.int().min(1).max(1_000_000).default(1).describe('Units per signal.');

export const cooldownTicks = z
  .int()
  .min(0)
  .max(100_000)
  .default(0)
  .describe('Ticks after a signal during which further crossings are passed over.');

/** Length of a window in ticks. The checkpoint holds all of its prices. */
export const period = (least: number, usual: number, description: string) =>
  z.int().min(least).max(MAX_WINDOW).default(usual).describe(description);

export const rsiPeriod = period(2, 14, 'Price changes in the RSI’s average (Wilder’s n).');

export const rsiOversold = z
  .number()
  .min(1)
  .max(50)
  .default(30)
  .describe('RSI below which the instrument counts as oversold.');

export const rsiOverbought = z
  .number()
  .min(50)
  .max(99)
  .default(70)
  .describe('RSI above which the instrument counts as overbought.');

/** A reading for the audit trail, rounded to six decimals. */
export const rounded = (reading: number): number => Math.round(reading * 1e6) / 1e6;

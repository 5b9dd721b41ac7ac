import { MINUTE_MS } from '../ist.ts';

/** A stretch of continuous trading, in milliseconds since midnight in India. `closes` is the first closed moment. */
export interface TradingWindow {
  readonly opens: number;
  readonly closes: number;
}

/** Milliseconds since midnight of `HH:MM`. */
const timeOfDay = (clock: string): number =>
  (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * MINUTE_MS;

/** @param text `HH:MM-HH:MM` */
export const windowOf = (text: string): TradingWindow => ({
  opens: timeOfDay(text.slice(0, 5)),
  closes: timeOfDay(text.slice(6, 11)),
});

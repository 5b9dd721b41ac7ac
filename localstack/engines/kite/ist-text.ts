import { IST_OFFSET_MS } from '../../../shared/market/ist.ts';

/** `2026-11-24 09:15:00`, in India, as Kite writes a moment in epoch milliseconds. */
export const istText = (at: number): string =>
  new Date(at + IST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');

/** `2026-11-24T09:15:00+0530`, as the candles have it. */
export const candleTime = (at: number): string => `${istText(at).replace(' ', 'T')}+0530`;

/** The moment of `2026-11-24 09:15:00` or `2026-11-24`; undefined for another text. */
export const istMoment = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?$/.test(text)) return undefined;
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}Z`) - IST_OFFSET_MS;
  // A date such as 02-30 would become another one.
  return Number.isNaN(at) || !istText(at).startsWith(text) ? undefined : at;
};

import { AlphaPandaError } from '../../../shared/errors.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/market/ist.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  m: MINUTE_MS,
  min: MINUTE_MS,
  minute: MINUTE_MS,
  h: 60 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
  d: DAY_MS,
  day: DAY_MS,
};

/** Milliseconds of `1m`, `5minute`, `1h`, `day`. @throws AlphaPandaError `BAD_OPTION` */
export const parseInterval = (text: string): number => {
  const match = /^(\d*)\s*([a-z]+?)s?$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  const interval = Number(match?.[1] === '' ? 1 : match?.[1]) * (unit ?? Number.NaN);
  if (interval > 0 && interval <= DAY_MS) return interval;
  throw new AlphaPandaError(
    'BAD_OPTION',
    `--interval "${text}" is not one such as 1m, 15m, 1h or 1d, up to a day`,
  );
};

export const formatInterval = (interval: number): string => {
  if (interval === DAY_MS) return '1 day';
  const minutes = interval / MINUTE_MS;
  if (!Number.isInteger(minutes)) return `${interval / 1_000} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
};

/** The most frequent positive distance of consecutive moments of one instrument; undefined without any. */
export const commonGap = (moments: Iterable<readonly [key: string, at: number]>): number | undefined => {
  const last = new Map<string, number>();
  const counts = new Map<number, number>();
  for (const [key, at] of moments) {
    const before = last.get(key);
    last.set(key, at);
    const gap = before === undefined ? 0 : Math.abs(at - before);
    if (gap > 0) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([gapA, a], [gapB, b]) => b - a || gapA - gapB);
  return most?.[0];
};

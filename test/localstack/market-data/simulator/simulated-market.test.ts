import { describe, expect, it } from 'vitest';
import { simulatedMarket } from '../../../../localstack/market-data/simulator/simulated-market.ts';

/** A Monday evening in India. */
const NOW = Date.parse('2026-11-23T15:00:00.000Z');
const OPENS = Date.parse('2026-11-23T03:45:00.000Z');
const OPTIONS = { seed: 's', ticksPerSecond: 4, now: NOW, knownUntil: undefined };

const first = (count: number, knownUntil?: number) => {
  const ticks = [];
  for (const batch of simulatedMarket({ ...OPTIONS, knownUntil })) {
    ticks.push(...batch);
    if (ticks.length >= count) break;
  }
  return ticks.slice(0, count);
};

describe('the simulated market', () => {
  it('begins with the open of the last trading day', () => {
    expect(first(1)[0]?.at).toBe(OPENS);
  });

  it('continues after the known prices with the same ticks', () => {
    const undisturbed = first(2_000);
    const known = undisturbed[999]?.at ?? 0;

    const resumed = first(500, known);

    const later = undisturbed.filter(({ at }) => at > known);
    expect(resumed).toEqual(later.slice(0, 500));
  });

  it('begins at the open of a later day than the known prices', () => {
    expect(first(1, OPENS - 86_400_000)[0]?.at).toBe(OPENS);
  });

  it('continues after the close on the next trading day', () => {
    const closes = Date.parse('2026-11-23T09:59:59.999Z');

    // 24 November 2026 is a holiday of the exchange.
    expect(first(1, closes)[0]?.at).toBe(Date.parse('2026-11-25T03:45:00.000Z'));
  });

  it('continues in a future that a faster pace has reached, without playing the days before', () => {
    const reached = Date.parse('2026-12-14T05:00:00.000Z');

    const at = first(1, reached)[0]?.at ?? 0;

    expect(at).toBeGreaterThan(reached);
    expect(at).toBeLessThan(reached + 1_000);
  });

  it('ends with the calendar that is known, and says so', () => {
    const reached = Date.parse('2026-12-31T09:44:59.990Z');

    expect(() => first(1, reached)).toThrow('no calendar of NSE for 2027');
  });
});

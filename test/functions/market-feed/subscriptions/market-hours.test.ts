import { describe, expect, it } from 'vitest';
import {
  connectsAt,
  hoursOf,
  marketPhase,
} from '../../../../functions/market-feed/subscriptions/market-hours.ts';

const RELIANCE = 738_561;
const GOLD = 110_000 * 256 + 7;
const USDINR = 412 * 256 + 3;

const at = (text: string): number => Date.parse(`${text}:00+05:30`);
const phase = (tokens: readonly number[], text: string) => marketPhase(hoursOf(tokens, new Map()), at(text));
const opens = (tokens: readonly number[], text: string): string | undefined => {
  const found = phase(tokens, text);
  return found.kind === 'open' || found.opensAt === undefined
    ? undefined
    : new Date(found.opensAt + 19_800_000).toISOString().slice(0, 16);
};

describe('the hours of what is subscribed', () => {
  it.each([
    ['a Monday at ten', [RELIANCE], '2026-11-23T10:00', 'open'],
    ['the moment of the opening', [RELIANCE], '2026-11-23T09:15', 'open'],
    ['minutes before the opening', [RELIANCE], '2026-11-23T09:11', 'near'],
    ['an hour before the opening', [RELIANCE], '2026-11-23T08:15', 'closed'],
    ['the closing auction', [RELIANCE], '2026-11-23T15:30', 'near'],
    ['the evening', [RELIANCE], '2026-11-23T18:00', 'closed'],
    ['the evening with gold', [RELIANCE, GOLD], '2026-11-23T18:00', 'open'],
    ['late in the evening with gold', [GOLD], '2026-11-23T23:50', 'open'],
    ['a currency after five', [USDINR], '2026-11-23T17:30', 'closed'],
    ['a holiday', [RELIANCE], '2026-11-24T10:00', 'closed'],
    ['a holiday, gold in the morning', [GOLD], '2026-11-24T10:00', 'closed'],
    ['a holiday, gold in the evening', [GOLD], '2026-11-24T18:00', 'open'],
    ['a Saturday', [RELIANCE, GOLD], '2026-11-21T10:00', 'closed'],
    ['a Saturday session', [RELIANCE], '2025-02-01T10:00', 'open'],
    ['Muhurat on a Sunday', [RELIANCE], '2026-11-08T18:30', 'open'],
    ['minutes before Muhurat', [RELIANCE], '2026-11-08T18:11', 'near'],
    ['the Sunday morning of Muhurat', [RELIANCE], '2026-11-08T10:00', 'closed'],
    ['a year without calendar', [RELIANCE], '2031-03-03T10:00', 'near'],
    ['no instrument at all', [], '2026-11-23T10:00', 'closed'],
  ] as const)('%s', (_, tokens, text, kind) => {
    expect(phase(tokens, text).kind).toBe(kind);
  });

  it.each([
    ['a Friday evening', [RELIANCE], '2026-11-20T18:00', '2026-11-23T09:15'],
    ['the evening before a holiday', [RELIANCE], '2026-11-23T18:00', '2026-11-25T09:15'],
    ['the morning of a holiday, with gold', [RELIANCE, GOLD], '2026-11-24T10:00', '2026-11-24T17:00'],
    ['the day before Muhurat', [RELIANCE], '2026-11-07T12:00', '2026-11-08T18:15'],
  ] as const)('says on %s when the next market opens', (_, tokens, text, expected) => {
    expect(opens(tokens, text)).toBe(expected);
  });

  it('is connected five minutes before a market opens', () => {
    expect(connectsAt(phase([RELIANCE], '2026-11-23T08:00'))).toBe(at('2026-11-23T09:10'));
    expect(connectsAt(phase([RELIANCE], '2026-11-23T10:00'))).toBeUndefined();
  });
});

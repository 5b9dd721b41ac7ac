import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCausalOrder, type TracePart } from '../../../../functions/journal/api/causal-order.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 2, 4, 0, seconds)).toISOString();

const part = (event_id: string, causation_id: string | null, seconds = 0): TracePart => ({
  event_id,
  causation_id,
  ts: at(seconds),
  entry_id: event_id,
});

/** Events of which each names one before it, one after it, itself, a stranger or nothing as its cause. */
const drafts = fc.array(
  fc.record({ cause: fc.integer({ min: -2, max: 14 }), seconds: fc.nat(3), id: fc.nat(14) }),
  {
    maxLength: 15,
  },
);

const build = (drawn: readonly { cause: number; seconds: number; id: number }[]): readonly TracePart[] =>
  drawn.map(({ cause, seconds, id }, n) => ({
    event_id: `e${id}`,
    causation_id: cause === -2 ? null : cause === -1 ? 'stranger' : `e${cause}`,
    ts: at(seconds),
    entry_id: `entry-${n}`,
  }));

/** Events of a well-formed trace: each names an earlier one as its cause. */
const trees = fc
  .array(fc.record({ cause: fc.nat(), seconds: fc.nat(3) }), { minLength: 1, maxLength: 20 })
  .map((drawn) =>
    drawn.map(({ cause, seconds }, n) => part(`e${n}`, n === 0 ? null : `e${cause % n}`, seconds)),
  );

describe('inCausalOrder', () => {
  it('orders events of the same time step by step', () => {
    const parts = [
      part('fill-b', 'verdict-b'),
      part('signal-b', 'tick'),
      part('verdict-a', 'signal-a'),
      part('tick', null),
      part('signal-a', 'tick'),
      part('verdict-b', 'signal-b'),
    ];

    expect(inCausalOrder(parts).map(({ event_id }) => event_id)).toEqual([
      'tick',
      'signal-a',
      'signal-b',
      'verdict-a',
      'verdict-b',
      'fill-b',
    ]);
  });

  it('puts a cause before its effect even if its clock was ahead', () => {
    const parts = [part('placed', null, 2), part('filled', 'placed', 1), part('other', null, 1)];

    expect(inCausalOrder(parts).map(({ event_id }) => event_id)).toEqual(['other', 'placed', 'filled']);
  });

  it('keeps what came under one id with other content, and its effects behind both', () => {
    const parts = [
      { ...part('a', null, 0), entry_id: 'a1' },
      { ...part('a', null, 5), entry_id: 'a2' },
      part('effect', 'a', 1),
    ];

    expect(inCausalOrder(parts).map(({ entry_id }) => entry_id)).toEqual(['a1', 'a2', 'effect']);
  });

  it('has every cause before its effects', () => {
    fc.assert(
      fc.property(trees, (parts) => {
        const told = inCausalOrder(parts);
        const places = new Map(told.map(({ event_id }, place) => [event_id, place]));

        for (const [place, { causation_id }] of told.entries()) {
          if (causation_id !== null) expect(places.get(causation_id)).toBeLessThan(place);
        }
      }),
    );
  });

  it('keeps every event and returns the same order for any input order, also with forged cycles', () => {
    fc.assert(
      fc.property(
        drafts.map(build).chain((parts) =>
          fc.record({
            parts: fc.constant(parts),
            shuffled: fc.shuffledSubarray([...parts], { minLength: parts.length }),
          }),
        ),
        ({ parts, shuffled }) => {
          const told = inCausalOrder(parts);

          expect(new Set(told)).toEqual(new Set(parts));
          expect(told).toHaveLength(parts.length);
          expect(inCausalOrder(shuffled)).toEqual(told);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { PoisonError } from '../../../shared/errors.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeFor, eventOf, originOf } from '../../../shared/kernel/decoded.ts';
import type { Stage } from '../../../shared/kernel/stage.ts';
import { record, tick, tickEvent } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const bytes = (event: object) => Buffer.from(JSON.stringify(event));

describe('eventOf', () => {
  it('returns the event of a record on its own topic', () => {
    expect(eventOf(record({ value: bytes(tickEvent(tick())) }))).toEqual(tickEvent(tick()));
  });

  it('refuses an event of the other broker', () => {
    const stray = record({
      topic: topicsFor('zerodha').signalsRaw.name,
      value: bytes({
        ...tickEvent(tick()),
        broker: 'paper',
        type: 'trading_signal',
        data: {
          strategy_id: 'a',
          instrument_token: 1,
          signal_type: 'BUY',
          quantity: 1,
          timestamp: '2022-06-16T03:45:00.000Z',
        },
      }),
    });

    expect(() => eventOf(stray)).toThrow(
      expect.objectContaining({
        code: 'WRONG_BROKER',
        message: 'an event of broker "paper" is on zerodha.signals.raw, which is for "zerodha"',
      }),
    );
  });

  it('refuses a type that the topic does not carry', () => {
    const stray = record({ topic: SHARED_TOPICS.systemErrors.name, value: bytes(tickEvent(tick())) });

    expect(() => eventOf(stray)).toThrow(
      expect.objectContaining({
        code: 'WRONG_TYPE',
        message: 'market_tick is on system.errors, which carries system_error',
      }),
    );
  });
});

describe('decodeFor', () => {
  it('returns the defect with the record, and never throws', () => {
    const bad = record({ value: Buffer.from('{') });

    expect(decodeFor(counterStage(), bad)).toEqual({
      record: bad,
      poison: expect.objectContaining({ code: 'BAD_JSON' }),
    });
  });

  it('returns a defect found in the invocation event', () => {
    const defect = new PoisonError('BAD_BASE64', 'x');
    const bad = record({ value: bytes(tickEvent(tick())), defect });

    expect(decodeFor(counterStage(), bad)).toEqual({ record: bad, poison: defect });
  });

  it('uses the decoder of the stage', () => {
    const raw: Stage<null, undefined, string> = {
      name: 'raw',
      topics: [],
      codec: { encode: () => null, decode: () => null },
      decode: ({ value }) => {
        if (value === null) throw new Error('nothing there');
        return String(value);
      },
      initial: () => null,
      reduce: () => [],
    };

    expect(decodeFor(raw, record({ value: Buffer.from('x') })).input).toBe('x');
    expect(decodeFor(raw, record({ value: null })).poison).toEqual(new Error('nothing there'));
  });
});

describe('originOf', () => {
  it.each<readonly [string, Buffer | undefined, boolean]>([
    ['an origin', Buffer.from('a/b-0@1.2#3'), true],
    ['none', undefined, false],
    ['text that is not an origin', Buffer.from('hello'), false],
    ['bytes that are not text', Buffer.from([0xff, 0xfe]), false],
    ['an empty one', Buffer.alloc(0), false],
  ])('of a record with %s', (_, header, there) => {
    const headers = header === undefined ? [] : [['origin', header] as const];

    expect(originOf(record({ headers })) !== undefined).toBe(there);
  });
});

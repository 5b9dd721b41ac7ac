import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PoisonError } from '../../../shared/errors.ts';
import { decodeEvent, validateEvent } from '../../../shared/events/decode.ts';
import { EVENT_TYPES } from '../../../shared/events/types.ts';
import { EVENT_TYPE_NAMES, events } from '../../support/events.ts';
import { tick, tickEvent } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

const GOOD = JSON.stringify(tickEvent(tick()));
const SIGNAL = JSON.stringify({
  ...tickEvent(tick()),
  broker: 'paper',
  type: 'trading_signal',
  data: {
    strategy_id: 'momentum-1',
    instrument_token: 256265,
    signal_type: 'BUY',
    quantity: 75,
    timestamp: '2022-06-16T03:45:00.000Z',
    metadata: { momentum: 0.01 },
  },
});

/** The good event with a piece of its text replaced. */
const changed = (piece: string, replacement: string, text = GOOD): string => {
  if (!text.includes(piece)) throw new Error(`the event has no ${piece}`);
  return text.replace(piece, replacement);
};

const decoded = (text: string | Buffer | null) =>
  decodeEvent(typeof text === 'string' ? Buffer.from(text) : text);

const poisonOf = (text: string | Buffer | null): PoisonError => {
  try {
    decoded(text);
  } catch (thrown) {
    if (thrown instanceof PoisonError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken for an event');
};

const nested = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
const DEEP = nested('[', ']');

describe('decodeEvent', () => {
  it.each<readonly [what: string, value: string | Buffer | null, code: string]>([
    ['a tombstone', null, 'EMPTY_VALUE'],
    ['an empty value', '', 'EMPTY_VALUE'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'BAD_UTF8'],
    ['UTF-8 cut off in a character', Buffer.from(GOOD.replace('test', 'té')).subarray(0, -1), 'BAD_JSON'],
    ['a byte order mark', `\ufeff${GOOD}`, 'BAD_JSON'],
    ['text', 'hello', 'BAD_JSON'],
    ['JSON cut off', GOOD.slice(0, -1), 'BAD_JSON'],
    ['two events', `${GOOD}\n${GOOD}`, 'BAD_JSON'],
    ['NaN', changed('15500.05', 'NaN'), 'BAD_JSON'],
    ['Infinity', changed('15500.05', '-Infinity'), 'BAD_JSON'],
    ['a number', '42', 'NOT_AN_EVENT'],
    ['null', 'null', 'NOT_AN_EVENT'],
    ['a string', JSON.stringify(GOOD), 'NOT_AN_EVENT'],
    ['an array of events', `[${GOOD}]`, 'NOT_AN_EVENT'],
    ['arrays 100,000 deep', DEEP, 'NOT_AN_EVENT'],
    ['objects 100,000 deep', nested('{"a":', '}').replace('}', '1}'), 'UNKNOWN_TYPE'],
    ['no type', changed('"type":"market_tick",', ''), 'UNKNOWN_TYPE'],
    ['an unknown type', changed('market_tick', 'market_tock'), 'UNKNOWN_TYPE'],
    ['a type of the wrong case', changed('market_tick', 'MARKET_TICK'), 'UNKNOWN_TYPE'],
    ['a type that every object has', changed('market_tick', 'constructor'), 'UNKNOWN_TYPE'],
    ['the type __proto__', changed('market_tick', '__proto__'), 'UNKNOWN_TYPE'],
    ['a type 100,000 deep', changed('"market_tick"', DEEP), 'UNKNOWN_TYPE'],
    ['the event in its __proto__', `{"__proto__":${GOOD}}`, 'UNKNOWN_TYPE'],
    ['a version to come', changed('"version":1', '"version":2'), 'UNKNOWN_VERSION'],
    ['a version in text', changed('"version":1', '"version":"1"'), 'UNKNOWN_VERSION'],
    ['no version', changed('"version":1,', ''), 'UNKNOWN_VERSION'],
    ['a version 100,000 deep', changed('"version":1', `"version":${DEEP}`), 'UNKNOWN_VERSION'],
    ['data 100,000 deep', GOOD.replace(/"data":.*/, `"data":${DEEP}}`), 'INVALID_EVENT'],
    ['no data', GOOD.replace(/,"data":.*/, '}'), 'INVALID_EVENT'],
    ['data of another type', SIGNAL.replace('trading_signal', 'market_tick'), 'INVALID_EVENT'],
    ['a number in text', changed('15500.05', '"15500.05"'), 'INVALID_EVENT'],
    ['a number beyond a double', changed('15500.05', '1e999'), 'INVALID_EVENT'],
    ['a negative price', changed('15500.05', '-1'), 'INVALID_EVENT'],
    ['a price of none', changed('15500.05', '0'), 'INVALID_EVENT'],
    [
      'a fraction of a token',
      changed('"instrument_token":256265', '"instrument_token":1.5'),
      'INVALID_EVENT',
    ],
    ['20 MB of source', changed('test-feed', 'x'.repeat(20_000_000)), 'INVALID_EVENT'],
    ['an empty key', changed('"key":"256265"', '"key":""'), 'INVALID_EVENT'],
    ['an unknown field', changed('{', '{"extra":1,'), 'INVALID_EVENT'],
    ['an unknown field of data', changed('"data":{', '"data":{"extra":1,'), 'INVALID_EVENT'],
    ['__proto__ in the envelope', changed('{', '{"__proto__":{"admin":true},'), 'INVALID_EVENT'],
    ['__proto__ in data', changed('"data":{', '"data":{"__proto__":{"admin":true},'), 'INVALID_EVENT'],
    ['__proto__ in facts', changed('"momentum":0.01', '"__proto__":1e999', SIGNAL), 'INVALID_EVENT'],
    ['nested facts', changed('0.01', '[1]', SIGNAL), 'INVALID_EVENT'],
    ['facts without end', changed('{"momentum":0.01}', facts(33), SIGNAL), 'INVALID_EVENT'],
    ['a quantity of none', changed('"quantity":75', '"quantity":0', SIGNAL), 'INVALID_EVENT'],
    ['an unknown broker', changed('"broker":"shared"', '"broker":"upstox"'), 'INVALID_EVENT'],
    ['an id that is no uuid', GOOD.replace(/"id":"[^"]+"/, '"id":"1"'), 'INVALID_EVENT'],
    [
      'an id in capitals',
      GOOD.replace(/"id":"[^"]+"/, (id) => id.toUpperCase().replace('ID', 'id')),
      'INVALID_EVENT',
    ],
    ['a time of another zone', GOOD.replace('03:45:00.000Z', '09:15:00.000+05:30'), 'INVALID_EVENT'],
    ['a day that never was', GOOD.replace('2022-06-16', '2022-02-30'), 'INVALID_EVENT'],
  ])('refuses %s', (_, value, code) => {
    expect(poisonOf(value).code).toBe(code);
  });

  it('names the problem and its place, with a shortened value', () => {
    const error = poisonOf(changed('market_tick', 'x'.repeat(10_000)));

    expect(error.message).toMatch(/^event type "x{80}…" is not one of market_tick, trading_signal/);
    expect(poisonOf(changed('15500.05', '"a"')).message).toBe(
      'market_tick: data.last_price: Invalid input: expected number, received string',
    );
  });

  it('uses the last value of a repeated name, as JSON.parse does', () => {
    expect(decoded(changed('"data":{', '"data":{"last_price":1,'))).toEqual(tickEvent(tick()));
  });

  it('names the stray field of a validated signal that is not nested as it should be', () => {
    const flat = SIGNAL.replace('trading_signal', 'validated_signal');

    expect(poisonOf(flat).message).toContain('data.original_signal');
  });

  it('reads every event that was written, of every type', () => {
    check(
      fc.property(events, (event) => {
        expect(decoded(JSON.stringify(event))).toEqual(event);
      }),
      500,
    );
  });

  it('throws nothing but PoisonError for any bytes', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        poisonOf(Buffer.from(bytes));
      }),
      1_000,
    );
  });

  it('throws nothing but PoisonError for any JSON', () => {
    check(
      fc.property(fc.json(), (text) => {
        poisonOf(text);
      }),
      1_000,
    );
  });

  it('throws nothing but PoisonError for an event with any one member replaced by anything', () => {
    const damaged = fc
      .tuple(events, fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 2 }), fc.boolean())
      .map(([event, place, inner, value, deep]) => {
        const copy = JSON.parse(JSON.stringify(event));
        const target = deep ? copy.data : copy;
        const names = Object.keys(target);
        target[String(names[(deep ? inner : place) % names.length])] = value;
        return copy;
      });

    check(
      fc.property(damaged, (candidate) => {
        try {
          expect(validateEvent(candidate)).toBe(candidate);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PoisonError);
        }
      }),
      1_000,
    );
  });

  it('knows exactly the types of the table', () => {
    expect(EVENT_TYPE_NAMES.toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted());
  });
});

const facts = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`fact${n}`, n])));
